/** A hop's highest sample as 16 bits. */

/** A hop's highest sample as 16 bits: decibels in sixteenths above −150 dBFS, rounded up; 0 is silence. */
const CODES_PER_DB = 16;
const LOWEST_DB = -150;
const HIGHEST_CODE = 65_535;

/** The code of a peak, linear; a peak that is not finite has none. */
export function codeOfPeak(peak: number): number {
  if (!(peak > 0 && peak < Infinity)) return 0;
  const code = Math.ceil((20 * Math.log10(peak) - LOWEST_DB) * CODES_PER_DB);
  return Math.max(1, Math.min(HIGHEST_CODE, code));
}

/** Upper edge of the peaks with this code, dBFS; −Infinity for silence. */
export function dbOfPeakCode(code: number): number {
  return code === 0 ? -Infinity : LOWEST_DB + code / CODES_PER_DB;
}

/** The square of a peak, linear, for each code that a sample can have; codes above those (+6 dBFS) are left out. */
export function powersOfPeakCodes(): Float64Array {
  const most = (6 - LOWEST_DB) * CODES_PER_DB;
  return Float64Array.from({ length: most + 1 }, (_, code) => 10 ** (dbOfPeakCode(code) / 10));
}
