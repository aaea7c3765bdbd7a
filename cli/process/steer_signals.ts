/** The signals that steer a recording without ending it. */

/** What they ask for: to mark a moment, and to pause or go on. Windows has none of the kind. */
const SIGNALS = { mark: "SIGUSR1", togglePause: "SIGUSR2" } as const;

/** What is done when they come. */
export type SteerSignalActions = Readonly<Record<keyof typeof SIGNALS, () => void>>;

/** Listens from when it is made until it is disposed of; does nothing where there are no such signals. */
export class SteerSignals implements Disposable {
  readonly #heard: [Deno.Signal, () => void][] = [];

  constructor(actions: SteerSignalActions) {
    for (const name of ["mark", "togglePause"] as const) {
      const act = () => actions[name]();
      try {
        Deno.addSignalListener(SIGNALS[name], act);
        this.#heard.push([SIGNALS[name], act]);
      } catch {
        // Not every system has it.
      }
    }
  }

  [Symbol.dispose](): void {
    for (const [signal, act] of this.#heard.splice(0)) Deno.removeSignalListener(signal, act);
  }
}
