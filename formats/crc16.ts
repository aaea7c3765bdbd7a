// deno-lint-ignore-file no-non-null-assertion -- the table is indexed by a byte
/**
 * CRC-16 of the info tag: polynomial 0x8005 reflected (0xA001), start 0, no final inversion (known as CRC-16/ARC).
 *
 * It can be fed in pieces, and the sums of two stretches can be joined without their bytes, so that stretches summed
 * apart (chunks of a programme) give the sum of the whole.
 */
export class Crc16 {
  /** The sum so far, 0 … 0xFFFF. */
  value = 0;

  /** Takes further bytes. */
  update(bytes: Uint8Array): void {
    let crc = this.value;
    for (let i = 0; i < bytes.length; i++) {
      crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]!) & 0xff]!;
    }
    this.value = crc;
  }

  /**
   * Goes on as if `byteLength` further bytes whose sum alone is `crc` had been taken.
   *
   * The sum is a remainder modulo P over GF(2), so that of A followed by B is sum(A) · x^(8·|B|) + sum(B).
   */
  append(crc: number, byteLength: number): void {
    this.value = multiply(this.value, powerOfX(8 * byteLength)) ^ crc;
  }
}

const POLYNOMIAL = 0xa001;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = timesX(crc);
  return crc;
});

/** Times x modulo P. Bits are reflected: bit 15 is the coefficient of x⁰. */
function timesX(value: number): number {
  return (value >>> 1) ^ (value & 1 ? POLYNOMIAL : 0);
}

/** The product of two remainders, modulo P. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0x8000, term = b; bit !== 0; bit >>>= 1, term = timesX(term)) {
    if (a & bit) product ^= term;
  }
  return product;
}

/** x^exponent modulo P, by squaring; the exponent may be past 2³². */
function powerOfX(exponent: number): number {
  let result = 0x8000;
  let square = 0x4000;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square);
    square = multiply(square, square);
  }
  return result;
}
