/** When a spare device was recorded in the place of the one that was chosen. */

/** One such time, seconds of the session. */
export interface SpareSpan {
  readonly name: string;
  readonly atSeconds: number;
  readonly seconds: number;
}

/** Puts together what is reported of a side, in its order. */
export class SpareSpans {
  readonly #ended: SpareSpan[] = [];
  #open: { readonly name: string; readonly atSeconds: number } | undefined;

  /**
   * Another device delivers from an instant on, or none does.
   *
   * @param name of the spare one; undefined for the one that was chosen, and for none
   */
  from(atSeconds: number, name: string | undefined): void {
    if (name !== undefined && name === this.#open?.name) return;
    this.#end(atSeconds);
    this.#open = name === undefined ? undefined : { name, atSeconds };
  }

  /** All of them, the last up to the session's end. */
  upTo(endSeconds: number): readonly SpareSpan[] {
    this.#end(endSeconds);
    this.#open = undefined;
    return this.#ended;
  }

  #end(atSeconds: number): void {
    if (this.#open === undefined) return;
    this.#ended.push({ ...this.#open, seconds: Math.max(0, atSeconds - this.#open.atSeconds) });
  }
}
