/** A room in a world without devices, in which time passes when a test says so. */
import { join } from "node:path";
import type { CallSource } from "../../../capture/calls/call_list.ts";
import type { PerTrack } from "../../../capture/ground/tracks.ts";
import type {
  LaterStart,
  SessionEnd,
  SessionEvent,
} from "../../../capture/session/session_types.ts";
import type { MeetingEvent } from "../../../meeting/events/events.ts";
import type { Trigger } from "../../../meeting/ground/trigger.ts";
import { checkRoom, type RoomRequest } from "../../../meeting/room/check_room.ts";
import type { MeetingOutcome } from "../../../meeting/room/finishing.ts";
import { Room } from "../../../meeting/room/room.ts";
import type { RoomWorld } from "../../../meeting/room/room_world.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { settle } from "../../capture/session/manual_timers.ts";
import { FakeRecording, progressAt } from "../../cli/fake_recording.ts";

/** Longest real time that something is waited for, ms. */
const PATIENCE_MS = 10_000;

/** A session that runs. */
export interface FakeSession {
  tell(event: SessionEvent): void;
  end(reason: SessionEnd): void;
}

/** A session that waits for speech. */
export interface FakeListener {
  readonly later: LaterStart;
  /** It begins, and its first frame was so many seconds ago. */
  begin(agoSeconds: number): void;
}

/** Its calls are what a test says; its clocks go when `pass` is called. */
export class FakeRoomWorld extends FakeRecording implements RoomWorld {
  /** Programs in a call, or why nobody can tell. */
  programs: readonly string[] | Error = [];
  readonly sessions: FakeSession[] = [];
  /** Sessions that listen, or have. */
  readonly listeners: FakeListener[] = [];
  readonly folder: string;
  /** Why there is nothing to record with; undefined when there is. */
  missing: PerTrack<string> | undefined;
  /** Local time at the begin. */
  beginning = new Date(2026, 1, 3, 14, 5, 9);
  #ms = 0;
  readonly #timers = new Set<{ dueMs: number; action: () => void }>();

  constructor(folder: string) {
    super();
    this.folder = folder;
    this.script = (tell, end) => {
      this.sessions.push({ tell, end });
      tell(progressAt(12));
    };
    this.wait = async (tell) => {
      const { later } = this.sessionOptions ?? {};
      if (this.missing !== undefined) tell({ type: "awaiting", reasons: this.missing });
      while (this.missing !== undefined) {
        await new Promise<void>((resolve) => this.after(1_000, resolve));
        later?.signal?.throwIfAborted();
      }
      if (later?.onSpeech === false) return 0;
      const { promise, resolve: begin } = Promise.withResolvers<number>();
      if (later !== undefined) this.listeners.push({ later, begin });
      return await promise;
    };
  }

  override now(): Date {
    return new Date(this.beginning.getTime() + this.#ms);
  }

  override cacheFolder(): string {
    return join(this.folder, "cache");
  }

  nowMs(): number {
    return this.#ms;
  }

  readonly after = (ms: number, action: () => void) => {
    const timer = { dueMs: this.#ms + ms, action };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  calls(): Promise<CallSource> {
    return Promise.resolve({
      look: () => {
        if (this.programs instanceof Error) throw this.programs;
        return this.programs.map((program) => ({ program, pid: 1 }));
      },
      [Symbol.dispose]: () => {},
    });
  }

  /** So much time goes by. */
  async pass(seconds: number): Promise<void> {
    const endMs = this.#ms + seconds * 1_000;
    for (;;) {
      await settle();
      const [next] = [...this.#timers].sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined || next.dueMs > endMs) break;
      this.#timers.delete(next);
      this.#ms = Math.max(this.#ms, next.dueMs);
      next.action();
    }
    this.#ms = endMs;
    await settle();
  }

  /** Waits for what the disk and the event loop take their time for, while the room's clocks hardly go. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const startMs = performance.now();
    while (!isSo()) {
      if (performance.now() - startMs > PATIENCE_MS) {
        throw new Error(`Waited in vain until ${what}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
      await this.pass(0.001);
    }
  }
}

/** A room, and what it has told. */
export interface RunningRoom {
  readonly world: FakeRoomWorld;
  readonly folder: string;
  readonly room: Room;
  readonly events: (MeetingEvent & { readonly in?: number })[];
  readonly outcomes: MeetingOutcome[];
  /** Signs of life so far. */
  readonly count: { signs: number };
  /** Those of one kind. */
  of<K extends MeetingEvent["event"]>(kind: K): Extract<MeetingEvent, { event: K }>[];
  /** The MP3s in the folder of the room. */
  files(): string[];
}

/** Has a room run until the test is over. */
export async function withRoom(
  test: (running: RunningRoom) => Promise<void>,
  more: Partial<RoomRequest> & { readonly out?: string; readonly trigger?: Trigger } = {},
  prepare: (world: FakeRoomWorld) => void | Promise<void> = () => {},
): Promise<void> {
  await withFolder(async (folder) => {
    const world = new FakeRoomWorld(folder);
    await prepare(world);
    const { out = "{time}.mp3", ...rest } = more;
    const request = { trigger: "call", aftercare: {}, ignored: [], ...rest } as const;
    const input = { ...request.input, out: join(folder, out) };
    const checked = checkRoom({ ...request, input }, world);
    const events: RunningRoom["events"] = [];
    const outcomes: MeetingOutcome[] = [];
    const count = { signs: 0 };
    const room = await Room.open(checked, world, {
      hear: (event, meeting) => {
        events.push(meeting === undefined ? event : { ...event, in: meeting });
      },
      onBegin: () => {},
      onSign: () => count.signs++,
      onOutcome: (outcome) => outcomes.push(outcome),
    });
    const running: RunningRoom = {
      ...{ world, folder, room, events, outcomes, count },
      of: <K extends MeetingEvent["event"]>(kind: K) => {
        return events.filter((each): each is Extract<MeetingEvent, { event: K }> => {
          return each.event === kind;
        });
      },
      files: () => {
        return [...Deno.readDirSync(folder)].map(({ name }) => name)
          .filter((name) => name.endsWith(".mp3")).sort();
      },
    };
    try {
      await test(running);
    } finally {
      room.stop();
      room.giveUp("the test is over");
      let isOver = false;
      room.finished.finally(() => isOver = true);
      await world.until("the room has ended", () => isOver);
    }
  });
}
