/** A list of numbers, one for each hop, that takes little memory. */
import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Hops of 10 ms in a page: 5 min 28 s. */
const PAGE_HOPS = 32_768;

/**
 * A growing list of 16-bit numbers that takes little memory for its length: full pages of it are kept deflated.
 *
 * Reading is quick where one index follows the other; a jump to another page takes a fraction of a millisecond.
 */
export class PagedHops {
  readonly #packed: Uint8Array[] = [];
  /** The page that is being filled. */
  readonly #newest = new Uint16Array(PAGE_HOPS);
  #length = 0;
  /** The full page that was read last. */
  #unpacked: Uint16Array = new Uint16Array(0);
  #unpackedIndex = -1;

  get length(): number {
    return this.#length;
  }

  append(values: Uint16Array): void {
    for (let taken = 0; taken < values.length;) {
      const within = this.#length % PAGE_HOPS;
      const count = Math.min(PAGE_HOPS - within, values.length - taken);
      this.#newest.set(values.subarray(taken, taken + count), within);
      taken += count;
      this.#length += count;
      if (within + count === PAGE_HOPS) {
        // A copy of its own: what zlib returns may be part of something larger.
        this.#packed.push(new Uint8Array(deflateRawSync(this.#newest)));
      }
    }
  }

  /** The number at an index; 0 outside the list. */
  at(index: number): number {
    if (index < 0 || index >= this.#length) return 0;
    const page = Math.floor(index / PAGE_HOPS);
    const values = page === this.#packed.length ? this.#newest : this.#unpack(page);
    return values[index % PAGE_HOPS] ?? 0;
  }

  /**
   * The highest of the numbers from an index (included) to another (excluded), and the sum of all, or of what stands for
   * each in a table. Outside the list there are zeros; what the table does not have counts as its last.
   */
  over(
    from: number,
    to: number,
    table?: Float64Array,
  ): { readonly max: number; readonly sum: number } {
    let max = 0;
    let sum = 0;
    const last = (table?.length ?? 1) - 1;
    for (let at = Math.max(0, from); at < Math.min(to, this.#length);) {
      const page = Math.floor(at / PAGE_HOPS);
      const values = page === this.#packed.length ? this.#newest : this.#unpack(page);
      const end = Math.min(to, this.#length, (page + 1) * PAGE_HOPS);
      for (; at < end; at++) {
        const value = values[at % PAGE_HOPS] ?? 0;
        if (value > max) max = value;
        sum += table === undefined ? value : table[Math.min(value, last)] ?? 0;
      }
    }
    return { max, sum };
  }

  #unpack(page: number): Uint16Array {
    const packed = this.#packed[page];
    if (page === this.#unpackedIndex || !packed) return this.#unpacked;
    const bytes = inflateRawSync(packed, { chunkSize: 2 * PAGE_HOPS });
    this.#unpacked = new Uint16Array(bytes.buffer, bytes.byteOffset, PAGE_HOPS);
    this.#unpackedIndex = page;
    return this.#unpacked;
  }
}
