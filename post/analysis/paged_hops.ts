/** A list of numbers, one for each hop, that takes little memory. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { PageFile } from "./page_file.ts";

/** Hops of 10 ms in a page: 5 min 28 s. */
export const PAGE_HOPS = 32_768;
/** What stands in a page that was forgotten. */
const NOTHING = new Uint16Array(PAGE_HOPS);

/**
 * A growing list of 16-bit numbers that takes little memory for its length: full pages of it are in a file, or deflated.
 *
 * Reading is quick where one index follows the other; a jump to another page takes a fraction of a millisecond.
 */
export class PagedHops {
  readonly #file: PageFile | undefined;
  readonly #mostPages: number;
  /** Where each page is in the file, or what it is deflated; nothing for one that was forgotten. */
  readonly #full: (number | Uint8Array | undefined)[] = [];
  /** The page that is being filled. */
  readonly #newest = new Uint16Array(PAGE_HOPS);
  #length = 0;
  /** The full page that was read last. */
  #read: Uint16Array = new Uint16Array(0);
  #readIndex = -1;

  /**
   * @param file for full pages, which stay in memory without one
   * @param mostPages so many full pages are kept; what is older is 0
   */
  constructor(file?: PageFile, mostPages = Infinity) {
    this.#file = file;
    this.#mostPages = mostPages;
  }

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
        const at = this.#file?.put(this.#newest);
        // A copy of its own: what zlib returns may be part of something larger.
        this.#full.push(at ?? new Uint8Array(deflateRawSync(this.#newest)));
        const old = this.#full.length - 1 - this.#mostPages;
        if (old >= 0) this.#full[old] = undefined;
      }
    }
  }

  /** The number at an index; 0 outside the list. */
  at(index: number): number {
    if (index < 0 || index >= this.#length) return 0;
    const page = Math.floor(index / PAGE_HOPS);
    const values = page === this.#full.length ? this.#newest : this.#pageAt(page);
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
      const values = page === this.#full.length ? this.#newest : this.#pageAt(page);
      const end = Math.min(to, this.#length, (page + 1) * PAGE_HOPS);
      for (; at < end; at++) {
        const value = values[at % PAGE_HOPS] ?? 0;
        if (value > max) max = value;
        sum += table === undefined ? value : table[Math.min(value, last)] ?? 0;
      }
    }
    return { max, sum };
  }

  #pageAt(index: number): Uint16Array {
    const page = this.#full[index];
    if (page === undefined) return NOTHING;
    if (index === this.#readIndex) return this.#read;
    this.#readIndex = -1;
    this.#read = typeof page === "number" ? this.#readFrom(page) : inflated(page);
    this.#readIndex = index;
    return this.#read;
  }

  #readFrom(at: number): Uint16Array {
    const page = this.#read.length === PAGE_HOPS ? this.#read : new Uint16Array(PAGE_HOPS);
    this.#file?.get(at, page);
    return page;
  }
}

function inflated(page: Uint8Array): Uint16Array {
  const bytes = inflateRawSync(page, { chunkSize: 2 * PAGE_HOPS });
  return new Uint16Array(bytes.buffer, bytes.byteOffset, PAGE_HOPS);
}
