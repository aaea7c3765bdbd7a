/** What is remembered of a track while it is recorded, for the report at the end. */
import { SpareSpans } from "../../capture/ground/spare_spans.ts";
import type { Stretch } from "../../capture/ground/hush.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import { clockTime } from "../ground/figures.ts";
import { GAP_WORDS } from "./gap_words.ts";
import type {
  SessionEvent,
  TrackProgress,
  TrackReport,
} from "../../capture/session/session_types.ts";

type SoundEvent = Extract<SessionEvent, { type: "sound" }>;
type GapEvent = Extract<SessionEvent, { type: "gap" }>;

/** Missing sound shorter than this in all is reported, but does not make a file degraded; seconds. */
const HARMLESS_GAP_SECONDS = 0.1;
/** A source may take this long to begin before that counts as missing; seconds. */
const HARMLESS_START_SECONDS = 5;
/**
 * Digital silence of less than this says nothing about a source; seconds. A microphone that works always gives some
 * noise; a computer may well play nothing for a while.
 */
const TELLING_SILENCE_SECONDS = { mic: 5, system: 60 } as const;

/** Something that was wrong with the sound of a track. */
export interface ReportedTrouble {
  readonly kind: SoundEvent["kind"];
  readonly atSeconds: number;
  /** How long it lasted from then on; undefined while it does. */
  readonly seconds?: number;
}

/** Levels and gaps of one track. */
export class TrackRecord {
  /** When a spare device was recorded. */
  readonly spares = new SpareSpans();
  #frames = 0;
  #energy = 0;
  #peakDb = -Infinity;
  #missingSeconds = 0;
  #gaps = 0;
  #firstMissing: GapEvent | undefined;
  #lateSeconds = 0;
  #troubles: ReportedTrouble[] = [];
  /** What was not to be kept of it, frames; pauses and mutes may overlap. */
  #hushed: readonly Stretch[] = [];
  #rateHz = 1;
  /** Measured while all was to be kept. */
  #keptFrames = 0;

  /** Highest sample so far, dBFS; undefined when nothing has been measured. */
  get peakDb(): number | undefined {
    return this.#frames > 0 ? this.#peakDb : undefined;
  }

  /** Mean level so far, dBFS; undefined when nothing has been measured. */
  get rmsDb(): number | undefined {
    return this.#frames > 0 ? 10 * Math.log10(this.#energy / this.#frames) : undefined;
  }

  /** Times that the source was there and yet not heard. */
  get missingCount(): number {
    return this.#gaps;
  }

  /** What those come to. */
  get missingSeconds(): number {
    return this.#missingSeconds;
  }

  /** All that was wrong with its sound, in order. */
  get troubles(): readonly ReportedTrouble[] {
    return this.#troubles;
  }

  sound(event: SoundEvent): void {
    const { kind, state, atSeconds, seconds = 0 } = event;
    if (state === "begun") {
      this.#troubles.push({ kind, atSeconds });
      return;
    }
    this.#troubles = this.#troubles.map((one) => {
      return one.kind === kind && one.seconds === undefined ? { ...one, seconds } : one;
    });
  }

  progress(progress: TrackProgress): void {
    const frames = Math.max(0, progress.frames - this.#frames);
    this.#energy += frames * 10 ** (progress.rmsDb / 10);
    this.#frames += frames;
    if (!this.#hushed.some(({ toFrame }) => toFrame === Infinity)) this.#keptFrames += frames;
    this.#peakDb = Math.max(this.#peakDb, progress.peakDb);
  }

  /**
   * Nothing of it is to be kept there: what is missing there is not missing.
   *
   * @param stretches all so far, of a session at `rateHz`
   */
  hushed(stretches: readonly Stretch[], rateHz: number): void {
    this.#hushed = stretches;
    this.#rateHz = rateHz;
  }

  gap(event: GapEvent): void {
    // A file that has come to its end is not missing, and who begins late is reported by when it began.
    if (event.cause === "ended") return;
    if (event.cause === "late-start") {
      this.#lateSeconds += event.seconds;
      return;
    }
    const missingSeconds = this.#wantedSeconds(event);
    if (missingSeconds === 0) return;
    this.#gaps++;
    this.#missingSeconds += missingSeconds;
    this.#firstMissing ??= event;
  }

  /** What of a gap does not lie where nothing was to be kept. */
  #wantedSeconds({ atSeconds, seconds }: GapEvent): number {
    let from = atSeconds * this.#rateHz;
    const to = from + seconds * this.#rateHz;
    let wanted = 0;
    for (const { fromFrame, toFrame } of [...this.#hushed].sort(byBegin)) {
      wanted += Math.max(0, Math.min(to, fromFrame) - from);
      from = Math.max(from, Math.min(to, toFrame));
    }
    return (wanted + to - from) / this.#rateHz;
  }

  /**
   * Why this side of the file is not all that it should be, each a clause about the track; empty when it is.
   *
   * @param track which side this is
   * @param report the session's word on it
   * @param rateHz of the session
   */
  faults(track: TrackName, { frames, lost }: TrackReport, rateHz: number): string[] {
    const faults: string[] = [];
    if (lost !== undefined) faults.push(`was lost (${lost})`);
    if (this.#missingSeconds >= HARMLESS_GAP_SECONDS) {
      const { atSeconds, cause } = this.#firstMissing ?? { atSeconds: 0, cause: "skip" };
      const first = `first at ${clockTime(atSeconds)}: ${GAP_WORDS[cause]}`;
      faults.push(`was missing for ${this.#missingSeconds.toFixed(1)} s (${first})`);
    }
    const neverBegan = lost !== undefined && this.#lateSeconds * rateHz >= 0.99 * frames;
    if (this.#lateSeconds >= HARMLESS_START_SECONDS && !neverBegan) {
      faults.push(`began ${this.#lateSeconds.toFixed(1)} s late`);
    }
    const measured = frames > 0 && this.#frames >= 0.9 * frames;
    if (
      faults.length === 0 && measured && this.#peakDb === -Infinity &&
      this.#keptFrames >= TELLING_SILENCE_SECONDS[track] * rateHz
    ) {
      const why = track === "mic"
        ? "muted, or denied by privacy settings"
        : "nothing was played, or on another device";
      faults.push(`was silent throughout (${why})`);
    }
    return faults;
  }
}

function byBegin(one: Stretch, other: Stretch): number {
  return one.fromFrame - other.fromFrame;
}
