/** Numbers of hops that wait to be taken. */

/** A list of 16-bit numbers to which one is added for each hop, and which is taken from time to time. */
export class HopBuffer {
  #values = new Uint16Array(256);
  #length = 0;

  /** Adds the next hop's. */
  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Uint16Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** All that were added since the last call: a copy, whose buffer may be transferred. */
  take(): Uint16Array<ArrayBuffer> {
    const taken = this.#values.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }
}
