/** The coefficients of a windowed sinc, between the frames of a signal. */

/** How a polyphase table is to be made; see {@link kaiserSincTable}. */
export interface KaiserSincOptions {
  /** Coefficients of each phase, even. */
  taps: number;
  /** Phases between two input frames. */
  phases: number;
  /** Cut-off (−6 dB) as a part of the input's Nyquist frequency, in (0, 1]. */
  cutoff: number;
  /** Shape of the Kaiser window; 10 puts its side lobes about 100 dB down. */
  beta: number;
}

/**
 * Modified Bessel function of the first kind, order zero, by its power series (Abramowitz & Stegun 9.6.12).
 *
 * @param x any finite number; the series is summed to the last bit
 */
export function besselI0(x: number): number {
  const quarter = x * x / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

/**
 * Coefficients of a windowed sinc between the frames of a signal, as rows of `taps`: row p is for the instant `p / phases`
 * after the frame that its coefficient `taps / 2 − 1` belongs to. There is one row more than phases, so that two
 * neighbours of any instant can be interpolated. Each row is scaled to sum to 1, so that DC passes exactly.
 */
export function kaiserSincTable(options: KaiserSincOptions): Float64Array {
  const { taps, phases, cutoff, beta } = options;
  const table = new Float64Array((phases + 1) * taps);
  const half = taps / 2;
  const scale = 1 / besselI0(beta);
  for (let phase = 0; phase <= phases; phase++) {
    const row = table.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const t = tap - (half - 1) - phase / phases;
      const x = Math.PI * cutoff * t;
      const sinc = x === 0 ? 1 : Math.sin(x) / x;
      const edge = t / half;
      const window = besselI0(beta * Math.sqrt(Math.max(0, 1 - edge * edge))) * scale;
      const value = sinc * window;
      row[tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap++) row[tap] = (row[tap] ?? 0) / sum;
  }
  return table;
}
