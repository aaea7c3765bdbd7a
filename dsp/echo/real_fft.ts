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
  /** Of each step of four, by p: cosine and sine of 2πpj / length for j of 1 to 3. */
  readonly #turns: readonly Float64Array[];
  /** Cosines and sines of 2πk / size. */
  readonly #splitCos: Float64Array;
  readonly #splitSin: Float64Array;
  /** Complex numbers: real and imaginary part in turn. */
  readonly #one: Float64Array;
  readonly #other: Float64Array;

  /** @param size a power of two, 4 or more */
  constructor(size: number) {
    const half = size / 2;
    this.size = size;
    this.bins = half + 1;
    this.#half = half;
    const turns: Float64Array[] = [];
    for (let length = half; length >= 4; length /= 4) turns.push(turnsOf(length));
    this.#turns = turns;
    this.#splitCos = Float64Array.from(
      { length: half },
      (_, k) => Math.cos(2 * Math.PI * k / size),
    );
    this.#splitSin = Float64Array.from(
      { length: half },
      (_, k) => Math.sin(2 * Math.PI * k / size),
    );
    this.#one = new Float64Array(size);
    this.#other = new Float64Array(size);
  }

  /** Σ samples[n] · exp(−2πikn / size) for k of 0 to size / 2, into `re` and `im` from index `at`. */
  forward(samples: Float64Array, re: Float64Array, im: Float64Array, at = 0): void {
    const half = this.#half;
    const out = this.#transform(samples);
    const cos = this.#splitCos, sin = this.#splitSin;
    re[at] = out[0]! + out[1]!;
    im[at] = 0;
    re[at + half] = out[0]! - out[1]!;
    im[at + half] = 0;
    // Two bins, as far from both ends, are made of the same two numbers.
    for (let k = 1, mirrored = half - 1; k <= mirrored; k++, mirrored--) {
      const a = out[2 * k]!, b = out[2 * k + 1]!;
      const c = out[2 * mirrored]!, d = out[2 * mirrored + 1]!;
      const evenRe = 0.5 * (a + c), evenIm = 0.5 * (b - d);
      const oddRe = 0.5 * (b + d), oddIm = 0.5 * (c - a);
      const turnedRe = oddRe * cos[k]! + oddIm * sin[k]!;
      const turnedIm = oddIm * cos[k]! - oddRe * sin[k]!;
      re[at + k] = evenRe + turnedRe;
      im[at + k] = evenIm + turnedIm;
      re[at + mirrored] = evenRe - turnedRe;
      im[at + mirrored] = turnedIm - evenIm;
    }
  }

  /** The samples of which `forward` makes the spectrum that begins at index `at`. */
  inverse(re: Float64Array, im: Float64Array, samples: Float64Array, at = 0): void {
    const half = this.#half;
    const cos = this.#splitCos, sin = this.#splitSin;
    // Where the last step writes is not where the first one reads.
    const z = this.#one;
    const scale = 0.5 / half;
    z[0] = scale * (re[at]! + re[at + half]!);
    // The inverse is the forward transform of the conjugate: hence the sign of everything imaginary.
    z[1] = -scale * (re[at]! - re[at + half]!);
    for (let k = 1, mirrored = half - 1; k <= mirrored; k++, mirrored--) {
      const a = re[at + k]!, b = im[at + k]!, c = re[at + mirrored]!, d = im[at + mirrored]!;
      const evenRe = scale * (a + c), evenIm = scale * (b - d);
      const diffRe = scale * (a - c), diffIm = scale * (b + d);
      const oddRe = diffRe * cos[k]! - diffIm * sin[k]!;
      const oddIm = diffRe * sin[k]! + diffIm * cos[k]!;
      z[2 * k] = evenRe - oddIm;
      z[2 * k + 1] = -(evenIm + oddRe);
      z[2 * mirrored] = evenRe + oddIm;
      z[2 * mirrored + 1] = evenIm - oddRe;
    }
    const out = this.#transform(z);
    for (let n = 0; n < 2 * half; n += 2) {
      samples[n] = out[n]!;
      samples[n + 1] = -out[n + 1]!;
    }
  }

  /** Returns where the result is; what is given stays as it is, or is `#one`. */
  #transform(given: Float64Array): Float64Array {
    let from = given;
    let to = this.#other;
    let stride = 1;
    for (const turns of this.#turns) {
      stepOfFour(stride, turns, from, to);
      stride *= 4;
      [from, to] = [to, to === this.#other ? this.#one : this.#other];
    }
    if (stride < this.#half) {
      stepOfTwo(stride, from, to);
      from = to;
    }
    return from;
  }
}

