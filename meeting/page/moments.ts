/** Times as a page shows them: of the file, and of the day. */
import type { FileFacts } from "../facts/facts_schema.ts";

const WEEKDAYS = [
  ...["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const,
];
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July"] as const,
  ...["August", "September", "October", "November", "December"] as const,
];

/** A step in which a machine's clock is looked for its changes, s. */
const LOOK_SECONDS = 900;

/** The wall clock where the recording was made. */
export class LocalClock {
  readonly #beganMs: number;
  /** Local time is so much later than UTC, ms: at the beginning, and at any moment where that is this machine's time zone. */
  readonly #offsetMs: number;
  readonly #isHere: boolean;

  private constructor(beganMs: number, offsetMs: number) {
    this.#beganMs = beganMs;
    this.#offsetMs = offsetMs;
    this.#isHere = offsetHere(beganMs) === offsetMs;
  }

  /** Nothing where nobody knows when it began. */
  static of({ startedAt = "" }: Pick<FileFacts, "startedAt">): LocalClock | undefined {
    const localMs = Date.parse(`${startedAt.slice(0, 23)}Z`);
    const beganMs = Date.parse(startedAt);
    return Number.isNaN(localMs + beganMs) ? undefined : new LocalClock(beganMs, localMs - beganMs);
  }

  /** The local time of the beginning as if it were UTC, ms. */
  get startMs(): number {
    return this.#beganMs + this.#offsetMs;
  }

  /**
   * When clocks are changed within a recording, as they are for summer time: pairs of the moment and how much later they are
   * from then on, seconds. None are known of another time zone than this machine's.
   */
  turns(recordedSeconds: number): number[] {
    const turns: number[] = [];
    if (!this.#isHere) return turns;
    let offsetMs = this.#offsetMs;
    for (let at = 0; at < recordedSeconds; at += LOOK_SECONDS) {
      const end = Math.min(at + LOOK_SECONDS, recordedSeconds);
      const nextMs = offsetHere(this.#beganMs + end * 1_000);
      if (nextMs === offsetMs) continue;
      let [before, behind] = [at, end];
      while (behind - before > 0.001) {
        const middle = (before + behind) / 2;
        if (offsetHere(this.#beganMs + middle * 1_000) === offsetMs) before = middle;
        else behind = middle;
      }
      turns.push(Math.round(behind * 1_000) / 1_000, (nextMs - offsetMs) / 1_000);
      offsetMs = nextMs;
    }
    return turns;
  }

  /** `14:03:09` after so many seconds of the recording. */
  time(recordedSeconds: number, hasSeconds = true): string {
    const text = this.#at(recordedSeconds).toISOString();
    return text.slice(11, hasSeconds ? 19 : 16);
  }

  /** `Thursday, 26 November 2026`. */
  date(): string {
    const date = this.#at(0);
    return `${WEEKDAYS[date.getUTCDay()]}, ${date.getUTCDate()} ` +
      `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  }

  /** `2026-11-26T14:00:00`, for machines. */
  get iso(): string {
    return this.#at(0).toISOString().slice(0, 19);
  }

  /** Local time as if it were UTC. */
  #at(recordedSeconds: number): Date {
    const ms = this.#beganMs + recordedSeconds * 1_000;
    return new Date(ms + (this.#isHere ? offsetHere(ms) : this.#offsetMs));
  }
}

/** By how much this machine's local time is later than UTC at an instant, ms. */
function offsetHere(ms: number): number {
  return -60_000 * new Date(ms).getTimezoneOffset();
}

/** What of the recording is heard at a moment of the file, seconds: cuts before it are added. */
export function recordedAt({ cuts }: Pick<FileFacts, "cuts">, fileSeconds: number): number {
  let seconds = fileSeconds;
  for (const cut of cuts) if (cut.atSeconds <= fileSeconds) seconds += cut.recordedSeconds;
  return seconds;
}
