// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/**
 * Power at each multiple of rate / length up to half the rate, under a Hann window: a full-scale sine gives 1.
 *
 * @param samples a power of two of them; fewer at the end of a signal give zeros
 */
export function powerSpectrum(samples: Float32Array): Float64Array {
  const n = samples.length;
  const powers = new Float64Array(n / 2 + 1);
  if (n < 2 || (n & (n - 1)) !== 0) return powers;
  const re = Float64Array.from(samples, (sample, i) => {
    return sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / n));
  });
  const im = new Float64Array(n);
  transform(re, im);
  for (let i = 0; i < powers.length; i++) {
    powers[i] = (re[i]! ** 2 + im[i]! ** 2) * (4 / n) ** 2;
  }
  return powers;
}

/** Cooley and Tukey's transform, in place. */
function transform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  for (let length = 2; length <= n; length *= 2) {
    for (let k = 0; k < length / 2; k++) {
      const angle = (-2 * Math.PI * k) / length;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (let i = k; i < n; i += length) {
        const j = i + length / 2;
        const [x, y] = [re[j]! * c - im[j]! * s, re[j]! * s + im[j]! * c];
        [re[j], im[j]] = [re[i]! - x, im[i]! - y];
        [re[i], im[i]] = [re[i]! + x, im[i]! + y];
      }
    }
  }
}
