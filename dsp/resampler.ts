// deno-lint-ignore-file no-non-null-assertion -- hot loops index within bounds
/** Resamples by any ratio, which may change slowly. */
import { PolyphaseFilter, type Positions } from "./polyphase_filter.ts";

/** A new correction is reached linearly in this time. */
const RAMP_SECONDS = 0.1;
/** Copying gives way to the filter over this time. */
const CROSSFADE_SECONDS = 0.01;
/** So many frames are made in one go, as far as sound is there. */
const RUN_FRAMES = 256;

/** What a {@link Resampler} is made for. */
export interface ResamplerOptions {
  /** Rate of the input, Hz; a whole number. */
  inRateHz: number;
  /** Rate of the output, Hz; a whole number. */
  outRateHz: number;
  /** Interleaved channels, at least 1. */
  channels: number;
  /** The most frames that `process` will be given. */
  maxBlockFrames: number;
}

/**
 * Resamples by any ratio, which may change slowly, through a {@link PolyphaseFilter}.
 *
 * - Output frame n is the instant of input frame n × inRate / outRate: there is no shift in time. A frame comes out once
 *   the input that its kernel covers has come in, `delayFrames` input frames later; `flush` gives the rest.
 * - With equal rates and no correction the output is the input, bit by bit. Once a correction is set, the filter stays
 *   in until `reset`.
 * - The position never drifts: the nominal step is counted as a fraction of whole numbers, and only what the correction
 *   adds is a floating point sum.
 * - The same input gives the same output, however it is cut into blocks.
 * - NaN and infinities in the input are taken as 0.
 */
