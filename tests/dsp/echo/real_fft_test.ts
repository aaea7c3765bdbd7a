import { assertAlmostEquals } from "@std/assert";
import { RealFft } from "../../../dsp/echo/real_fft.ts";
import { whiteNoise } from "../signals.ts";

function spectrumOf(samples: Float64Array) {
  const fft = new RealFft(samples.length);
  const [re, im] = [new Float64Array(fft.bins), new Float64Array(fft.bins)];
  fft.forward(samples, re, im);
  return { fft, re, im };
}

Deno.test("a spectrum is what the definition of the transform says, at even and odd powers of two", () => {
  for (const size of [4, 8, 16, 32, 64, 128]) {
    const samples = Float64Array.from(whiteNoise(size, 0.3, size));
    const { re, im } = spectrumOf(samples);
    for (let k = 0; k <= size / 2; k++) {
      const turn = (n: number) => (2 * Math.PI * k * n) / size;
      const real = samples.reduce((sum, sample, n) => sum + sample * Math.cos(turn(n)), 0);
      const imaginary = samples.reduce((sum, sample, n) => sum - sample * Math.sin(turn(n)), 0);
      assertAlmostEquals(re[k] ?? NaN, real, 1e-10);
      assertAlmostEquals(im[k] ?? NaN, imaginary, 1e-10);
    }
  }
});

Deno.test("the way back gives the samples again, also from the middle of an array", () => {
  const size = 2_048;
  const samples = Float64Array.from(whiteNoise(size, 0.3));
  const fft = new RealFft(size);
  const [re, im] = [new Float64Array(3 * fft.bins), new Float64Array(3 * fft.bins)];
  fft.forward(samples, re, im, fft.bins);
  const back = new Float64Array(size);
  fft.inverse(re, im, back, fft.bins);
  back.forEach((sample, i) => assertAlmostEquals(sample, samples[i] ?? NaN, 1e-12));
});

Deno.test("a cosine of 5 periods stands in bin 5 alone, with half the length", () => {
  const samples = Float64Array.from({ length: 64 }, (_, n) => Math.cos((2 * Math.PI * 5 * n) / 64));
  const { re, im } = spectrumOf(samples);
  re.forEach((value, k) => assertAlmostEquals(value, k === 5 ? 32 : 0, 1e-12));
  im.forEach((value) => assertAlmostEquals(value, 0, 1e-12));
});
