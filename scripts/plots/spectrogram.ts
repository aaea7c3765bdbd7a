// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Draws what a sound is made of. */
import { powerSpectrum } from "./power_spectrum.ts";

const RATE_HZ = 48_000;

/** At 48 kHz: rows from 8 kHz down to 0, columns along time: 0 (white) is 80 dB below the highest. */
export function spectrogram(samples: Float32Array, columns: number, rows: number): Uint8Array[] {
  const size = 2_048;
  const image = Array.from({ length: rows }, () => new Uint8Array(columns));
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * (samples.length - size)) / columns);
    const powers = powerSpectrum(samples.subarray(from, from + size));
    const bins = Math.round((8_000 * size) / RATE_HZ);
    for (let row = 0; row < rows; row++) {
      const first = Math.floor(((rows - 1 - row) * bins) / rows);
      const end = Math.max(first + 1, Math.floor(((rows - row) * bins) / rows));
      let most = 1e-12;
      for (let bin = first; bin < end; bin++) most = Math.max(most, powers[bin]!);
      const db = 10 * Math.log10(most);
      image[row]![column] = Math.max(0, Math.min(15, Math.round((db + 90) / 5)));
    }
  }
  return image;
}