export class Resampler {
  readonly #inRateHz: number;
  readonly #outRateHz: number;
  readonly #channels: number;
  readonly #filter: PolyphaseFilter;
  readonly #taps: number;
  /** Interleaved input: what the next kernels need, then the block. */
  readonly #history: Float64Array;
  readonly #output: Float32Array;
  readonly #run: Positions = {
    indices: new Int32Array(RUN_FRAMES),
    fractions: new Float64Array(RUN_FRAMES),
    count: 0,
  };
  readonly #rampFrames: number;
  readonly #crossfadeFrames: number;

  /** Nominal step in input frames: #stepWhole + #stepPart / #stepUnits. */
  readonly #stepWhole: number;
  readonly #stepPart: number;
  readonly #stepUnits: number;

  /** Frames in the history, and how many of them are up to the last that is not silent. */
  #filled = 0;
  #soundEnd = 0;
  /** Position of the next output frame in the history: #index + #part / #stepUnits + #drift. */
  #index = 0;
  #part = 0;
  #drift = 0;
  /** What the correction adds to the step now, its goal, and how far it is until there. */
  #extra = 0;
  #extraGoal = 0;
  #extraSlope = 0;
  #rampLeft = 0;
  #correctionPpm = 0;
  #filtering: boolean;
  #crossfadeLeft = 0;
  /** Output frames since the last reset. */
  #framesOut = 0;

  constructor(options: ResamplerOptions) {
    const { inRateHz, outRateHz, channels, maxBlockFrames } = options;
    this.#inRateHz = inRateHz;
    this.#outRateHz = outRateHz;
    this.#channels = channels;
    this.#filter = new PolyphaseFilter({ inRateHz, outRateHz, channels });
    this.#taps = this.#filter.taps;
    const capacity = maxBlockFrames + 2 * this.#taps;
    this.#history = new Float64Array(capacity * channels);
    this.#output = new Float32Array(
      Math.ceil(capacity * outRateHz / inRateHz * 1.02 + 2) * channels,
    );
    this.#rampFrames = Math.round(RAMP_SECONDS * outRateHz);
    this.#crossfadeFrames = Math.round(CROSSFADE_SECONDS * outRateHz);
    const divisor = greatestCommonDivisor(inRateHz, outRateHz);
    this.#stepUnits = outRateHz / divisor;
    this.#stepPart = (inRateHz / divisor) % this.#stepUnits;
    this.#stepWhole = Math.floor(inRateHz / outRateHz);
    this.#filtering = inRateHz !== outRateHz;
    this.reset();
  }

  /** Input frames that must follow a frame before it comes out. */
  get delayFrames(): number {
    return this.#taps / 2;
  }

  /** Where the next input frame will stand in the output, in output frames since the last reset (with a fraction). */
  get position(): number {
    const frames = this.#filled - this.#index - this.#part / this.#stepUnits - this.#drift;
    return this.#framesOut + frames * this.#outRateHz / this.#inRateHz *
        (1 + this.#correctionPpm * 1e-6);
  }

  /** By how much more output there is than the nominal rates say, in parts per million. */
  get correctionPpm(): number {
    return this.#correctionPpm;
  }

  /** Takes effect over the next 100 ms, inaudibly for steps as a clock needs them. Range ±10,000. */
  set correctionPpm(ppm: number) {
    if (ppm === this.#correctionPpm) return;
    this.#correctionPpm = ppm;
    const nominal = this.#inRateHz / this.#outRateHz;
    this.#extraGoal = nominal / (1 + ppm * 1e-6) - nominal;
    this.#extraSlope = (this.#extraGoal - this.#extra) / this.#rampFrames;
    this.#rampLeft = this.#rampFrames;
    if (!this.#filtering) {
      this.#filtering = true;
      this.#crossfadeLeft = this.#crossfadeFrames;
    }
  }

  /**
   * Takes `frames` frames (at most `maxBlockFrames`) and returns what has become complete, interleaved: a view that is
   * valid until the next call, possibly empty.
   */
  process(input: Float32Array, frames: number): Float32Array {
    const history = this.#history;
    const from = this.#filled * this.#channels;
    const samples = frames * this.#channels;
    let sound = 0;
    for (let i = 0; i < samples; i++) {
      const x = input[i]!;
      // What is not finite gives NaN when taken from itself.
      history[from + i] = x - x === 0 ? x : 0;
      if (x !== 0) sound = i + 1;
    }
    if (sound > 0) this.#soundEnd = this.#filled + Math.ceil(sound / this.#channels);
    this.#filled += frames;
    const made = this.#make(this.#filled - this.delayFrames);
    this.#forget();
    return this.#output.subarray(0, made * this.#channels);
  }

  /** Returns the output that the input so far still owes, as if silence followed. Only `reset` may come after it. */
  flush(): Float32Array {
    const end = this.#filled;
    this.#history.fill(0, end * this.#channels, (end + this.delayFrames) * this.#channels);
    const made = this.#make(end);
    return this.#output.subarray(0, made * this.#channels);
  }

  /** Forgets all input and any correction: the next frame is output frame 0 again. */
  reset(): void {
    this.#history.fill(0);
    // The first frame's kernel begins before it, in silence.
    this.#filled = this.#taps / 2 - 1;
    this.#soundEnd = 0;
    this.#index = this.#filled;
    this.#part = 0;
    this.#drift = 0;
    this.#extra = 0;
    this.#extraGoal = 0;
    this.#extraSlope = 0;
    this.#rampLeft = 0;
    this.#correctionPpm = 0;
    this.#filtering = this.#inRateHz !== this.#outRateHz;
    this.#crossfadeLeft = 0;
    this.#framesOut = 0;
  }

  /** Makes output as long as its position is before frame `end` of the history; returns the frames made. */
  #make(end: number): number {
    let made = 0;
    if (!this.#filtering) {
      const frames = Math.max(0, end - this.#index);
      const start = this.#index * this.#channels;
      for (let i = 0; i < frames * this.#channels; i++) this.#output[i] = this.#history[start + i]!;
      this.#index += frames;
      this.#framesOut += frames;
      return frames;
    }
    while (this.#index < end) {
      const hasSound = this.#index - (this.#taps / 2 - 1) < this.#soundEnd;
      const isFading = this.#crossfadeLeft > 0;
      const { count } = this.#step(end, isFading ? 1 : RUN_FRAMES);
      if (hasSound) this.#filter.apply(this.#history, this.#run, this.#output, made);
      // Most of what a computer plays between calls: of silence nothing else can come.
      else this.#output.fill(0, made * this.#channels, (made + count) * this.#channels);
      if (isFading) this.#crossfade(made);
      made += count;
    }
    this.#framesOut += made;
    return made;
  }

  /**
   * Notes the positions of the next output frames, and goes on behind them: at least one, at most `most`, all of them before
   * frame `end` of the history, and all of them with sound, or all in silence.
   *
   * What changes from frame to frame is in variables: a field that is no whole number is an object on the heap, a new one for
   * each frame.
   */
  #step(end: number, most: number): Positions {
    const run = this.#run;
    const soundEnd = this.#soundEnd + this.#taps / 2 - 1;
    const hasSound = this.#index < soundEnd;
    const ramps = this.#crossfadeLeft === 0;
    const stepWhole = this.#stepWhole;
    const stepPart = this.#stepPart;
    const units = this.#stepUnits;
    let index = this.#index;
    let part = this.#part;
    let drift = this.#drift;
    let extra = this.#extra;
    let rampLeft = this.#rampLeft;
    let count = 0;
    do {
      run.indices[count] = index;
      run.fractions[count] = part / units + drift;
      count++;
      if (ramps && rampLeft > 0) {
        rampLeft--;
        extra = rampLeft === 0 ? this.#extraGoal : extra + this.#extraSlope;
      }
      index += stepWhole;
      part += stepPart;
      if (part >= units) {
        part -= units;
        index++;
      }
      drift += extra;
      const fraction = part / units + drift;
      if (fraction >= 1) {
        drift -= 1;
        index++;
      } else if (fraction < 0) {
        drift += 1;
        index--;
      }
    } while (count < most && index < end && index < soundEnd === hasSound);
    [this.#index, this.#part, this.#drift] = [index, part, drift];
    [this.#extra, this.#rampLeft] = [extra, rampLeft];
    run.count = count;
    return run;
  }

  /** Mixes the copy into output frame `frame`, the first of the run: while this goes on, positions are whole, so both are in phase. */
  #crossfade(frame: number): void {
    const copy = this.#crossfadeLeft / (this.#crossfadeFrames + 1);
    this.#crossfadeLeft--;
    const channels = this.#channels;
    for (let channel = 0; channel < channels; channel++) {
      const i = frame * channels + channel;
      const x = this.#history[this.#run.indices[0]! * channels + channel]!;
      this.#output[i] = copy * x + (1 - copy) * this.#output[i]!;
    }
  }

  /** Drops the history that no later kernel covers. */
  #forget(): void {
    const first = this.#index - (this.#taps / 2 - 1);
    if (first <= 0) return;
    this.#history.copyWithin(0, first * this.#channels, this.#filled * this.#channels);
    this.#filled -= first;
    this.#soundEnd -= first;
    this.#index -= first;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
