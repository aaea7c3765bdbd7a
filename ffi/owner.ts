/** Something that must not be freed before what was made from it. */

/** Frees what it owns, the youngest first; each once. */
export class Owner {
  readonly #owned = new Set<Disposable>();

  add(item: Disposable): void {
    this.#owned.add(item);
  }

  /** Forgets an item that has freed itself. */
  remove(item: Disposable): void {
    this.#owned.delete(item);
  }

  disposeAll(): void {
    for (const item of [...this.#owned].reverse()) item[Symbol.dispose]();
    this.#owned.clear();
  }
}
