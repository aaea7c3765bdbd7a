/** Hops of 10 ms in a page: 5 s. */
const PAGE_HOPS = 512;

/** A growing list of 16-bit numbers; a page of it in which all are equal is stored as one number. */
export class PagedHops {
  readonly #pages: (number | Uint16Array<ArrayBuffer>)[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(values: Uint16Array): void {
    for (let taken = 0; taken < values.length;) {
      const within = this.#length % PAGE_HOPS;
      if (within === 0) this.#pages.push(new Uint16Array(PAGE_HOPS));
      const page = this.#pages[this.#pages.length - 1] as Uint16Array<ArrayBuffer>;
      const count = Math.min(PAGE_HOPS - within, values.length - taken);
      page.set(values.subarray(taken, taken + count), within);
      taken += count;
      this.#length += count;
      if (within + count === PAGE_HOPS) this.#pages[this.#pages.length - 1] = rested(page);
    }
  }

  /** The number at an index; 0 outside the list. */
  at(index: number): number {
    if (index < 0 || index >= this.#length) return 0;
    const page = this.#pages[Math.floor(index / PAGE_HOPS)] ?? 0;
    return typeof page === "number" ? page : page[index % PAGE_HOPS] ?? 0;
  }
}

/** One number when the whole page has the same. */
function rested(page: Uint16Array<ArrayBuffer>): number | Uint16Array<ArrayBuffer> {
  const first = page[0] ?? 0;
  return page.every((value) => value === first) ? first : page;
}
