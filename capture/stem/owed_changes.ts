/** Changes of a track's stem that were asked for and are not made. */

/** Counts each by the path of the stem that is to be written; one does not make another unnecessary. */
export class OwedChanges {
  /** Whether the worker that there is will make it, in the order of the parts. */
  readonly #owed = new Map<string, boolean>();

  /** One is asked for. */
  ask(stemPath: string): void {
    this.#owed.set(stemPath, true);
  }

  /** One is made, if it was owed. */
  settle(stemPath: string): void {
    this.#owed.delete(stemPath);
  }

  /** Another worker takes over: it begins with the last of them, and knows of no other. */
  handOver(): void {
    const paths = [...this.#owed.keys()];
    paths.forEach((path, i) => this.#owed.set(path, i === paths.length - 1));
  }

  /** Whether one is not made yet. */
  has(stemPath: string): boolean {
    return this.#owed.has(stemPath);
  }

  /** Whether a worker will make it, if that lives. */
  isComing(stemPath: string): boolean {
    return this.#owed.get(stemPath) === true;
  }
}
