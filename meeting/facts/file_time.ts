/** From the time of a recording to that of its file. */
import type { KeptStretch } from "../../post/outline/outline.ts";

/** A stretch of the recording, and what of it is in the file. */
export interface PlacedStretch {
  /** Where it is in the file, seconds, and how much of it. */
  readonly atSeconds: number;
  readonly seconds: number;
  readonly recordedAtSeconds: number;
  readonly recordedSeconds: number;
}

/** Knows what of a recording is in its file, and where. */
export class FileTime {
  readonly #kept: readonly KeptStretch[];

  /** @param kept in the order of the file */
  constructor(kept: readonly KeptStretch[]) {
    this.#kept = kept;
  }

  /** Where a moment of the recording is in the file; one that was cut lies at its cut. */
  at(recordedSeconds: number): number {
    for (const { atSeconds, fromSeconds, seconds } of this.#kept) {
      if (recordedSeconds < fromSeconds + seconds) {
        return atSeconds + Math.max(0, recordedSeconds - fromSeconds);
      }
    }
    return this.seconds;
  }

  /** Length of the file. */
  get seconds(): number {
    const last = this.#kept.at(-1);
    return last === undefined ? 0 : last.atSeconds + last.seconds;
  }

  /** A stretch of the recording, to the millisecond. */
  place(recordedAtSeconds: number, recordedSeconds: number): PlacedStretch {
    const from = this.at(recordedAtSeconds);
    return {
      atSeconds: toMs(from),
      seconds: toMs(Math.max(0, this.at(recordedAtSeconds + recordedSeconds) - from)),
      recordedAtSeconds: toMs(recordedAtSeconds),
      recordedSeconds: toMs(recordedSeconds),
    };
  }

  /** What of a recording of so many seconds is not in the file. */
  cuts(wholeSeconds: number): { atSeconds: number; fromSeconds: number; seconds: number }[] {
    const cuts: { atSeconds: number; fromSeconds: number; seconds: number }[] = [];
    let fromSeconds = 0;
    const cut = (toSeconds: number, atSeconds: number) => {
      const seconds = toSeconds - fromSeconds;
      // Less is rounding, not a cut.
      if (seconds > 0.0005) cuts.push({ atSeconds, fromSeconds, seconds });
    };
    for (const each of this.#kept) {
      cut(each.fromSeconds, each.atSeconds);
      fromSeconds = each.fromSeconds + each.seconds;
    }
    cut(wholeSeconds, this.seconds);
    return cuts;
  }
}

/** Seconds to the millisecond. */
export function toMs(seconds: number): number {
  return Math.round(Math.max(0, seconds) * 1_000) / 1_000;
}
