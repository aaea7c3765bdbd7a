// deno-lint-ignore-file no-non-null-assertion -- hot loops run within the bounds of arrays made here
/** The Fourier transform of real samples, and back. */

/**
 * Transforms blocks of one length. It allocates when it is made, and never while it runs.
 *
 * Samples in pairs are complex numbers: a transform of half the length, then split into the spectrum of the real signal
 * (Press et al., "Numerical Recipes", 12.3). The transform within is Stockham's, in steps of four, which sorts as it goes
 * (Cochran et al., "What is the fast Fourier transform?", Proc. IEEE 55, 10 (1967), doi:10.1109/PROC.1967.5957).
 */
export class RealFft {
  /** Samples of a block. */
  readonly size: number;
  /** Values of a spectrum: those of 0 Hz to half the rate. */
  readonly bins: number;
  readonly #half: number;
  /** Cosines and sines of 2πk / half, and of 2πk / size. */
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #splitCos: Float64Array;
  readonly #splitSin: Float64Array;
  #re: Float64Array;
  #im: Float64Array;
  #otherRe: Float64Array;
  #otherIm: Float64Array;

  /** @param size a power of two, 4 or more */
  constructor(size: number) {
    const half = size / 2;
    this.size = size;
    this.bins = half + 1;
    this.#half = half;
    this.#cos = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / half));
    this.#sin = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / half));
    this.#splitCos = Float64Array.from(this.#cos, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#splitSin = Float64Array.from(this.#cos, (_, k) => Math.sin((2 * Math.PI * k) / size));
    this.#re = new Float64Array(half);
    this.#im = new Float64Array(half);
    this.#otherRe = new Float64Array(half);
    this.#otherIm = new Float64Array(half);
  }

  /** Σ samples[n] · exp(−2πikn / size) for k of 0 to size / 2, into `re` and `im` from index `at`. */
  forward(samples: Float64Array, re: Float64Array, im: Float64Array, at = 0): void {
    const half = this.#half;
    const [ownRe, ownIm] = [this.#re, this.#im];
    for (let n = 0; n < half; n++) {
      ownRe[n] = samples[2 * n]!;
      ownIm[n] = samples[2 * n + 1]!;
    }
    this.#transform();
    const [outRe, outIm] = [this.#re, this.#im];
    const cos = this.#splitCos, sin = this.#splitSin;
    re[at] = outRe[0]! + outIm[0]!;
    im[at] = 0;
    re[at + half] = outRe[0]! - outIm[0]!;
    im[at + half] = 0;
    for (let k = 1; k < half; k++) {
      const a = outRe[k]!, b = outIm[k]!, c = outRe[half - k]!, d = outIm[half - k]!;
      const evenRe = 0.5 * (a + c), evenIm = 0.5 * (b - d);
      const oddRe = 0.5 * (b + d), oddIm = 0.5 * (c - a);
      re[at + k] = evenRe + oddRe * cos[k]! + oddIm * sin[k]!;
      im[at + k] = evenIm + oddIm * cos[k]! - oddRe * sin[k]!;
    }
  }

  /** The samples of which `forward` makes the spectrum that begins at index `at`. */
  inverse(re: Float64Array, im: Float64Array, samples: Float64Array, at = 0): void {
    const half = this.#half;
    const [ownRe, ownIm] = [this.#re, this.#im];
    const cos = this.#splitCos, sin = this.#splitSin;
    ownRe[0] = 0.5 * (re[at]! + re[at + half]!);
    // The inverse is the forward transform of the conjugate: hence the sign of everything imaginary.
    ownIm[0] = -0.5 * (re[at]! - re[at + half]!);
    for (let k = 1; k < half; k++) {
      const a = re[at + k]!, b = im[at + k]!, c = re[at + half - k]!, d = im[at + half - k]!;
      const evenRe = 0.5 * (a + c), evenIm = 0.5 * (b - d);
      const diffRe = 0.5 * (a - c), diffIm = 0.5 * (b + d);
      const oddRe = diffRe * cos[k]! - diffIm * sin[k]!;
      const oddIm = diffRe * sin[k]! + diffIm * cos[k]!;
      ownRe[k] = evenRe - oddIm;
      ownIm[k] = -(evenIm + oddRe);
    }
    this.#transform();
    const [outRe, outIm] = [this.#re, this.#im];
    const scale = 1 / half;
    for (let n = 0; n < half; n++) {
      samples[2 * n] = outRe[n]! * scale;
      samples[2 * n + 1] = -outIm[n]! * scale;
    }
  }

  #transform(): void {
    let stride = 1;
    let length = this.#half;
    for (; length >= 4; length /= 4, stride *= 4) this.#stepOfFour(length, stride);
    if (length === 2) this.#stepOfTwo(stride);
  }

  #stepOfFour(length: number, stride: number): void {
    const re = this.#re, im = this.#im, toRe = this.#otherRe, toIm = this.#otherIm;
    const cos = this.#cos, sin = this.#sin;
    const quarter = length / 4;
    const hop = stride * quarter;
    for (let p = 0; p < quarter; p++) {
      const c1 = cos[p * stride]!, s1 = sin[p * stride]!;
      const c2 = cos[2 * p * stride]!, s2 = sin[2 * p * stride]!;
      const c3 = cos[3 * p * stride]!, s3 = sin[3 * p * stride]!;
      const from = stride * p;
      const to = 4 * stride * p;
      for (let q = 0; q < stride; q++) {
        const i = from + q;
        const aRe = re[i]!, aIm = im[i]!;
        const bRe = re[i + hop]!, bIm = im[i + hop]!;
        const cRe = re[i + 2 * hop]!, cIm = im[i + 2 * hop]!;
        const dRe = re[i + 3 * hop]!, dIm = im[i + 3 * hop]!;
        const sumRe = aRe + cRe, sumIm = aIm + cIm;
        const difRe = aRe - cRe, difIm = aIm - cIm;
        const sumBRe = bRe + dRe, sumBIm = bIm + dIm;
        const difBRe = bRe - dRe, difBIm = bIm - dIm;
        const o = to + q;
        toRe[o] = sumRe + sumBRe;
        toIm[o] = sumIm + sumBIm;
        const xRe = difRe + difBIm, xIm = difIm - difBRe;
        toRe[o + stride] = xRe * c1 + xIm * s1;
        toIm[o + stride] = xIm * c1 - xRe * s1;
        const yRe = sumRe - sumBRe, yIm = sumIm - sumBIm;
        toRe[o + 2 * stride] = yRe * c2 + yIm * s2;
        toIm[o + 2 * stride] = yIm * c2 - yRe * s2;
        const zRe = difRe - difBIm, zIm = difIm + difBRe;
        toRe[o + 3 * stride] = zRe * c3 + zIm * s3;
        toIm[o + 3 * stride] = zIm * c3 - zRe * s3;
      }
    }
    this.#swap();
  }

  #stepOfTwo(stride: number): void {
    const re = this.#re, im = this.#im, toRe = this.#otherRe, toIm = this.#otherIm;
    for (let q = 0; q < stride; q++) {
      toRe[q] = re[q]! + re[q + stride]!;
      toIm[q] = im[q]! + im[q + stride]!;
      toRe[q + stride] = re[q]! - re[q + stride]!;
      toIm[q + stride] = im[q]! - im[q + stride]!;
    }
    this.#swap();
  }

  #swap(): void {
    [this.#re, this.#otherRe] = [this.#otherRe, this.#re];
    [this.#im, this.#otherIm] = [this.#otherIm, this.#im];
  }
}
