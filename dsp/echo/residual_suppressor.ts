// deno-lint-ignore-file no-non-null-assertion -- hot loops run within the bounds of arrays made here
/** Turns down what is left of an echo while the far side speaks alone. */
import { RealFft } from "./real_fft.ts";
import { ResidualJudge } from "./residual_judge.ts";
import type { Carried, StateTape } from "./state_tape.ts";

/** Blocks that the suppressor looks ahead: it opens before somebody begins to speak. */
export const SUPPRESSOR_AHEAD = 2;
/** Blocks by which what comes out is later than what went in. */
export const SUPPRESSOR_DELAY = SUPPRESSOR_AHEAD + 1;
/** Most that it takes away: 15 dB. */
const FLOOR = 10 ** (-15 / 20);

/**
 * Works in frames of two blocks under a window, of which the next begins a block later. What it takes away is added to what
 * came in: where nothing is taken away, the samples stay as they were, to the bit.
 *
 * Nothing is taken away in a frame unless it and its neighbours are the far side alone; and never more than 15 dB, nor what
 * is no louder than the noise of the room, which so goes on.
 */
export class ResidualSuppressor implements Carried {
  readonly #frames: number;
  readonly #fft: RealFft;
  readonly #judge: ResidualJudge;
  readonly #window: Float64Array;
  readonly #samples: Float64Array;
  readonly #tail: Float64Array;
  /** Blocks and spectra that wait, oldest first. */
  readonly #errors: Float64Array[];
  readonly #echoes: Float64Array;
  readonly #re: Float64Array[];
  readonly #im: Float64Array[];
  readonly #echoRe: Float64Array;
  readonly #echoIm: Float64Array;
  readonly #output: Float64Array;
  #isTurnedDown = false;
  #hasTail = false;

  constructor(blockFrames: number, rateHz: number) {
    this.#frames = blockFrames;
    const size = 2 * blockFrames;
    this.#fft = new RealFft(size);
    const { bins } = this.#fft;
    this.#judge = new ResidualJudge(bins, rateHz, SUPPRESSOR_AHEAD);
    // The square of it adds up to one with its neighbour's: it is applied before and after.
    this.#window = Float64Array.from(
      { length: size },
      (_, i) => Math.sin((Math.PI * (i + 0.5)) / size),
    );
    this.#samples = new Float64Array(size);
    this.#tail = new Float64Array(blockFrames);
    this.#errors = Array.from(
      { length: SUPPRESSOR_DELAY + 1 },
      () => new Float64Array(blockFrames),
    );
    this.#echoes = new Float64Array(size);
    this.#re = Array.from({ length: SUPPRESSOR_AHEAD + 1 }, () => new Float64Array(bins));
    this.#im = Array.from({ length: SUPPRESSOR_AHEAD + 1 }, () => new Float64Array(bins));
    [this.#echoRe, this.#echoIm] = [new Float64Array(bins), new Float64Array(bins)];
    this.#output = new Float64Array(blockFrames);
  }

  /** Whether the block that came out last was turned down in part. */
  get isTurnedDown(): boolean {
    return this.#isTurnedDown;
  }

  /**
   * Takes the next block.
   *
   * @param error what is left of the microphone
   * @param echo what was taken off it
   * @param isTaken whether it was: otherwise nothing is turned down
   * @returns the block that came `SUPPRESSOR_DELAY` blocks before, a view that holds until the next call
   */
  push(error: Float64Array | Float32Array, echo: Float64Array, isTaken: boolean): Float64Array {
    const frames = this.#frames;
    const newest = rotate(this.#errors);
    newest.set(error);
    this.#echoes.copyWithin(0, frames);
    this.#echoes.set(echo, frames);
    const before = this.#errors[this.#errors.length - 2]!;
    const re = rotate(this.#re);
    const im = rotate(this.#im);
    if (isTaken) {
      this.#samples.set(before);
      this.#samples.set(newest, frames);
      this.#transform(this.#samples, re, im);
      this.#samples.set(this.#echoes);
      this.#transform(this.#samples, this.#echoRe, this.#echoIm);
      this.#judge.see({ re, im, echoRe: this.#echoRe, echoIm: this.#echoIm });
    } else this.#judge.seeNothing();
    return this.#finish();
  }

  carry(tape: StateTape): void {
    this.#judge.carry(tape);
    for (const values of [...this.#errors, ...this.#re, ...this.#im]) tape.array(values);
    tape.array(this.#echoes);
    tape.array(this.#tail);
    this.#hasTail = tape.number(this.#hasTail ? 1 : 0) === 1;
  }

  #transform(samples: Float64Array, re: Float64Array, im: Float64Array): void {
    for (let i = 0; i < samples.length; i++) samples[i]! *= this.#window[i]!;
    this.#fft.forward(samples, re, im);
  }

  /** The frame that was seen `SUPPRESSOR_AHEAD` blocks ago is decided: its first block comes out. */
  #finish(): Float64Array {
    const re = this.#re[0]!;
    const im = this.#im[0]!;
    const gains = this.#judge.gains(FLOOR);
    const tail = this.#tail;
    this.#isTurnedDown = gains !== undefined || this.#hasTail;
    this.#hasTail = gains !== undefined;
    if (!this.#isTurnedDown) return this.#errors[0]!;
    const output = this.#output;
    output.set(this.#errors[0]!);
    if (gains) {
      for (let k = 0; k < re.length; k++) {
        re[k]! *= gains[k]! - 1;
        im[k]! *= gains[k]! - 1;
      }
      this.#fft.inverse(re, im, this.#samples);
      for (let i = 0; i < this.#samples.length; i++) this.#samples[i]! *= this.#window[i]!;
    } else this.#samples.fill(0);
    for (let i = 0; i < output.length; i++) {
      output[i]! += tail[i]! + this.#samples[i]!;
      tail[i] = this.#samples[this.#frames + i]!;
    }
    return output;
  }
}

/** The oldest becomes the newest, to be overwritten. */
function rotate(ring: Float64Array[]): Float64Array {
  const oldest = ring.shift()!;
  ring.push(oldest);
  return oldest;
}
