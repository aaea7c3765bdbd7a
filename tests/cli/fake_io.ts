/** A terminal, or a pipe, that remembers what was written to it. */
import type { Io } from "../../cli/terminal/io.ts";
import type { Ticker } from "../../cli/terminal/status_line.ts";
import type { Output } from "../../cli/terminal/stream_output.ts";

export class FakeOutput implements Output {
  text = "";
  busy = false;
  readonly isTerminal: boolean;
  columns: number;

  constructor(isTerminal = false, columns = 80) {
    this.isTerminal = isTerminal;
    this.columns = columns;
  }

  get lines(): string[] {
    return this.text.split("\n").filter((line) => line !== "");
  }

  write(text: string): void {
    this.text += text;
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}

/** Ticks when a test says so. */
export class FakeTicker {
  action: (() => void) | undefined;

  readonly start: Ticker = (_intervalMs, action) => {
    this.action = action;
    return () => this.action = undefined;
  };
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
    colour: false,
    now: fakeNow,
  };
}
