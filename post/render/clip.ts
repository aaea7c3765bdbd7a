// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Brings samples back into ±1. */

/** The bits of a float32 without its sign order like its size; not-a-number and infinity come last. */
const SIZE_BITS = 0x7fff_ffff;
const ONE_BITS = 0x3f80_0000;

/**
 * Brings samples back into ±1, and what is not a number to 0.
 *
 * As a rule none is, and finding that out must cost nothing: whole numbers are compared, without a branch.
 */
export function clip(samples: Float32Array): void {
  const bits = new Int32Array(samples.buffer, samples.byteOffset, samples.length);
  let beyond = 0;
  for (let i = 0; i < bits.length; i++) beyond |= ONE_BITS - (bits[i]! & SIZE_BITS);
  if (beyond >= 0) return;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]!;
    if (sample >= -1 && sample <= 1) continue;
    samples[i] = sample > 1 ? 1 : sample < -1 ? -1 : 0;
  }
}
