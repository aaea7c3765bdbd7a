/** A mean that forgets. */

/** The mean of the last values, the older the less; from the first one on. */
export class Average {
  /** Values that count. */
  readonly #span: number;
  value = 1;
  count = 0;

  constructor(span: number) {
    this.#span = span;
  }

  /** Takes the next value. */
  add(value: number): void {
    this.count++;
    this.value += (value - this.value) / Math.min(this.#span, this.count);
  }

  /** As if there had been none. */
  reset(): void {
    this.value = 1;
    this.count = 0;
  }
}
