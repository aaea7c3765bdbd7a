/** How a filter answers to a frequency, by its coefficients. */
import type { BiquadCoefficients } from "../../dsp/biquad.ts";

/** Gain of a filter at a frequency, linear: |H(e^jω)|. */
export function gainAt(coefficients: BiquadCoefficients, hz: number, rateHz: number): number {
  const { b0, b1, b2, a1, a2 } = coefficients;
  const angle = (2 * Math.PI * hz) / rateHz;
  const [c1, s1] = [Math.cos(angle), Math.sin(angle)];
  const [c2, s2] = [Math.cos(2 * angle), Math.sin(2 * angle)];
  const numerator = (b0 + b1 * c1 + b2 * c2) ** 2 + (b1 * s1 + b2 * s2) ** 2;
  const denominator = (1 + a1 * c1 + a2 * c2) ** 2 + (a1 * s1 + a2 * s2) ** 2;
  return Math.sqrt(numerator / denominator);
}
