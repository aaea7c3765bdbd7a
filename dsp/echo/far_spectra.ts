// deno-lint-ignore-file no-non-null-assertion -- hot loops run within the bounds of arrays made here
/** The spectra of the last blocks of a far signal. */
import { isSilent } from "../is_silent.ts";
import type { RealFft } from "./real_fft.ts";
import type { Carried, StateTape } from "./state_tape.ts";

/** Bins below this part of a block's strongest one are taken for nothing: −90 dB. */
const NOTHING = 1e-9;

/** A ring of spectra, each of a block and the one before: what overlap-save convolves with. */
export class FarSpectra implements Carried {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** |X|². */
  readonly power: Float64Array;
  /** Of each slot: bins from here on are nothing. */
  readonly tops: Float64Array;
  readonly #fft: RealFft;
  readonly #slots: number;
  readonly #samples: Float64Array;
  #newest = 0;

  /** @param slots spectra to keep */
  constructor(fft: RealFft, slots: number) {
    this.#fft = fft;
    this.#slots = slots;
    this.re = new Float64Array(slots * fft.bins);
    this.im = new Float64Array(slots * fft.bins);
    this.power = new Float64Array(slots * fft.bins);
    this.tops = new Float64Array(slots);
    this.#samples = new Float64Array(fft.size);
  }

  /** The slot of the spectrum that is `age` blocks old; its first bin is at index slot × bins. */
  slot(age: number): number {
    return (this.#newest + age) % this.#slots;
  }

  /** Takes the next block. */
  push(block: Float32Array): void {
    const { bins } = this.#fft;
    const frames = block.length;
    this.#samples.copyWithin(0, frames);
    this.#samples.set(block, frames);
    this.#newest = (this.#newest + this.#slots - 1) % this.#slots;
    const at = this.#newest * bins;
    const { re, im, power } = this;
    if (isSilent(this.#samples)) {
      power.fill(0, at, at + bins);
      this.tops[this.#newest] = 0;
      return;
    }
    this.#fft.forward(this.#samples, re, im, at);
    let most = 0;
    for (let i = at; i < at + bins; i++) {
      power[i] = re[i]! * re[i]! + im[i]! * im[i]!;
      if (power[i]! > most) most = power[i]!;
    }
    let top = bins;
    while (top > 0 && power[at + top - 1]! < NOTHING * most) top--;
    this.tops[this.#newest] = top;
  }

  carry(tape: StateTape): void {
    this.#newest = tape.number(this.#newest);
    for (const values of [this.re, this.im, this.power, this.tops, this.#samples]) {
      tape.array(values);
    }
  }
}
