// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
import { BandLevel } from "../dsp/band_level.ts";
import { Gate } from "../dsp/gate.ts";
import { type ProgrammeOptions, STEM_CHANNELS, type TrackName } from "./options.ts";
import { type AnalysisUpdate, hopFramesAt, UNITY_GAIN } from "./track_analysis.ts";

export interface TrackAnalyserOptions {
  track: TrackName;
  options: ProgrammeOptions;
}

/** The band in which the gate listens: the vowels of all voices; rumble and most of a fan's noise lie outside. */
const VOICE_LOW_HZ = 200;
const VOICE_HIGH_HZ = 1_500;

/**
 * Listens to a stem from its first frame to its last and finds the gain of each hop and the highest sample.
 *
 * The result depends on the samples alone, not on the blocks in which they come. It lags behind them by at most
 * `delaySeconds`, since a gate must look ahead; `finish` catches up.
 */
export class TrackAnalyser {
  readonly #track: TrackName;
  readonly #channels: 1 | 2;
  readonly #hopFrames: number;
  readonly #gate: Gate | undefined;
  readonly #band: BandLevel | undefined;
  readonly #power = new Float64Array(2);
  /** Samples whose gain is not settled yet, in slots of one hop. */
  readonly #slots: Float32Array[];
  readonly #slotPeaks: Float64Array;
  #frames = 0;
  #gains = new Uint16Array(256);
  #gainCount = 0;
  #takenGains = 0;
  #lastGain = 0;
  #peak = 0;
  #finished = false;

  constructor({ track, options }: TrackAnalyserOptions) {
    this.#track = track;
    this.#channels = STEM_CHANNELS[track];
    this.#hopFrames = hopFramesAt(options.rateHz);
    if (track === "mic" && options.gate !== "off") {
      this.#gate = new Gate({
        hopsPerSecond: options.rateHz / this.#hopFrames,
        threshold: options.gate,
      });
      this.#band = new BandLevel({
        rateHz: options.rateHz,
        hopFrames: this.#hopFrames,
        lowHz: VOICE_LOW_HZ,
        highHz: VOICE_HIGH_HZ,
      });
    }
    const slots = (this.#gate?.delayHops ?? 0) + 2;
    const slotSamples = this.#hopFrames * this.#channels;
    this.#slots = Array.from({ length: slots }, () => new Float32Array(slotSamples));
    this.#slotPeaks = new Float64Array(slots);
    if (!this.#gate) this.#settle(UNITY_GAIN);
  }

  /** Takes the next samples of the stem, interleaved. Samples that are not finite are silence. */
  push(samples: Float32Array): void {
    const channels = this.#channels;
    const total = Math.floor(samples.length / channels);
    for (let at = 0; at < total;) {
      const within = this.#frames % this.#hopFrames;
      const count = Math.min(this.#hopFrames - within, total - at);
      this.#add(samples.subarray(at * channels, (at + count) * channels), within);
      at += count;
      if (within + count === this.#hopFrames) this.#endHop();
    }
  }

  /** The stem has ended: settles what is left. Nothing may be pushed afterwards. */
  finish(): void {
    const within = this.#frames % this.#hopFrames;
    if (within > 0) {
      this.#band?.process(new Float32Array(this.#hopFrames - within), this.#power);
      this.#endHop();
    }
    if (this.#gate) {
      for (let i = 0; i <= this.#gate.delayHops; i++) this.#settleGate(this.#gate.flush());
    }
    this.#finished = true;
  }

  /** What has settled since the last call; the caller may transfer `gains.buffer`. */
  take(): AnalysisUpdate {
    const fromHop = this.#takenGains;
    const gains = this.#gains.slice(0, this.#gainCount - fromHop);
    this.#takenGains = this.#gainCount;
    return {
      track: this.#track,
      fromHop,
      gains,
      peak: this.#peak,
      frames: this.#frames,
      settledFrames: Math.min(this.#frames, Math.max(0, this.#gainCount - 1) * this.#hopFrames),
      finished: this.#finished,
    };
  }

  /** Adds samples that lie within one hop, `within` frames after its begin. */
  #add(samples: Float32Array, within: number): void {
    const hop = Math.floor(this.#frames / this.#hopFrames);
    const slot = hop % this.#slots.length;
    this.#slots[slot]!.set(samples, within * this.#channels);
    let peak = within === 0 ? 0 : this.#slotPeaks[slot]!;
    for (let i = 0; i < samples.length; i++) {
      const size = Math.abs(samples[i]!);
      if (size > peak && size < Infinity) peak = size;
    }
    this.#slotPeaks[slot] = peak;
    this.#band?.process(samples, this.#power);
    this.#frames += samples.length / this.#channels;
  }

  #endHop(): void {
    if (this.#gate) this.#settleGate(this.#gate.push(this.#power[0]!));
    else this.#settle(UNITY_GAIN);
  }

  #settleGate(gain: number): void {
    if (gain >= 0) this.#settle(Math.round(gain * UNITY_GAIN));
  }

  /** The gain at the end of the oldest unsettled hop is known. */
  #settle(gain: number): void {
    const pending = this.#gainCount - this.#takenGains;
    if (pending === this.#gains.length) {
      const larger = new Uint16Array(2 * pending);
      larger.set(this.#gains);
      this.#gains = larger;
    }
    this.#gains[pending] = gain;
    if (this.#gainCount > 0) this.#measure(this.#gainCount - 1, this.#lastGain, gain);
    this.#gainCount++;
    this.#lastGain = gain;
  }

  /** Takes a hop into the peak: sample by sample only where it could be a new one and the gain moves. */
  #measure(hop: number, gain: number, next: number): void {
    const slot = hop % this.#slots.length;
    const most = this.#slotPeaks[slot]! * Math.max(gain, next) / UNITY_GAIN;
    if (most <= this.#peak) return;
    if (gain === next) {
      this.#peak = most;
      return;
    }
    const samples = this.#slots[slot]!;
    const lastFrames = this.#frames - hop * this.#hopFrames;
    const length = Math.min(samples.length, lastFrames * this.#channels);
    const slope = (next - gain) / this.#hopFrames;
    for (let i = 0; i < length; i++) {
      const frameGain = gain + slope * Math.floor(i / this.#channels);
      const size = Math.abs(samples[i]!) * frameGain / UNITY_GAIN;
      if (size > this.#peak && size < Infinity) this.#peak = size;
    }
  }
}
