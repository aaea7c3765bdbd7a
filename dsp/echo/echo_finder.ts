// deno-lint-ignore-file no-non-null-assertion -- hot loops run within the bounds of arrays made here
/** Finds out whether a microphone hears what is played, and how much later. */
import { isSilent } from "../is_silent.ts";
import { RealFft } from "./real_fft.ts";
import type { Carried, StateTape } from "./state_tape.ts";

/** It listens at about this rate: that is enough for voices. */
const LOW_RATE_HZ = 4_000;
/** Samples at that rate: a look at the microphone, the part of the far signal in it, and how much earlier the look begins. */
const LOOK = 4_096;
const FAR = 1_920;
const EARLIER = 128;
/** A microphone hears nothing before it is played, but for 5 ms that clocks may be off: what it hears earlier is no echo. */
const FIRST_LAG = EARLIER - 20;
/** Behind the last lag at which all of the far part is in the look. */
const END_LAG = LOOK - FAR + 1;
/** What a far part is at least as loud as (mean square): −60 dBFS. */
const LOUD = 1e-6;
/** A far part with a voice in it has so many bins within 30 dB of its strongest one; a tone has few, and tells no delay. */
const LEAST_BINS = 60;
const STRONG = 1e-3;
/** Samples over which both are faded at their ends: two cuts through a sound look alike. */
const FADE = 64;
/** How much of the looks before counts. */
const KEEP = 0.85;
/** Over the RMS of all lags: of noise the highest is 4, of two voices up to 7; an echo has 15 at once, and 50 after a while. */
const SURE = 10;
const LIKELY = 7;
/** Looks that must say so by themselves: sounds of two voices may be alike once. This much over the RMS is a word for it. */
const AGREED = 2;
const AGREES = 4;
/** Lags that are the same: 1 ms. */
const SAME = 4;
/** Looks at a loud far signal without a trace after which there is no echo any more: about 10 s. */
const MOST_MISSES = 20;

/** Of a whole turn in as many steps as a look has samples. */
const SINES = Float64Array.from({ length: LOOK }, (_, i) => Math.sin(2 * Math.PI * i / LOOK));

/**
 * Cross-correlates both sides with the phase transform (Knapp and Carter, "The generalized correlation method for
 * estimation of time delay", IEEE Trans. ASSP 24, 4 (1976), doi:10.1109/TASSP.1976.1162830), averaged over the looks.
 * Delays from −5 to 512 ms are found; it costs next to nothing.
 */
