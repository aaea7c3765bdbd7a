/** The signals that end a recording. */
import type { AskedStop } from "../../meeting/ground/stop_reason.ts";
import { platform } from "../../ffi/system/platform.ts";

/** Asks to stop: Ctrl+C, `kill`, a terminal that is closed (console close on Windows), Ctrl+\, Ctrl+Break. */
const STOP_SIGNALS: readonly Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK"];

/** Asks again, by hand. A terminal that is closed after Ctrl+C sends SIGHUP, and that must not end the finishing. */
const AGAIN_SIGNALS: readonly Deno.Signal[] = ["SIGINT", "SIGBREAK"];

/**
 * A press of Ctrl+C reaches every process of the terminal's group, and wrappers such as `deno task` pass on the one that
 * they got: two signals within this time are one press.
 */
const ONE_PRESS_MS = 250;

/** Where signals come from; tests send their own. */
export interface SignalSource {
  add(signal: Deno.Signal, listener: () => void): void;
  remove(signal: Deno.Signal, listener: () => void): void;
  /** Milliseconds that only go forward. */
  now(): number;
}

/**
 * As it was before the first listener: with that Deno takes over SIGHUP too, and ends the process if nobody listens. So
 * somebody who does nothing listens for as long as the process lives.
 */
let isHangupIgnored: boolean | undefined;
const nothing = () => {};

const PROCESS_SIGNALS: SignalSource = {
  add: (signal, listener) => {
    isHangupIgnored ??= platform.ignoresHangup();
    Deno.addSignalListener(signal, heard(signal, listener));
  },
  remove: (signal, listener) => {
    if (heard(signal, listener) === listener) Deno.removeSignalListener(signal, listener);
  },
  now: () => performance.now(),
};

function heard(signal: Deno.Signal, listener: () => void): () => void {
  return signal === "SIGHUP" && isHangupIgnored ? nothing : listener;
}

/** Listens from when it is made until it is disposed of; meanwhile no stop signal ends the process by itself. */
export class StopSignals implements Disposable {
  /** Resolves with the first stop signal. */
  readonly stop: Promise<Deno.Signal>;
  /** Resolves when the person presses Ctrl+C again. */
  readonly again: Promise<Deno.Signal>;
  readonly #source: SignalSource;
  readonly #listeners = new Map<Deno.Signal, () => void>();
  readonly #resolveStop: (signal: Deno.Signal) => void;
  readonly #resolveAgain: (signal: Deno.Signal) => void;
  #stoppedAtMs: number | undefined;

  constructor(source: SignalSource = PROCESS_SIGNALS) {
    this.#source = source;
    ({ promise: this.stop, resolve: this.#resolveStop } = Promise.withResolvers<Deno.Signal>());
    ({ promise: this.again, resolve: this.#resolveAgain } = Promise.withResolvers<Deno.Signal>());
    for (const signal of STOP_SIGNALS) {
      const listener = () => this.receive(signal);
      try {
        source.add(signal, listener);
        this.#listeners.set(signal, listener);
      } catch {
        // Not every system has every signal.
      }
    }
  }

  /** Whether a stop signal has come. */
  get stopped(): boolean {
    return this.#stoppedAtMs !== undefined;
  }

  /** Takes in a signal, or what stands for one, such as a key. */
  receive(signal: Deno.Signal): void {
    const nowMs = this.#source.now();
    if (this.#stoppedAtMs === undefined) {
      this.#stoppedAtMs = nowMs;
      this.#resolveStop(signal);
    } else if (AGAIN_SIGNALS.includes(signal) && nowMs - this.#stoppedAtMs > ONE_PRESS_MS) {
      this.#resolveAgain(signal);
    }
  }

  [Symbol.dispose](): void {
    for (const [signal, listener] of this.#listeners) this.#source.remove(signal, listener);
    this.#listeners.clear();
  }
}

/** The reason that a signal stands for. */
export function reasonOfSignal(signal: Deno.Signal): AskedStop {
  if (signal === "SIGHUP") return "hangup";
  return signal === "SIGTERM" ? "terminate" : "interrupt";
}
