// deno-lint-ignore-file no-non-null-assertion -- hot loops index within the bounds that the caller gives
/** Stored samples of any usual kind to float32. */
import type { WavFormat } from "./wav_format.ts";

/**
 * Turns `count` stored samples at the start of the scratch buffer into float32, written to `out` from `at` on.
 * Integers of b bits are scaled by 1 / 2^(b−1): full scale negative is −1, full scale positive one step below 1.
 */
export type SampleDecoder = (count: number, out: Float32Array, at: number) => void;

/**
 * Makes the decoder for a format, over a scratch buffer that the caller fills with little-endian samples.
 *
 * The typed views are made here, once: reading through them instead of a DataView is several times faster, and right
 * because every processor that Deno runs on is little-endian.
 *
 * @param scratch its length a multiple of 8 bytes
 */
export function makeSampleDecoder(format: WavFormat, scratch: ArrayBuffer): SampleDecoder {
  if (format.encoding === "float") {
    const values = format.bits === 32 ? new Float32Array(scratch) : new Float64Array(scratch);
    return (count, out, at) => {
      for (let i = 0; i < count; i++) out[at + i] = values[i]!;
    };
  }
  switch (format.bits) {
    case 8: {
      const values = new Uint8Array(scratch);
      return (count, out, at) => {
        for (let i = 0; i < count; i++) out[at + i] = (values[i]! - 128) / 128;
      };
    }
    case 24: {
      const bytes = new Uint8Array(scratch);
      return (count, out, at) => {
        for (let i = 0, b = 0; i < count; i++, b += 3) {
          const top = (bytes[b]! << 8) | (bytes[b + 1]! << 16) | (bytes[b + 2]! << 24);
          out[at + i] = top / 2 ** 31;
        }
      };
    }
    default: {
      const values = format.bits === 16 ? new Int16Array(scratch) : new Int32Array(scratch);
      const scale = 1 / 2 ** (format.bits - 1);
      return (count, out, at) => {
        for (let i = 0; i < count; i++) out[at + i] = values[i]! * scale;
      };
    }
  }
}

/**
 * Replaces NaN and infinities by 0, in place.
 *
 * A single one, from a damaged file, would stay in every filter's memory and silence all that follows.
 */
export function zeroNonFinite(samples: Float32Array): void {
  if (areFinite(samples)) return;
  for (let i = 0; i < samples.length; i++) {
    if (!Number.isFinite(samples[i]!)) samples[i] = 0;
  }
}

/**
 * Only 0 × finite is 0. Four sums at once, in a function of its own: one sum waits for itself, and inlined into its caller
 * the loop is never optimised (measured: five times slower).
 */
function areFinite(samples: Float32Array): boolean {
  const { length } = samples;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    a += samples[i]! * 0;
    b += samples[i + 1]! * 0;
    c += samples[i + 2]! * 0;
    d += samples[i + 3]! * 0;
  }
  for (; i < length; i++) a += samples[i]! * 0;
  return a + b + c + d === 0;
}
