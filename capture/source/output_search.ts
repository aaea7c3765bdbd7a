/** Finds out on which output a call is heard where the system has no meters: it listens to those that could be it. */

/** So many looks, 0.5 s apart, an output is listened to before it is the next one's turn: a call has pauses. */
const LOOKS_EACH = 8;

/** Listens to one output. */
export interface OutputEar extends Disposable {
  /** Whether anything was to be heard since this was asked last. */
  heard(): boolean;
}

/**
 * Listens, while the output that is recorded is silent, to the others that programs play on; one at a time.
 *
 * A stream that runs may be silent, so that alone it says nothing.
 */
export class OutputSearch implements Disposable {
  readonly #listenTo: (id: string) => OutputEar;
  #ear: OutputEar | undefined;
  #id: string | undefined;
  #looks = 0;

  /** @param listenTo opens an ear; may throw where an output cannot be listened to */
  constructor(listenTo: (id: string) => OutputEar) {
    this.#listenTo = listenTo;
  }

  /**
   * To be called a few times a second.
   *
   * @param candidates ids of the other outputs that programs have running streams on; none while the recorded one sounds
   * @returns the one on which something is heard at this moment
   */
  look(candidates: readonly string[]): string | undefined {
    if (this.#id === undefined || !candidates.includes(this.#id)) this.#turnTo(candidates[0]);
    if (this.#ear?.heard() === true) {
      this.#looks = 0;
      return this.#id;
    }
    if (++this.#looks >= LOOKS_EACH && this.#id !== undefined && candidates.length > 1) {
      this.#turnTo(candidates[(candidates.indexOf(this.#id) + 1) % candidates.length]);
    }
    return undefined;
  }

  [Symbol.dispose](): void {
    this.#turnTo(undefined);
  }

  #turnTo(id: string | undefined): void {
    this.#ear?.[Symbol.dispose]();
    this.#ear = undefined;
    this.#id = id;
    this.#looks = 0;
    if (id === undefined) return;
    try {
      this.#ear = this.#listenTo(id);
    } catch {
      // One that cannot be listened to could not be recorded either; its turn ends like any other's.
    }
  }
}
