/** What is remembered of a track while it is recorded, for the report at the end. */
import type { ProgressOfTrack, SessionEvent } from "../capture/session_types.ts";

type GapEvent = Extract<SessionEvent, { type: "gap" }>;

/** Missing sound shorter than this in all is told, but does not make a file degraded; seconds. */
const HARMLESS_GAP_SECONDS = 0.1;
/** A source may take this long to begin before that counts as missing; seconds. */
const HARMLESS_START_SECONDS = 5;
/** Digital silence of less than this says nothing about a source; seconds. */
const TELLING_SILENCE_SECONDS = 5;

/** Levels and gaps of one track. */
export class TrackRecord {
  #frames = 0;
  #energy = 0;
  #peakDb = -Infinity;
  #lastPeakDb: number | undefined;
  #missingSeconds = 0;
  #gaps = 0;
  #firstMissing: GapEvent | undefined;
  #lateSeconds = 0;
  #lost = false;

  /** Highest sample so far, dBFS; undefined when nothing has been measured. */
  get peakDb(): number | undefined {
    return this.#frames > 0 ? this.#peakDb : undefined;
  }

  /** Mean level so far, dBFS; undefined when nothing has been measured. */
  get rmsDb(): number | undefined {
    return this.#frames > 0 ? 10 * Math.log10(this.#energy / this.#frames) : undefined;
  }

  /** Highest sample of the last moment, dBFS; undefined while the source is away. */
  get nowPeakDb(): number | undefined {
    return this.#lost ? undefined : this.#lastPeakDb ?? -Infinity;
  }

  /** Times that the source was there and yet not heard. */
  get gaps(): number {
    return this.#gaps;
  }

  /** What those come to. */
  get missingSeconds(): number {
    return this.#missingSeconds;
  }

  progress(progress: ProgressOfTrack): void {
    const frames = Math.max(0, progress.frames - this.#frames);
    this.#energy += frames * 10 ** (progress.rmsDb / 10);
    this.#frames += frames;
    this.#peakDb = Math.max(this.#peakDb, progress.peakDb);
    this.#lastPeakDb = progress.peakDb;
  }

  gap(event: GapEvent): void {
    // A file that has come to its end is not missing, and who begins late is told by when it began.
    if (event.cause === "ended") return;
    if (event.cause === "late-start") {
      this.#lateSeconds += event.seconds;
      return;
    }
    this.#gaps++;
    this.#missingSeconds += event.seconds;
    this.#firstMissing ??= event;
  }

  lost(): void {
    this.#lost = true;
  }

  back(): void {
    this.#lost = false;
  }

  /**
   * Why this side of the file is not all that it should be, each a clause about the track; empty when it is.
   *
   * @param frames length of the stem
   * @param rateHz of the session
   * @param lost the session's word on a source that was not there at the end
   */
  faults(frames: number, rateHz: number, lost: string | undefined): string[] {
    const faults: string[] = [];
    if (lost !== undefined) faults.push(`was lost (${lost})`);
    if (this.#missingSeconds >= HARMLESS_GAP_SECONDS) {
      const at = (this.#firstMissing?.atSeconds ?? 0).toFixed(1);
      const cause = this.#firstMissing?.cause ?? "";
      faults.push(
        `was missing for ${this.#missingSeconds.toFixed(1)} s, first at ${at} s (${cause})`,
      );
    }
    if (this.#lateSeconds >= HARMLESS_START_SECONDS) {
      faults.push(`began ${this.#lateSeconds.toFixed(1)} s late`);
    }
    const measured = frames > 0 && this.#frames >= 0.9 * frames;
    if (
      faults.length === 0 && measured && this.#peakDb === -Infinity &&
      frames >= TELLING_SILENCE_SECONDS * rateHz
    ) {
      faults.push("was silent throughout (muted, denied, or not the device that plays)");
    }
    return faults;
  }
}
