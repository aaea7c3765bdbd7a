// deno-lint-ignore-file no-non-null-assertion -- hot loops index within bounds
/** Float32 samples to what a WAV file stores. */

/** How `WavWriter` stores samples. */
export type WavEncoding = "float32" | "pcm16" | "pcm24";

/** Bytes that one stored sample takes. */
export const SAMPLE_BYTES: Record<WavEncoding, number> = { float32: 4, pcm16: 2, pcm24: 3 };

/**
 * Turns float32 samples into the bytes that a WAV file stores, little-endian.
 *
 * PCM of b bits is x · 2^(b−1), rounded to the nearest step and clipped at full scale; there is no dither. NaN becomes 0.
 * For float32 the result is a view of `samples`, not a copy.
 *
 * @param scratch where PCM bytes are put, from its start, with space for all of them; made for the purpose if not given
 */
export function encodeSamples(
  samples: Float32Array,
  encoding: WavEncoding,
  scratch?: ArrayBuffer,
): Uint8Array {
  if (encoding === "float32") {
    return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  }
  const byteLength = samples.length * SAMPLE_BYTES[encoding];
  const buffer = scratch ?? new ArrayBuffer(byteLength);
  const bytes = new Uint8Array(buffer, 0, byteLength);
  if (encoding === "pcm16") {
    const values = new Int16Array(buffer, 0, samples.length);
    for (let i = 0; i < samples.length; i++) {
      const value = Math.round(samples[i]! * 32768);
      values[i] = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
    }
    return bytes;
  }
  for (let i = 0, b = 0; i < samples.length; i++, b += 3) {
    const value = Math.round(samples[i]! * 8388608);
    const clipped = value > 8388607 ? 8388607 : value < -8388608 ? -8388608 : value;
    bytes[b] = clipped;
    bytes[b + 1] = clipped >> 8;
    bytes[b + 2] = clipped >> 16;
  }
  return bytes;
}
