import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { KWeightedPower, kWeighting } from "../../dsp/k_weighting.ts";
import { gainAt } from "./filter_gain.ts";
import { randomPieces, sine, whiteNoise } from "./signals.ts";

Deno.test("at 48 kHz the filters are those of BS.1770-4, tables 1 and 2", () => {
  const [shelf, rumble] = kWeighting(48_000);
  assertAlmostEquals(shelf.b0, 1.53512485958697, 1e-8);
  assertAlmostEquals(shelf.b1, -2.69169618940638, 1e-8);
  assertAlmostEquals(shelf.b2, 1.19839281085285, 1e-8);
  assertAlmostEquals(shelf.a1, -1.69065929318241, 1e-8);
  assertAlmostEquals(shelf.a2, 0.73248077421585, 1e-8);
  assertEquals([rumble.b0, rumble.b1, rumble.b2], [1, -2, 1]);
  assertAlmostEquals(rumble.a1, -1.99004745483398, 1e-8);
  assertAlmostEquals(rumble.a2, 0.99007225036621, 1e-8);
});

Deno.test("at other rates they weigh a frequency the same", () => {
  for (const rateHz of [44_100, 96_000]) {
    for (const hz of [50, 200, 1_000, 3_000, 8_000]) {
      const gainDb = (rate: number) =>
        20 * Math.log10(kWeighting(rate).reduce((gain, c) => gain * gainAt(c, hz, rate), 1));
      assertAlmostEquals(gainDb(rateHz), gainDb(48_000), 0.1, `${hz} Hz at ${rateHz}`);
    }
  }
});

Deno.test("a sine of 997 Hz is raised by 0.691 dB, and channels add their power", () => {
  const tone = sine({ hz: 997, rateHz: 48_000, frames: 48_000, amplitude: 0.1 });
  const both = new Float32Array(2 * tone.length);
  tone.forEach((sample, i) => both.fill(sample, 2 * i, 2 * i + 2));
  for (const [samples, channels] of [[tone, 1], [both, 2]] as const) {
    const powers = new Float64Array(101);
    new KWeightedPower({ rateHz: 48_000, channels, hopFrames: 480 }).process(samples, powers);
    const mean = powers.subarray(50, 100).reduce((a, b) => a + b, 0) / 50;
    assertAlmostEquals(10 * Math.log10(mean), -23.01 + 0.691 + 10 * Math.log10(channels), 0.01);
  }
});

Deno.test("blocks of any size give the same powers, and a reset meter is like new", () => {
  const samples = whiteNoise(2 * 10_000, 0.1);
  const options = { rateHz: 48_000, channels: 2, hopFrames: 480 };
  const expected = new Float64Array(21);
  assertEquals(new KWeightedPower(options).process(samples, expected), 20);
  const meter = new KWeightedPower(options);
  const powers = new Float64Array(3);
  meter.process(whiteNoise(1_000, 0.5, 8), powers);
  meter.reset();
  const actual: number[] = [];
  for (const [from, to] of randomPieces(10_000, 900)) {
    const hops = meter.process(samples.subarray(2 * from, 2 * to), powers);
    actual.push(...powers.subarray(0, hops));
  }
  assertEquals(actual, Array.from(expected.subarray(0, 20)));
});

Deno.test("what is no number is silence, and nothing of it stays", () => {
  const meter = new KWeightedPower({ rateHz: 48_000, channels: 1, hopFrames: 480 });
  const powers = new Float64Array(101);
  meter.process(Float32Array.of(NaN, Infinity, -Infinity, 1e-40), powers);
  assertEquals(meter.process(new Float32Array(48_000), powers), 100);
  assert(powers.subarray(0, 100).every((power) => power >= 0 && power < 1e-50));
});
