import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { Biquad, highPass, lowPass } from "../../dsp/biquad.ts";
import { gainAt } from "./filter_gain.ts";
import { randomPieces, sine, whiteNoise } from "./signals.ts";

const RATE_HZ = 48_000;

/** Gain of a filter for a sine, measured once it has settled. */
function measuredGain(filter: Biquad, hz: number): number {
  const signal = sine({ hz, rateHz: RATE_HZ, frames: RATE_HZ, amplitude: 0.5 });
  filter.process(signal);
  let sum = 0;
  for (const sample of signal.subarray(RATE_HZ / 2)) sum += sample * sample;
  return Math.sqrt(sum / (RATE_HZ / 2)) / (0.5 * Math.SQRT1_2);
}

Deno.test("Butterworth low- and high-pass are 3.01 dB down at their cutoff", () => {
  for (const coefficients of [lowPass(1000, RATE_HZ), highPass(1000, RATE_HZ)]) {
    assertAlmostEquals(gainAt(coefficients, 1000, RATE_HZ), Math.SQRT1_2, 1e-9);
    assertAlmostEquals(measuredGain(new Biquad(coefficients), 1000), Math.SQRT1_2, 1e-4);
  }
});

Deno.test("low-pass lets 0 Hz through and high-pass blocks it", () => {
  assertAlmostEquals(gainAt(lowPass(1000, RATE_HZ), 0, RATE_HZ), 1, 1e-9);
  assertAlmostEquals(gainAt(highPass(1000, RATE_HZ), 0, RATE_HZ), 0, 1e-9);
});

Deno.test("a decade beyond its cutoff each falls by 40 dB", () => {
  assertAlmostEquals(20 * Math.log10(gainAt(lowPass(100, RATE_HZ), 1000, RATE_HZ)), -40, 0.1);
  assertAlmostEquals(20 * Math.log10(gainAt(highPass(1000, RATE_HZ), 100, RATE_HZ)), -40, 0.1);
});

Deno.test("blocks of any size give the same samples, and a reset filter is like new", () => {
  const signal = whiteNoise(10_000, 0.1);
  const whole = signal.slice();
  new Biquad(lowPass(3000, RATE_HZ)).process(whole);
  const filter = new Biquad(lowPass(3000, RATE_HZ));
  filter.process(whiteNoise(500, 0.5, 9));
  filter.reset();
  const pieces = signal.slice();
  for (const [from, to] of randomPieces(signal.length, 700)) {
    filter.process(pieces.subarray(from, to));
  }
  assertEquals(pieces, whole);
});

Deno.test("a bad sample is silence and does not stay in the filter", () => {
  const filter = new Biquad(highPass(80, RATE_HZ));
  const signal = new Float32Array([0.5, NaN, Infinity, -Infinity, 0.25]);
  filter.process(signal);
  assert(signal.every(Number.isFinite));
});

Deno.test("in digital silence the memory neither becomes denormal nor is heard", () => {
  const filter = new Biquad(lowPass(80, RATE_HZ));
  filter.process(new Float32Array([1]));
  const silence = new Float64Array(RATE_HZ * 10);
  filter.process(silence);
  const last = Math.abs(silence.at(-1) ?? NaN);
  assert(last > 2.3e-308 && last < 1e-29, `${last}`);
});

Deno.test("frequencies that the rate cannot hold are refused", () => {
  assertThrows(() => lowPass(24_000, RATE_HZ), RangeError, "half the rate");
  assertThrows(() => highPass(0, RATE_HZ), RangeError, "half the rate");
});
