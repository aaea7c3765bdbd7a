/** What the command line knows of the world outside; tests give another. */
import { platform } from "../../ffi/system/platform.ts";
import { variable } from "../../ffi/system/variable.ts";
import { type KeySource, processKeys } from "./keyboard.ts";
import { type Output, StreamOutput } from "./stream_output.ts";

/** Where text goes, and facts about the machine. */
export interface Io {
  /** Results: JSON lines, lists, help. */
  readonly stdout: Output;
  /** Everything that is said to a person while something happens. */
  readonly stderr: Output;
  /** Where a person who sees what is drawn on standard error may press keys. */
  readonly keys: KeySource | undefined;
  /** False with NO_COLOR (no-color.org). */
  readonly colour: boolean;
  /** Wall clock, for the times of events. */
  now(): Date;
}

/** The process's own streams. */
export function processIo(): Io {
  const facts = {
    isDumb: Deno.env.get("TERM") === "dumb",
    isUtf8: platform.writesUtf8(variable),
    isForeground: () => platform.isForegroundJob(),
  };
  const stderr = new StreamOutput(Deno.stderr, { ...facts, spare: terminalOfInput });
  return {
    stdout: new StreamOutput(Deno.stdout, facts),
    stderr,
    keys: stderr.canDraw && Deno.stdin.isTerminal() ? processKeys : undefined,
    colour: !Deno.env.get("NO_COLOR"),
    now: () => new Date(),
  };
}

/**
 * The terminal that keys come from. In `confrec 2>&1 | tee log` Ctrl+C ends `tee`, too, before anything is said of the file.
 */
function terminalOfInput() {
  return Deno.stdin.isTerminal() ? { write: platform.writeToInput } : undefined;
}

/** The window in which the process runs. */
export const processWindow = {
  ownsWindow: (): boolean => platform.ownsWindow(),
  readLine: (): Promise<unknown> => Deno.stdin.read(new Uint8Array(256)).catch(() => null),
  onClosing: (listener: () => void): void => {
    // Where there is no such signal no window closes by it.
    try {
      Deno.addSignalListener("SIGHUP", listener);
    } catch {
      // As on old systems.
    }
  },
} as const;
