import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import { random, randomPieces, sine, whiteNoise } from "../../dsp/signals.ts";
import { RateChange } from "../../../post/render/rate_change.ts";

/** Half the rate of a signal in memory, with silence around it. */
function halved(samples: Float32Array, channels = 1): RateChange {
  return new RateChange({ stemRateHz: 96_000, rateHz: 48_000, channels }, {
    read: (fromFrame, output) => {
      for (let i = 0; i < output.length; i++) output[i] = samples[fromFrame * channels + i] ?? 0;
    },
  });
}

Deno.test("any range in any order gives the samples of the whole", () => {
  const samples = whiteNoise(2 * 96_000, 0.1);
  const whole = new Float32Array(96_000);
  halved(samples, 2).read(0, whole);
  const next = random(5);
  const change = halved(samples, 2);
  for (const [from, to] of randomPieces(48_000, 30_000).sort(() => next() - 0.5)) {
    const piece = new Float32Array(2 * (to - from));
    change.read(from, piece);
    assertEquals(piece, whole.subarray(2 * from, 2 * to));
  }
});

Deno.test("nothing moves in time, and what half the rate cannot hold is gone, 100 dB down", () => {
  const output = new Float32Array(20_000);
  halved(sine({ hz: 1_000, rateHz: 96_000, frames: 96_000, amplitude: 0.5 })).read(1_000, output);
  output.forEach((sample, i) => {
    assertAlmostEquals(sample, 0.5 * Math.sin(2 * Math.PI * (i + 1_000) / 48), 5e-6);
  });
  halved(sine({ hz: 30_000, rateHz: 96_000, frames: 96_000, amplitude: 0.5 })).read(1_000, output);
  assert(output.every((sample) => Math.abs(sample) < 0.5e-5));
});