export class EchoFinder implements Carried {
  readonly #rateHz: number;
  readonly #factor: number;
  readonly #fft = new RealFft(LOOK);
  readonly #far = new Float64Array(LOOK);
  readonly #mic = new Float64Array(LOOK);
  readonly #samples = new Float64Array(LOOK);
  readonly #farRe: Float64Array;
  readonly #farIm: Float64Array;
  readonly #micRe: Float64Array;
  readonly #micIm: Float64Array;
  readonly #crossRe: Float64Array;
  readonly #crossIm: Float64Array;
  #filled = EARLIER;
  #phase = 0;
  #farSum = 0;
  #micSum = 0;
  #lag = -1;
  /** Looks that agree on the lag. */
  #agreed = 0;
  #isFound = false;
  #misses = 0;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#factor = Math.round(rateHz / LOW_RATE_HZ);
    const ofBins = () => new Float64Array(this.#fft.bins);
    [this.#farRe, this.#farIm, this.#micRe, this.#micIm] = [ofBins(), ofBins(), ofBins(), ofBins()];
    [this.#crossRe, this.#crossIm] = [ofBins(), ofBins()];
  }

  /** How much later the microphone hears what is played, frames; nothing where it does not. May be below zero. */
  get delay(): number | undefined {
    return this.#isFound ? (this.#lag - EARLIER) * this.#factor : undefined;
  }

  /** Takes as many frames of both. */
  push(far: Float32Array, mic: Float32Array): void {
    const factor = this.#factor;
    const { length } = far;
    for (let at = 0; at < length;) {
      const end = Math.min(length, at + factor - this.#phase);
      let farSum = this.#farSum, micSum = this.#micSum;
      this.#phase += end - at;
      for (; at < end; at++) {
        farSum += far[at]!;
        micSum += mic[at]!;
      }
      this.#farSum = farSum;
      this.#micSum = micSum;
      if (this.#phase === factor) this.#takeSums();
    }
  }

  carry(tape: StateTape): void {
    for (const values of [this.#far, this.#mic, this.#crossRe, this.#crossIm]) tape.array(values);
    this.#filled = tape.number(this.#filled);
    this.#phase = tape.number(this.#phase);
    this.#farSum = tape.number(this.#farSum);
    this.#micSum = tape.number(this.#micSum);
    this.#lag = tape.number(this.#lag);
    this.#agreed = tape.number(this.#agreed);
    this.#isFound = tape.number(this.#isFound ? 1 : 0) === 1;
    this.#misses = tape.number(this.#misses);
  }

  /** One sample at the low rate. */
  #takeSums(): void {
    this.#far[this.#filled] = this.#farSum;
    this.#mic[this.#filled] = this.#micSum;
    this.#farSum = this.#micSum = this.#phase = 0;
    if (++this.#filled === LOOK) this.#look();
  }

  #look(): void {
    const far = this.#samples.fill(0);
    let power = 0;
    for (let i = EARLIER; i < EARLIER + FAR; i++) {
      far[i - EARLIER] = this.#far[i]!;
      power += this.#far[i]! ** 2;
    }
    if (power > FAR * LOUD * this.#factor ** 2 && !isSilent(this.#mic)) {
      this.#compare();
    }
    this.#far.copyWithin(0, FAR);
    this.#mic.copyWithin(0, FAR);
    this.#filled = LOOK - FAR;
  }

  /** The far part is in `#samples`. */
  #compare(): void {
    fadeEnds(this.#samples, FAR);
    this.#fft.forward(this.#samples, this.#farRe, this.#farIm);
    if (!this.#isBroad()) return;
    this.#samples.set(this.#mic);
    fadeEnds(this.#samples, LOOK);
    this.#fft.forward(this.#samples, this.#micRe, this.#micIm);
    const low = Math.ceil(100 * this.#factor * LOOK / this.#rateHz);
    for (let k = low; k < this.#fft.bins - low; k++) {
      const a = this.#farRe[k]!, b = this.#farIm[k]!, c = this.#micRe[k]!, d = this.#micIm[k]!;
      const re = a * c + b * d, im = a * d - b * c;
      const size = Math.sqrt(re * re + im * im) + 1e-30;
      this.#micRe[k] = re / size;
      this.#micIm[k] = im / size;
      this.#crossRe[k] = KEEP * this.#crossRe[k]! + re / size;
      this.#crossIm[k] = KEEP * this.#crossIm[k]! + im / size;
    }
    this.#fft.inverse(this.#crossRe, this.#crossIm, this.#samples);
    let most = 0;
    let lag = FIRST_LAG;
    let power = 0;
    for (let i = FIRST_LAG; i < END_LAG; i++) {
      const square = this.#samples[i]! ** 2;
      power += square;
      if (square > most) [most, lag] = [square, i];
    }
    const score = Math.sqrt(most / ((power - most) / (END_LAG - FIRST_LAG - 1) + 1e-30));
    const isSame = Math.abs(lag - this.#lag) <= SAME;
    if (!isSame) this.#agreed = 0;
    if (this.#ownScore(lag, low) * Math.sign(this.#samples[lag]!) > AGREES) this.#agreed++;
    const isLikely = score > SURE || score > LIKELY && isSame;
    if (isLikely && (this.#isFound || this.#agreed >= AGREED)) {
      this.#isFound = true;
      this.#misses = 0;
    } else if (++this.#misses > MOST_MISSES) this.#isFound = false;
    // As long as it is found, its place stays until another is just as sure.
    if (!this.#isFound || score > LIKELY) this.#lag = lag;
  }

  /** What the last look alone says of a lag, over the RMS of all; its phases are in `#micRe` and `#micIm`. */
  #ownScore(lag: number, low: number): number {
    const re = this.#micRe;
    const im = this.#micIm;
    const to = this.#fft.bins - low;
    const quarter = LOOK / 4;
    let sum = 0;
    for (let k = low; k < to; k++) {
      const turned = lag * k;
      sum += re[k]! * SINES[(turned + quarter) % LOOK]! - im[k]! * SINES[turned % LOOK]!;
    }
    return sum * Math.sqrt(2 / (to - low));
  }

  #isBroad(): boolean {
    const re = this.#farRe, im = this.#farIm;
    let most = 0;
    for (let k = 0; k < re.length; k++) most = Math.max(most, re[k]! * re[k]! + im[k]! * im[k]!);
    let strong = 0;
    for (let k = 0; k < re.length; k++) {
      if (re[k]! * re[k]! + im[k]! * im[k]! > STRONG * most) strong++;
    }
    return strong >= LEAST_BINS;
  }
}

/** Fades the ends of the first samples. */
function fadeEnds(samples: Float64Array, length: number): void {
  for (let i = 0; i < FADE; i++) {
    const gain = 0.5 - 0.5 * Math.cos(Math.PI * (i + 0.5) / FADE);
    samples[i]! *= gain;
    samples[length - 1 - i]! *= gain;
  }
}
