/** Runs a program that turns what it is fed into something else. */
import { setPriority } from "node:os";

/** What became of a program that turned bytes on its standard input into bytes on its standard output. */
export interface FilterResult {
  /** It ended by itself, with exit code 0, and was not asked to stop. */
  readonly ok: boolean;
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: Uint8Array<ArrayBuffer>;
  /** The last of what it wrote to standard error, at most `STDERR_BYTES`. */
  readonly stderrTail: string;
  /** Why it was asked to stop: it stood still, wrote more than it may, or the caller gave up. */
  readonly stopped: "stalled" | "babbled" | "aborted" | null;
}

/** How long a program is waited for. */
export interface FilterLimits {
  /** Longest time without a byte moving in or out, seconds. */
  readonly stallSeconds: number;
  /** Longest time between being asked to stop and being killed, seconds. */
  readonly graceSeconds: number;
  /** Most bytes of standard output that are kept; more is babble. */
  readonly maxOutputBytes: number;
  /** Gives up when aborted. */
  readonly signal?: AbortSignal;
  /** Niceness, 0 (normal) to 19; where the system forbids the change it is left alone. */
  readonly niceness?: number;
}

/** Bytes of standard error that are kept. */
const STDERR_BYTES = 4_096;

/**
 * Runs `path` with `args`, feeds it `blocks` and collects what it writes.
 *
 * All three pipes are served at once, so neither side can wait for the other for ever; blocks are pulled only as fast
 * as the program takes them. A program that has to stop is first asked to (its input is closed, it gets SIGTERM), and
 * killed when it does not.
 *
 * @returns the outcome, whatever it is: a program that fails is not an exception
 * @throws {Deno.errors.NotFound} when there is no such program, and what else spawning throws
 * @throws what `blocks` throws, after the program has been stopped
 */
export async function runFilter(
  path: string,
  args: readonly string[],
  blocks: Iterable<Uint8Array>,
  limits: FilterLimits,
): Promise<FilterResult> {
  const child = start(path, args);
  if (limits.niceness !== undefined) lowerPriority(child.pid, limits.niceness);

  let stopped: FilterResult["stopped"] = null;
  let killTimer: ReturnType<typeof setTimeout> | undefined;
  let stallTimer: ReturnType<typeof setTimeout> | undefined;
  const stop = (why: Exclude<FilterResult["stopped"], null>) => {
    if (stopped !== null) return;
    stopped = why;
    clearTimeout(stallTimer);
    endInput();
    send(child, "SIGTERM");
    killTimer = setTimeout(() => send(child, "SIGKILL"), limits.graceSeconds * 1000);
  };
  // One timer that re-arms itself: setting a new one for each block would cost more than the pipe does.
  let moved = 0;
  const watch = (seen: number) => {
    stallTimer = setTimeout(() => {
      if (moved === seen) stop("stalled");
      else watch(moved);
    }, limits.stallSeconds * 1000);
  };
  const onAbort = () => stop("aborted");

  const writer = child.stdin.getWriter();
  const endInput = () => void writer.abort().catch(() => {});
  let inputError: { readonly error: unknown } | undefined;
  const feed = async () => {
    try {
      const iterator = blocks[Symbol.iterator]();
      while (stopped === null) {
        let next: IteratorResult<Uint8Array>;
        try {
          next = iterator.next();
        } catch (error) {
          inputError = { error };
          stop("aborted");
          return;
        }
        if (next.done) break;
        await writer.write(next.value);
        moved++;
      }
      await writer.close();
    } catch {
      // The program closed its input early: its exit code and its last words tell why.
    }
  };
  const kept: Uint8Array[] = [];
  let outputBytes = 0;
  const collect = async () => {
    for await (const bytes of child.stdout) {
      moved++;
      outputBytes += bytes.byteLength;
      if (outputBytes > limits.maxOutputBytes) stop("babbled");
      else kept.push(bytes);
    }
  };
  let tail = new Uint8Array(0);
  const listen = async () => {
    for await (const bytes of child.stderr) tail = lastOf(tail, bytes);
  };

  watch(moved);
  limits.signal?.addEventListener("abort", onAbort);
  if (limits.signal?.aborted) onAbort();
  try {
    const [status] = await Promise.all([child.status, feed(), collect(), listen()]);
    if (inputError) throw inputError.error;
    return {
      ok: status.success && stopped === null,
      code: status.code,
      signal: status.signal,
      stdout: concat(kept),
      stderrTail: new TextDecoder().decode(tail).trim(),
      stopped,
    };
  } finally {
    clearTimeout(stallTimer);
    clearTimeout(killTimer);
    limits.signal?.removeEventListener("abort", onAbort);
  }
}

function start(path: string, args: readonly string[]): Deno.ChildProcess {
  try {
    return new Deno.Command(path, {
      args: [...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    // Deno for Windows has no class for this error when the path is absolute.
    if (error instanceof Error && error.constructor === Error && !isFile(path)) {
      throw new Deno.errors.NotFound(error.message, { cause: error });
    }
    throw error;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended already.
  }
}

function lowerPriority(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // Being nice is a courtesy: without the permission, or after a program that ended at once, all still works.
  }
}

/** The last bytes of `before` and `bytes` together. */
function lastOf(before: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat([before, bytes]).slice(-STDERR_BYTES);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
