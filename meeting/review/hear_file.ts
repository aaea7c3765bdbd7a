/** Listens to a recording that exists, as if a meeting had just recorded it. */
import { TrackAnalyser } from "../../post/analysis/track_analyser.ts";
import { TrackAnalysis } from "../../post/analysis/track_analysis.ts";
import { levelsOf, type ProgrammeLevels } from "../../post/ground/measured_sound.ts";
import { soundOf } from "../../post/ground/sound.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import { outlineOf, type ProgrammeOutline } from "../../post/outline/outline.ts";
import { makePlan } from "../../post/plan/plan.ts";
import { ProgrammeMeter } from "../../post/render/programme_meter.ts";
import { programmeOptions } from "../settings/programme_settings.ts";
import { usualSound } from "../settings/sound_settings.ts";
import { HEARD_RATE_HZ } from "./decode.ts";

/** What was heard. */
export interface HeardFile {
  readonly frames: number;
  readonly rateHz: number;
  readonly levels: ProgrammeLevels;
  /** Highest sample of each side, linear. */
  readonly peaks: Readonly<Partial<Record<TrackName, number>>>;
  /** One side, `system`, or both, where each has a channel. */
  readonly outline: ProgrammeOutline;
}

/** Nothing is done to the sound. */
const SOUND = soundOf({
  ...programmeOptions(
    { ...usualSound(), gate: "off", normalize: "off", trim: "off", channels: "stereo" },
    "mp3",
    HEARD_RATE_HZ,
  ),
});

/** Hears block after block. */
export class FileEar {
  readonly #isSplit: boolean;
  readonly #analysers: readonly TrackAnalyser[];
  readonly #analyses: readonly TrackAnalysis[];
  readonly #meter: ProgrammeMeter;
  readonly #peaks: Partial<Record<TrackName, number>> = {};
  readonly #channels: 1 | 2;
  #frames = 0;

  /** @param isSplit the left channel is the microphone's, the right one the computer's */
  constructor(channels: 1 | 2, isSplit: boolean) {
    this.#channels = channels;
    this.#isSplit = isSplit;
    const tracks: readonly TrackName[] = isSplit ? ["mic", "system"] : ["system"];
    this.#analysers = tracks.map((track) => new TrackAnalyser({ track, options: SOUND }));
    this.#analyses = tracks.map((track) => new TrackAnalysis(track, HEARD_RATE_HZ));
    this.#meter = new ProgrammeMeter({
      ...{ rateHz: HEARD_RATE_HZ, channels, fromFrame: 0, borders: [0, Infinity] },
    });
  }

  /** Takes the next samples, interleaved. */
  push(samples: Float32Array): void {
    this.#frames += samples.length / this.#channels;
    this.#meter.push(samples);
    for (const [i, analyser] of this.#analysers.entries()) {
      const own = this.#sideOf(samples, i);
      const track = this.#analyses[i]?.track ?? "system";
      let peak = this.#peaks[track] ?? 0;
      for (const sample of own) if (Math.abs(sample) > peak) peak = Math.abs(sample);
      this.#peaks[track] = peak;
      analyser.push(own);
      this.#analyses[i]?.append(analyser.take());
    }
  }

  /** That was all. */
  finish(): HeardFile {
    for (const [i, analyser] of this.#analysers.entries()) {
      analyser.finish();
      this.#analyses[i]?.append(analyser.take());
    }
    const plan = makePlan(this.#analyses, SOUND);
    return {
      frames: this.#frames,
      rateHz: HEARD_RATE_HZ,
      levels: levelsOf(this.#meter.finish(), HEARD_RATE_HZ),
      peaks: this.#peaks,
      outline: outlineOf(this.#analyses, plan),
    };
  }

  /** As a stem has it: one channel of a microphone, two of a computer. */
  #sideOf(samples: Float32Array, side: number): Float32Array {
    if (this.#channels === 2 && !this.#isSplit) return samples;
    const frames = samples.length / this.#channels;
    if (this.#isSplit && side === 0) {
      return Float32Array.from({ length: frames }, (_, i) => samples[2 * i] ?? 0);
    }
    return Float32Array.from({ length: 2 * frames }, (_, i) => {
      return samples[(i >> 1) * this.#channels + this.#channels - 1] ?? 0;
    });
  }
}
