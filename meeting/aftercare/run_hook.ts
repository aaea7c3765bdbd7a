/** Runs a program that somebody wants to be run for a finished file. */
import { afterMs } from "../../capture/ground/timers.ts";
import { dirname } from "node:path";
import { within } from "../../capture/ground/deadline.ts";
import { isGone, isThere } from "../../ffi/system/is_there.ts";
import { messageOf } from "../../ffi/system/message_of.ts";
import { timeSpan } from "../ground/figures.ts";
import { plainLine } from "../ground/plain_line.ts";
import { expandHome, typedPath } from "../ground/typed_path.ts";

/** What is run, for which file. */
export interface HookCall {
  /** The program and its arguments; the file follows them as the last one. */
  readonly words: readonly [string, ...string[]];
  /** Absolute. */
  readonly file: string;
  /** Variables for it, beside those of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** How long it is waited for, s. */
export interface HookLimits {
  readonly runSeconds: number;
  /**
   * Between being asked to stop and being killed, and then until it is left alone: another user's (by sudo) hears no signal, and
   * one that waits for a share that is gone dies when that is back.
   */
  readonly graceSeconds: number;
}

const LIMITS: HookLimits = { runSeconds: 600, graceSeconds: 5 };
/** Of what it wrote to standard error; the end of it says why. */
const STDERR_BYTES = 4_096;
/** A program of its own that it has left behind may keep its standard error open, ms. */
const LAST_WORDS_MS = 500;

/**
 * The program as it is started: a path is found now, while the folder in which confrec was started is known; a bare name
 * is looked for in `PATH`.
 */
export function foundProgram(
  [program, ...rest]: readonly [string, ...string[]],
): readonly [string, ...string[]] {
  return /[/\\]/.test(program) ? [typedPath(expandHome(program)), ...rest] : [program, ...rest];
}

/**
 * Runs it to its end: without a shell, without input, its standard output nowhere, in the file's folder.
 *
 * @param signal ends it
 * @returns what went wrong, as a clause; undefined when it ended with 0
 */
export async function runHook(
  { words: [program, ...args], file, env }: HookCall,
  signal?: AbortSignal,
  limits: HookLimits = LIMITS,
): Promise<string | undefined> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [...args, file],
      cwd: dirname(file),
      env,
      ...{ stdin: "null", stdout: "null", stderr: "piped" },
    }).spawn();
  } catch (error) {
    if (isGone(dirname(file))) return `its folder ${dirname(file)} is not there any more`;
    // Windows has other words for it.
    const isMissing = error instanceof Deno.errors.NotFound ||
      (/[/\\]/.test(program) && !isThere(program));
    return isMissing ? `there is no program ${program}` : messageOf(error);
  }
  const saying = lastOf(child.stderr);
  /** What was stopped, and why, as the beginning of a clause. */
  let stopped: string | undefined;
  let cancelNext = () => {};
  const left = Promise.withResolvers<undefined>();
  const stop = (what: string) => {
    if (stopped !== undefined) return;
    stopped = what;
    const graceMs = limits.graceSeconds * 1_000;
    send(child, "SIGTERM");
    cancelNext = afterMs(graceMs, () => {
      send(child, "SIGKILL");
      cancelNext = afterMs(graceMs, () => left.resolve(undefined));
    });
  };
  const cancelLimit = afterMs(
    limits.runSeconds * 1_000,
    () => stop(`it took longer than ${timeSpan(limits.runSeconds)} and`),
  );
  const onAbort = () => stop("it");
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  const status = await Promise.race([child.status, left.promise]);
  cancelLimit();
  cancelNext();
  signal?.removeEventListener("abort", onAbort);
  const said = await within(LAST_WORDS_MS, saying.text, "");
  await saying.cancel();
  if (status === undefined) {
    child.unref();
    return `${stopped} cannot be stopped`;
  }
  if (stopped !== undefined) return `${stopped} was stopped`;
  if (status.success) return undefined;
  const how = status.signal === null ? `exit code ${status.code}` : status.signal;
  return said === "" ? `it ended with ${how}` : `it ended with ${how}: ${said}`;
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has just ended.
  }
}

/** The last line of a stream, as soon as that has ended. */
function lastOf(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader();
  const read = async () => {
    let tail = new Uint8Array(0);
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const joined = new Uint8Array(tail.length + value.length);
      joined.set(tail);
      joined.set(value, tail.length);
      tail = joined.slice(-STDERR_BYTES);
    }
    const lines = new TextDecoder().decode(tail).trim().split("\n");
    return plainLine(lines.at(-1) ?? "");
  };
  return { text: read().catch(() => ""), cancel: () => reader.cancel().catch(() => {}) };
}
