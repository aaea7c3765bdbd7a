/** A terminal, or a pipe, that remembers what was written to it. */
import type { Io } from "../../cli/terminal/io.ts";
import type { KeySource } from "../../cli/terminal/keyboard.ts";
import type { Every } from "../../capture/ground/timers.ts";
import type { Output } from "../../cli/terminal/stream_output.ts";

export class FakeOutput implements Output {
  text = "";
  busy = false;
  readonly isTerminal: boolean;
  readonly canDraw: boolean;
  /** Called by a test whose reader goes away. */
  leave: () => void = () => {};
  readonly gone: Promise<void> = new Promise((resolve) => this.leave = resolve);
  isForeground = true;
  isUtf8 = true;
  columns: number;
  rows: number;

  constructor(isTerminal = false, columns = 80, rows = 24) {
    this.isTerminal = this.canDraw = isTerminal;
    this.columns = columns;
    this.rows = rows;
  }

  get lines(): string[] {
    return this.text.split("\n").filter((line) => line !== "");
  }

  write(text: string): void {
    this.text += text;
  }

  /** What was written since it was taken last. */
  take(): string {
    const { text } = this;
    this.text = "";
    return text;
  }

  announce(text: string): void {
    if (this.isTerminal) this.text += `${text}\r\x1b[K`;
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}

/** Ticks when a test says so; between two ticks goes as much time as the longest interval. */
export class FakeTicker {
  nowMs = 0;
  readonly #actions = new Map<symbol, { intervalMs: number; action: () => void }>();

  readonly start: Every = (intervalMs, action) => {
    const key = Symbol();
    this.#actions.set(key, { intervalMs, action });
    return () => void this.#actions.delete(key);
  };

  readonly now = (): number => this.nowMs;

  /** Whether anything waits for a tick. */
  get isAwaited(): boolean {
    return this.#actions.size > 0;
  }

  tick(): void {
    const waiting = [...this.#actions.values()];
    this.nowMs += Math.max(0, ...waiting.map(({ intervalMs }) => intervalMs));
    for (const { action } of waiting) action();
  }
}

/** A terminal on which a test types. */
export class FakeKeys implements KeySource {
  isRaw = false;
  isInForeground = true;
  /** What was asked of it. */
  readonly modes: boolean[] = [];
  readonly #signals = new Map<Deno.Signal, () => void>();
  #asked = Promise.withResolvers<(bytes: Uint8Array) => number | null>();

  read(bytes: Uint8Array): Promise<number | null> {
    return this.#asked.promise.then((give) => {
      this.#asked = Promise.withResolvers();
      return give(bytes);
    });
  }

  setRaw(isRaw: boolean): void {
    this.isRaw = isRaw;
    this.modes.push(isRaw);
  }

  isForeground(): boolean {
    return this.isInForeground;
  }

  listen(signal: Deno.Signal, listener: () => void): Disposable {
    this.#signals.set(signal, listener);
    return { [Symbol.dispose]: () => void this.#signals.delete(signal) };
  }

  /** Types, and waits until that was taken. */
  async type(text: string): Promise<void> {
    await this.#give((bytes) => new TextEncoder().encodeInto(text, bytes).written);
  }

  /** As a terminal that is closed, or belongs to another job. */
  async end(error?: Error): Promise<void> {
    await this.#give(() => {
      if (error) throw error;
      return null;
    });
  }

  send(signal: Deno.Signal): void {
    this.#signals.get(signal)?.();
  }

  get isHeard(): boolean {
    return this.#signals.size > 0;
  }

  async #give(what: (bytes: Uint8Array) => number | null): Promise<void> {
    this.#asked.resolve(what);
    // The promises between here and the reader.
    for (let i = 0; i < 10; i++) await Promise.resolve();
  }
}

export interface FakeIo extends Io {
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
}

/** 14:05:09 on 3 February 2026, local time. */
export function fakeNow(): Date {
  return new Date(2026, 1, 3, 14, 5, 9);
}

/** At that moment. */
export function fakeIo(terminal = false): FakeIo {
  return {
    stdout: new FakeOutput(terminal),
    stderr: new FakeOutput(terminal),
    keys: undefined,
    colour: false,
    now: fakeNow,
  };
}
