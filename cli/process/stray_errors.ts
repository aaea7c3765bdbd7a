/** Errors that nobody waits for, which would otherwise end the process at once, in the middle of a recording. */

/** Hears of them from when it is made until it is disposed of. */
export class StrayErrors implements Disposable {
  readonly #onRejection: (event: PromiseRejectionEvent) => void;
  readonly #onError: (event: ErrorEvent) => void;

  /** @param tell must not throw */
  constructor(tell: (error: unknown) => void) {
    this.#onRejection = (event) => {
      event.preventDefault();
      tell(event.reason);
    };
    this.#onError = (event) => {
      event.preventDefault();
      tell(event.error ?? event.message);
    };
    globalThis.addEventListener("unhandledrejection", this.#onRejection);
    globalThis.addEventListener("error", this.#onError);
  }

  [Symbol.dispose](): void {
    globalThis.removeEventListener("unhandledrejection", this.#onRejection);
    globalThis.removeEventListener("error", this.#onError);
  }
}