/** The turns of a step of four, in the order in which it needs them. */
function turnsOf(length: number): Float64Array {
  const turns = new Float64Array(6 * length / 4);
  for (let p = 0; p < length / 4; p++) {
    for (let j = 1; j <= 3; j++) {
      const angle = 2 * Math.PI * p * j / length;
      turns[6 * p + 2 * j - 2] = Math.cos(angle);
      turns[6 * p + 2 * j - 1] = Math.sin(angle);
    }
  }
  return turns;
}

function stepOfFour(stride: number, turns: Float64Array, from: Float64Array, to: Float64Array) {
  const quarter = turns.length / 6;
  const hop = 2 * stride * quarter;
  const far = 2 * stride;
  // Nothing is turned where p is 0: all of the last step, and a quarter of the one before.
  for (let i = 0; i < far; i += 2) {
    const aRe = from[i]!, aIm = from[i + 1]!;
    const bRe = from[i + hop]!, bIm = from[i + hop + 1]!;
    const cRe = from[i + 2 * hop]!, cIm = from[i + 2 * hop + 1]!;
    const dRe = from[i + 3 * hop]!, dIm = from[i + 3 * hop + 1]!;
    const sumRe = aRe + cRe, sumIm = aIm + cIm;
    const difRe = aRe - cRe, difIm = aIm - cIm;
    const sumBRe = bRe + dRe, sumBIm = bIm + dIm;
    const difBRe = bRe - dRe, difBIm = bIm - dIm;
    to[i] = sumRe + sumBRe;
    to[i + 1] = sumIm + sumBIm;
    to[i + far] = difRe + difBIm;
    to[i + far + 1] = difIm - difBRe;
    to[i + 2 * far] = sumRe - sumBRe;
    to[i + 2 * far + 1] = sumIm - sumBIm;
    to[i + 3 * far] = difRe - difBIm;
    to[i + 3 * far + 1] = difIm + difBRe;
  }
  for (let p = 1; p < quarter; p++) {
    const c1 = turns[6 * p]!, s1 = turns[6 * p + 1]!;
    const c2 = turns[6 * p + 2]!, s2 = turns[6 * p + 3]!;
    const c3 = turns[6 * p + 4]!, s3 = turns[6 * p + 5]!;
    const end = far * (p + 1);
    for (let i = far * p, o = 4 * far * p; i < end; i += 2, o += 2) {
      const aRe = from[i]!, aIm = from[i + 1]!;
      const bRe = from[i + hop]!, bIm = from[i + hop + 1]!;
      const cRe = from[i + 2 * hop]!, cIm = from[i + 2 * hop + 1]!;
      const dRe = from[i + 3 * hop]!, dIm = from[i + 3 * hop + 1]!;
      const sumRe = aRe + cRe, sumIm = aIm + cIm;
      const difRe = aRe - cRe, difIm = aIm - cIm;
      const sumBRe = bRe + dRe, sumBIm = bIm + dIm;
      const difBRe = bRe - dRe, difBIm = bIm - dIm;
      to[o] = sumRe + sumBRe;
      to[o + 1] = sumIm + sumBIm;
      const xRe = difRe + difBIm, xIm = difIm - difBRe;
      to[o + far] = xRe * c1 + xIm * s1;
      to[o + far + 1] = xIm * c1 - xRe * s1;
      const yRe = sumRe - sumBRe, yIm = sumIm - sumBIm;
      to[o + 2 * far] = yRe * c2 + yIm * s2;
      to[o + 2 * far + 1] = yIm * c2 - yRe * s2;
      const zRe = difRe - difBIm, zIm = difIm + difBRe;
      to[o + 3 * far] = zRe * c3 + zIm * s3;
      to[o + 3 * far + 1] = zIm * c3 - zRe * s3;
    }
  }
}

function stepOfTwo(stride: number, from: Float64Array, to: Float64Array): void {
  const far = 2 * stride;
  for (let i = 0; i < far; i++) {
    to[i] = from[i]! + from[i + far]!;
    to[i + far] = from[i]! - from[i + far]!;
  }
}
