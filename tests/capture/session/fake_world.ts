/** A session among workers that are played by a test, on a clock of its own. */
import type { TrackName } from "../../../capture/ground/tracks.ts";
import { join } from "node:path";
import { type JournalRecord, readJournal } from "../../../capture/spool/journal.ts";
import { Session } from "../../../capture/session/session.ts";
import type { SessionEvent, SessionOptions } from "../../../capture/session/session_types.ts";
import type { SourceChoice } from "../../../capture/source/source.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import type { FromTrack, StemReport, ToTrack } from "../../../capture/track/track_protocol.ts";
import { ManualTimers, settle } from "./manual_timers.ts";
import { ManualClock } from "../simulated_source.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** Of all that is recorded, Hz. */
export const RATE_HZ = 48_000;
/** A microphone. */
export const DEVICE = { kind: "device", stream: "input", name: "Device" } as const;
/** A file instead of a device. */
export const FILE = { kind: "file", path: "a.wav" } as const;

/** What a worker says when its source is open. */
export const OPENED: FromTrack = {
  ...{ type: "opened", name: "Device", rateHz: RATE_HZ, channels: 1, isSpare: false },
};
/** The last that it says. */
export const CLOSED: FromTrack = { type: "closed" };

/** What a worker reports of a stem. */
export function reportOf(frames: number, more: Partial<StemReport> = {}): StemReport {
  return {
    name: "Device",
    frames,
    dropped: 0,
    unplacedFrames: 0,
    gapCount: 0,
    gapFrames: 0,
    ppm: 12,
    startOffsetSeconds: 0.25,
    ...more,
  };
}

/** What a worker says on its way, of so many frames. */
export function progressOf(frames: number): FromTrack {
  const progress = {
    frames,
    peakDb: -6,
    rmsDb: -Infinity,
    ppm: 12,
    dropped: 0,
    unplacedFrames: 0,
    position: frames,
    hostNs: 1,
  };
  return { type: "progress", progress };
}

/** Workers that say only what a test has them say. */
export class FakeWorld {
  readonly clock = new ManualClock();
  readonly timers = new ManualTimers(this.clock);
  readonly events: SessionEvent[] = [];
  readonly told: Record<TrackName, ToTrack[]> = { mic: [], system: [] };
  readonly terminated: TrackName[] = [];
  isDisposed = false;
  readonly spool: Spool;
  readonly #receivers = new Map<TrackName, (message: FromTrack) => void>();

  private constructor(spool: Spool) {
    this.spool = spool;
  }

  static async make(folder: string): Promise<FakeWorld> {
    return new FakeWorld(await Spool.create(join(folder, "out.confrec")));
  }

  start(
    tracks: Partial<Record<TrackName, SourceChoice>>,
    more: Partial<SessionOptions> = {},
  ): Promise<Session> {
    const promise = Session.start({
      rateHz: RATE_HZ,
      tracks,
      spool: this.spool,
      libraryPath: "/lib.so",
      pace: 1,
      onEvent: (event) => this.events.push(event),
      ...more,
    }, {
      clock: this.clock,
      after: this.timers.after,
      openLink: (track, receive) => {
        this.#receivers.set(track, receive);
        return {
          send: (message) => this.told[track].push(message),
          terminate: () => this.terminated.push(track),
        };
      },
      [Symbol.dispose]: () => this.isDisposed = true,
    });
    // Its test looks at it later.
    promise.catch(() => {});
    return promise;
  }

  async say(track: TrackName, ...messages: FromTrack[]): Promise<void> {
    for (const message of messages) this.#receivers.get(track)?.(message);
    await settle();
  }

  /** Both open, and heard from the same instant on. */
  async startBoth(
    choice: SourceChoice = DEVICE,
    more: Partial<SessionOptions> = {},
  ): Promise<Session> {
    const promise = this.start({ mic: choice, system: choice }, more);
    await this.say("mic", OPENED);
    await this.say("system", OPENED);
    const firstNs = this.clock.nowNs();
    await this.say("mic", { type: "anchored", firstNs });
    await this.say("system", { type: "anchored", firstNs });
    return await promise;
  }

  /** Answers a stop as workers do. */
  async answerStop(
    frames: number,
    tracks: readonly TrackName[] = ["mic", "system"],
  ): Promise<void> {
    await settle();
    for (const track of tracks) await this.say(track, { type: "ending", frames });
    for (const track of tracks) {
      await this.say(track, { type: "stopped", report: reportOf(frames) }, CLOSED);
    }
  }

  /** What a worker was told, of one kind. */
  of<T extends ToTrack["type"]>(track: TrackName, type: T): Extract<ToTrack, { type: T }>[] {
    return this.told[track].filter((m): m is Extract<ToTrack, { type: T }> => m.type === type);
  }

  eventsOf<T extends SessionEvent["type"]>(type: T): Extract<SessionEvent, { type: T }>[] {
    return this.events.filter((e): e is Extract<SessionEvent, { type: T }> => e.type === type);
  }

  get journal(): JournalRecord[] {
    return [...readJournal(this.spool.journalPath)].flatMap((line) => line.record ?? []);
  }
}

/** Makes one for a test, in a folder that goes with it. */
export const withWorld = (
  action: (world: FakeWorld, folder: string) => Promise<void>,
): Promise<void> =>
  withFolder(async (folder) => {
    const world = await FakeWorld.make(folder);
    try {
      await action(world, folder);
    } finally {
      world.spool[Symbol.dispose]();
    }
  });
