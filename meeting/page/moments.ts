/** Times as a page shows them: of the file, and of the day. */
import type { FileFacts } from "../facts/facts_schema.ts";

const WEEKDAYS = [
  ...["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const,
];
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July"] as const,
  ...["August", "September", "October", "November", "December"] as const,
];

/** The wall clock where the recording was made. */
export class LocalClock {
  /** The local time of the beginning as if it were UTC, ms. */
  readonly startMs: number;

  private constructor(startMs: number) {
    this.startMs = startMs;
  }

  /** Nothing where nobody knows when it began. */
  static of({ startedAt }: Pick<FileFacts, "startedAt">): LocalClock | undefined {
    const startMs = Date.parse(`${(startedAt ?? "").slice(0, 23)}Z`);
    return Number.isNaN(startMs) ? undefined : new LocalClock(startMs);
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

  #at(recordedSeconds: number): Date {
    return new Date(this.startMs + recordedSeconds * 1_000);
  }
}

/** What of the recording is heard at a moment of the file, seconds: cuts before it are added. */
export function recordedAt({ cuts }: Pick<FileFacts, "cuts">, fileSeconds: number): number {
  let seconds = fileSeconds;
  for (const cut of cuts) if (cut.atSeconds <= fileSeconds) seconds += cut.recordedSeconds;
  return seconds;
}
