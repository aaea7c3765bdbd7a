/** Decibels to amplitudes and powers, and back. */

/** Decibels relative to full scale of a linear amplitude (1 is 0 dBFS); −Infinity for 0, NaN for NaN. */
export function dbOfAmplitude(amplitude: number): number {
  return 20 * Math.log10(Math.abs(amplitude));
}

/** Linear amplitude of decibels; 0 for −Infinity. */
export function amplitudeOfDb(db: number): number {
  return 10 ** (db / 20);
}

/** Decibels of a mean square (a power; 1 is 0 dB); −Infinity for 0. */
export function dbOfPower(power: number): number {
  return 10 * Math.log10(power);
}

/** Power of decibels; 0 for −Infinity. */
export function powerOfDb(db: number): number {
  return 10 ** (db / 10);
}
