/** The keys of a terminal, each as it is pressed. */
import { platform } from "../../ffi/system/platform.ts";
import { type Every, everyMs } from "../../capture/ground/timers.ts";

/** A terminal that is typed on; tests have their own. */
export interface KeySource {
  /** The next bytes; null when no more will come. */
  read(bytes: Uint8Array): Promise<number | null>;
  /**
   * Whether keys come one by one and are not shown; Ctrl+C stays a signal where the system can do that.
   *
   * @throws what the system throws when it is no terminal any more
   */
  setRaw(isRaw: boolean): void;
  /** Whether this job has the terminal, and may read it. */
  isForeground(): boolean;
  /** Hears a signal, if the system has it, until disposed of. */
  listen(signal: Deno.Signal, listener: () => void): Disposable;
}

/** What happens on a keyboard. */
export interface KeyListener {
  /** Something was typed, or pasted. */
  typed(text: string): void;
  /** Ctrl+Z was pressed; nothing was stopped. */
  suspended(): void;
  /** The job was stopped, and goes on in the foreground or in the background. */
  moved(): void;
}

/** Between two looks whether the terminal is ours again, ms. */
const LOOK_MS = 1_000;
/** No more comes at once from a terminal (MAX_CANON and N_TTY_BUF_SIZE of Linux). */
const MOST_BYTES = 4_096;

/** The terminal on standard input. */
export const processKeys: KeySource = {
  read: (bytes) => Deno.stdin.read(bytes),
  setRaw(isRaw) {
    // A read is under way nearly always, also when the job is moved to the background.
    if (isRaw) platform.outliveBackground();
    try {
      Deno.stdin.setRaw(isRaw, { cbreak: isRaw });
    } catch (error) {
      if (!isRaw) throw error;
      // Windows has no such mode: Ctrl+C is a key there.
      Deno.stdin.setRaw(true);
    }
  },
  isForeground: () => platform.isForegroundJob(),
  listen(signal, listener) {
    try {
      Deno.addSignalListener(signal, listener);
    } catch {
      return { [Symbol.dispose]: () => {} };
    }
    return { [Symbol.dispose]: () => Deno.removeSignalListener(signal, listener) };
  },
};

/**
 * Listens to a keyboard from when it is made until it is disposed of; the terminal is then as it was, also when the
 * process ends before.
 *
 * A job in the background leaves the terminal alone, and takes it again when it is in the foreground.
 */
export class Keyboard implements Disposable {
  readonly #source: KeySource;
  readonly #listener: KeyListener;
  readonly #decoder = new TextDecoder();
  readonly #ticker: Every;
  readonly #held = new DisposableStack();
  #isReading = false;
  #isOver = false;
  #isRaw = false;
  #stopLooking: (() => void) | undefined;

  constructor(source: KeySource, listener: KeyListener, ticker: Every = everyMs) {
    this.#source = source;
    this.#listener = listener;
    this.#ticker = ticker;
    const restore = () => this.#restore();
    globalThis.addEventListener("unload", restore);
    this.#held.defer(() => globalThis.removeEventListener("unload", restore));
    this.#held.use(source.listen("SIGTSTP", () => listener.suspended()));
    this.#held.use(source.listen("SIGCONT", () => this.#continued()));
    this.#held.defer(() => this.#stopLooking?.());
    this.#look();
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#held.dispose();
    this.#restore();
  }

  #look(): void {
    if (this.#isReading || this.#isOver) return;
    if (!this.#source.isForeground()) return this.#lookLater();
    this.#stopLooking?.();
    this.#stopLooking = undefined;
    if (this.#takeTerminal()) void this.#read();
  }

  #lookLater(): void {
    this.#stopLooking ??= this.#ticker(LOOK_MS, () => this.#look());
  }

  /** The shell has set the terminal as it likes it. */
  #continued(): void {
    if (this.#isReading && this.#source.isForeground()) this.#takeTerminal();
    else this.#look();
    this.#listener.moved();
  }

  #takeTerminal(): boolean {
    try {
      this.#source.setRaw(true);
      this.#isRaw = true;
      return true;
    } catch {
      // It records without keys.
      return false;
    }
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    const bytes = new Uint8Array(MOST_BYTES);
    try {
      for (;;) {
        const length = await this.#source.read(bytes);
        if (this.#isOver) return;
        if (length === null) break;
        this.#listener.typed(this.#decoder.decode(bytes.subarray(0, length), { stream: true }));
      }
      this.#isOver = true;
    } catch {
      // It is in the background by now.
    }
    this.#isReading = false;
    if (!this.#isOver) this.#lookLater();
  }

  #restore(): void {
    if (!this.#isRaw) return;
    this.#isRaw = false;
    try {
      // In the background the terminal is somebody else's, who has set it.
      if (this.#source.isForeground()) this.#source.setRaw(false);
    } catch {
      // The terminal is gone.
    }
  }
}

/** What was typed, letter by letter; sequences of other keys, such as arrows, are left out. */
export function keysOf(text: string): string[] {
  // ECMA-48, 5.4 (CSI), and SS3 of 8.3.143; Alt and a letter is the escape in front of it.
  // deno-lint-ignore no-control-regex
  return [...text.replace(/\x1b(\[[0-?]*[ -/]*[@-~]|O.|[^\x1b])/gu, "")];
}
