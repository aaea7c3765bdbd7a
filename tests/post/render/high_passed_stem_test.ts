import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import { random, randomPieces, sine, whiteNoise } from "../../dsp/signals.ts";
import { HighPassedStem } from "../../../post/render/high_passed_stem.ts";
import { readerOf } from "../programme_signals.ts";
import { Biquad, highPass } from "../../../dsp/biquad.ts";

const RATE_HZ = 48_000;

function stem(samples: Float32Array): HighPassedStem {
  return new HighPassedStem(readerOf(samples, "mic"), 80, RATE_HZ);
}

function peakOf(samples: Float32Array): number {
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
}

Deno.test("any range in any order is that of the whole", () => {
  const samples = whiteNoise(3 * RATE_HZ + 77, 0.1);
  const whole = stem(samples).read(0, samples.length);
  const next = random(9);
  const reader = stem(samples);
  for (const [from, to] of randomPieces(samples.length, 50_000).sort(() => next() - 0.5)) {
    assertEquals(reader.read(from, to - from), whole.subarray(from, to));
  }
});

Deno.test("beginning anew each second is not to be heard: 150 dB below the filter that never does", () => {
  const samples = whiteNoise(4 * RATE_HZ, 0.1).map((sample) => sample + 0.5);
  const steady = Float64Array.from(samples);
  new Biquad(highPass(80, RATE_HZ)).process(steady);
  const worst = stem(samples).read(0, samples.length)
    .reduce((most, sample, i) => Math.max(most, Math.abs(sample - Math.fround(steady[i] ?? 0))), 0);
  assert(worst < 10 ** (-150 / 20), `${20 * Math.log10(worst)} dB`);
});

Deno.test("DC goes, 20 Hz is 24 dB down, 80 Hz 3 dB, a voice's 200 Hz by a tenth of a decibel", () => {
  assert(peakOf(stem(new Float32Array(RATE_HZ).fill(0.5)).read(24_000, 24_000)) < 1e-6);
  for (
    const [hz, db, within] of [[20, -24.1, 0.1], [80, -3.01, 0.05], [200, -0.1, 0.05]] as const
  ) {
    const tone = sine({ hz, rateHz: RATE_HZ, frames: 2 * RATE_HZ, amplitude: 0.5 });
    const level = peakOf(stem(tone).read(RATE_HZ, RATE_HZ)) / 0.5;
    assertAlmostEquals(20 * Math.log10(level), db, within, `${hz} Hz`);
  }
});

Deno.test("the end of the stem is its end, and what is no number is silence", () => {
  const samples = new Float32Array(1_000);
  samples[10] = NaN;
  samples[20] = Infinity;
  assertEquals(stem(samples).read(500, 1_000).length, 500);
  assert(peakOf(stem(samples).read(0, 1_000)) < 1e-20);
});
