/** What a track's gains make of it. */
import { dbOfAmplitude } from "../../../dsp/decibels.ts";
import { IntegratedLoudness } from "../../../dsp/loudness.ts";
import { HopBuffer } from "./hop_buffer.ts";
import { codeOfPeak } from "./hop_peak.ts";
import { PeakLevel } from "./peak_level.ts";
import { rampPower } from "./ramp_power.ts";
import { SteadyLevel } from "./steady_level.ts";

/** Gains are kept as 16-bit integers in units of 2⁻¹⁵: unity is exact, the range is 0 to almost 2 (+6 dB). */
export const UNITY_GAIN = 32_768;

/** Loudness is measured in steps of 100 ms. */
const HOPS_PER_LOUDNESS_STEP = 10;

/** Absolute gate of ITU-R BS.1770-4. */
const LEAST_LUFS = -70;

/** What was found since the last time that it was asked for, as in `AnalysisUpdate`. */
export interface FoundHops {
  readonly gains: Uint16Array<ArrayBuffer>;
  readonly peaks: Uint16Array<ArrayBuffer>;
  readonly levels: Uint16Array<ArrayBuffer>;
  /** Of all so far: dBFS or LUFS, −Infinity for silence. */
  readonly levelDb: number;
}

/** A hop as it was recorded: its highest sample, the mean of its squares, and the same as it is heard. */
export interface RecordedHop {
  peak: number;
  power: number;
  heardPower: number;
}

/** How loud each hop of a track is once its gain was applied, and all of them together. */
export class HopOutcome {
  readonly #gains = new HopBuffer();
  readonly #peaks = new HopBuffer();
  readonly #levels = new HopBuffer();
  readonly #peakLevel = new PeakLevel();
  readonly #loudness = new IntegratedLoudness(HOPS_PER_LOUDNESS_STEP);
  readonly #steady: SteadyLevel;
  #lastGain = 0;

  /** @param isLoudness whether the level is the loudness, not that of the loud hops' highest samples */
  constructor(isLoudness: boolean) {
    this.#steady = new SteadyLevel(() => isLoudness ? this.#lufs : this.#peakLevel.db);
  }

  /** The gain at the first hop's beginning, 1 for as it is. */
  begin(gain: number): void {
    this.#add(Math.round(gain * UNITY_GAIN), 0, 0);
  }

  /** The gain at the next hop's beginning; up to there that of `hop` goes evenly. The level goes by what `isVoice` alone. */
  push(gain: number, { peak, power, heardPower }: RecordedHop, isVoice: boolean): void {
    const code = Math.round(gain * UNITY_GAIN);
    const meanSquare = rampPower(this.#lastGain / UNITY_GAIN, code / UNITY_GAIN);
    const highest = peak * Math.max(code, this.#lastGain) / UNITY_GAIN;
    this.#loudness.push(heardPower * meanSquare);
    if (isVoice && highest > 0) {
      this.#peakLevel.add(dbOfAmplitude(highest));
      this.#steady.count();
    }
    this.#add(code, highest, Math.sqrt(power * meanSquare));
  }

  /** There is no more. */
  finish(): void {
    this.#steady.finish();
  }

  /** What was found since the last call; the caller may transfer the buffers of its arrays. */
  take(): FoundHops {
    return {
      gains: this.#gains.take(),
      peaks: this.#peaks.take(),
      levels: this.#levels.take(),
      levelDb: this.#steady.db,
    };
  }

  #add(code: number, peak: number, level: number): void {
    this.#gains.push(code);
    this.#peaks.push(codeOfPeak(peak));
    this.#levels.push(codeOfPeak(level));
    this.#lastGain = code;
  }

  /** What is too quiet to have a loudness by the standard is as loud as the standard's limit, if it is heard at all. */
  get #lufs(): number {
    const { lufs } = this.#loudness;
    return lufs === -Infinity && this.#peakLevel.db > -Infinity ? LEAST_LUFS : lufs;
  }
}
