/** Tells the service manager that started confrec how the recording goes (systemd: sd_notify(3)). */
import { platform } from "../../ffi/system/platform.ts";
import { variable } from "../../ffi/system/variable.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import type { MeetingEvent } from "../../meeting/events/events.ts";
import { clockTime, timeSpan } from "../../meeting/ground/figures.ts";
import { plainLine } from "../../meeting/ground/plain_line.ts";

type EventOf<K extends MeetingEvent["event"]> = Extract<MeetingEvent, { event: K }>;

/** Says something to the manager; returns whether it was taken. */
export type Say = (text: string) => boolean;

/** Between two signs of life, ms: a fraction of any sensible WatchdogSec. */
const SIGN_MS = 5_000;
const AWAITED = {
  call: "a call",
  speech: "somebody to speak",
  always: "the next meeting",
} as const;
/** How long the end may take beyond what the unit allows, each time that it moves, µs. */
const END_MICROSECONDS = 120e6;
/** The same for `--on-finish`, which has ten minutes. */
const LAST_MICROSECONDS = 660e6;

/**
 * Follows a recording.
 *
 * The watchdog is fed by nothing but sound that has reached the disk: from each side's worker since the last time. A
 * worker that hangs, or this thread, so ends in a restart.
 */
export class ServiceManager {
  readonly #say: Say;
  readonly #nowMs: () => number;
  #isReady = false;
  #isPaused = false;
  /** What a room waits for, and whether it is about to end; of a single recording neither. */
  #awaited: string | undefined;
  #isEnding = true;
  #saidMs = -Infinity;
  /** Frames of each side at the last sign of life. */
  readonly #frames = new Map<TrackName, number>();
  /** Sides whose file has been played. */
  readonly #ended = new Set<TrackName>();

  /** @param nowMs a clock that only goes forward */
  constructor(say: Say, nowMs: () => number = () => performance.now()) {
    this.#say = say;
    this.#nowMs = nowMs;
  }

  /** Takes in what happens. */
  hear(event: MeetingEvent): void {
    switch (event.event) {
      case "progress":
        return this.#progress(event);
      case "paused":
      case "resumed":
        this.#isPaused = event.event === "paused";
        return;
      case "track":
        if (event.state === "ended") this.#ended.add(event.track);
        return;
      case "room":
        return this.#room(event);
      case "started":
        // Another meeting of a room, in which frames are counted anew.
        this.#frames.clear();
        this.#ended.clear();
        this.#isPaused = false;
        return;
      case "stopping":
        if (!this.#isEnding) return;
        this.#say(`STOPPING=1\nSTATUS=Finishing the file\n${moreTime(END_MICROSECONDS)}`);
        return;
      case "finishing": {
        if (!this.#isEnding || !this.#isDue()) return;
        const percent = Math.round(event.share * 100);
        this.#say(`STATUS=Finishing the file: ${percent} %\n${moreTime(END_MICROSECONDS)}`);
        return;
      }
      case "finished": {
        if (!this.#isEnding) return;
        const { output, faults } = event.report;
        const what = faults.length === 0 ? "Recorded" : "Recorded, not complete:";
        this.#say(`STATUS=${what} ${plainLine(output.path)}\n${moreTime(LAST_MICROSECONDS)}`);
        return;
      }
      default:
        return;
    }
  }

  /** A room that waits is awake, and has been told who is in a call. */
  sign(): void {
    if (this.#awaited === undefined || (this.#isReady && !this.#isDue())) return;
    const isTaken = this.#say(
      `${this.#isReady ? "" : "READY=1\n"}WATCHDOG=1\nSTATUS=Waiting for ${this.#awaited}`,
    );
    this.#isReady ||= isTaken;
    this.#saidMs = this.#nowMs();
  }

  #room({ state, trigger }: EventOf<"room">): void {
    this.#awaited = AWAITED[trigger];
    this.#isEnding = state === "ending";
    if (!this.#isEnding) return;
    this.#say(`STOPPING=1\nSTATUS=Finishing the file\n${moreTime(END_MICROSECONDS)}`);
  }

  #progress({ seconds, secondsLeft, tracks }: EventOf<"progress">): void {
    const sides = Object.entries(tracks) as [TrackName, { readonly frames: number }][];
    const isAlive = sides.length > 0 && sides.every(([track, { frames }]) => {
      return this.#isPaused || this.#ended.has(track) || frames > (this.#frames.get(track) ?? 0);
    });
    if (!isAlive || (this.#isReady && !this.#isDue())) return;
    for (const [track, { frames }] of sides) this.#frames.set(track, frames);
    const space = secondsLeft === undefined ? "" : `, disk space for ${timeSpan(secondsLeft)}`;
    const status = `STATUS=Recording ${clockTime(seconds)}${space}`;
    const isTaken = this.#say(`${this.#isReady ? "" : "READY=1\n"}WATCHDOG=1\n${status}`);
    this.#isReady ||= isTaken;
    this.#saidMs = this.#nowMs();
  }

  #isDue(): boolean {
    const isDue = this.#nowMs() - this.#saidMs >= SIGN_MS;
    if (isDue) this.#saidMs = this.#nowMs();
    return isDue;
  }
}

function moreTime(microseconds: number): string {
  return `EXTEND_TIMEOUT_USEC=${microseconds}`;
}

/**
 * The manager that the environment names; one who hears nothing where there is none.
 *
 * The variable is taken away: programs that are run have nothing to say there.
 */
export function serviceManager(): Pick<ServiceManager, "hear" | "sign"> {
  const socket = variable("NOTIFY_SOCKET");
  if (socket === undefined || socket === "") return { hear: () => {}, sign: () => {} };
  Deno.env.delete("NOTIFY_SOCKET");
  return new ServiceManager((text) => platform.tellManager(socket, text));
}
