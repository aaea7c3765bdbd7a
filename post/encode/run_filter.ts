/** Runs a program that turns what it is fed into something else. */
import { afterMs } from "../../capture/ground/timers.ts";
import { isFile } from "../../ffi/system/is_there.ts";
import { setPriority } from "node:os";
import { joinBytes } from "../../formats/join_bytes.ts";

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
  return await new RunningFilter(child, limits).serve(blocks);
}

/** A program that runs: its three pipes, how long it may stand still, and why it was asked to stop. */
class RunningFilter {
  readonly #child: Deno.ChildProcess;
  readonly #limits: FilterLimits;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  #stopped: FilterResult["stopped"] = null;
  #cancelWatch = () => {};
  #cancelKill = () => {};
  /** Blocks that moved in or out. */
  #moved = 0;
  #inputError: { readonly error: unknown } | undefined;
  readonly #output: Uint8Array[] = [];
  #outputBytes = 0;
  #stderrTail = new Uint8Array(0);

  constructor(child: Deno.ChildProcess, limits: FilterLimits) {
    this.#child = child;
    this.#limits = limits;
    this.#input = child.stdin.getWriter();
  }

  /** Feeds it and collects what it writes until it has ended; throws what `blocks` throws. */
  async serve(blocks: Iterable<Uint8Array>): Promise<FilterResult> {
    const { signal } = this.#limits;
    const onAbort = () => this.#stop("aborted");
    this.#watch();
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();
    try {
      const [status] = await Promise.all([
        this.#child.status,
        this.#feed(blocks),
        this.#collect(),
        this.#keepLastWords(),
      ]);
      if (this.#inputError) throw this.#inputError.error;
      return this.#result(status);
    } finally {
      this.#cancelWatch();
      this.#cancelKill();
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Asks it to stop, and kills it when it does not. */
  #stop(why: Exclude<FilterResult["stopped"], null>): void {
    if (this.#stopped !== null) return;
    this.#stopped = why;
    this.#cancelWatch();
    void this.#input.abort().catch(() => {});
    send(this.#child, "SIGTERM");
    const graceMs = this.#limits.graceSeconds * 1000;
    this.#cancelKill = afterMs(graceMs, () => send(this.#child, "SIGKILL"));
  }

  /** One timer that re-arms itself: setting a new one for each block would cost more than the pipe does. */
  #watch(): void {
    const seen = this.#moved;
    this.#cancelWatch = afterMs(this.#limits.stallSeconds * 1000, () => {
      if (this.#moved === seen) this.#stop("stalled");
      else this.#watch();
    });
  }

  async #feed(blocks: Iterable<Uint8Array>): Promise<void> {
    try {
      const iterator = blocks[Symbol.iterator]();
      while (this.#stopped === null) {
        const next = this.#next(iterator);
        if (next === undefined) return;
        if (next.done) break;
        await this.#input.write(next.value);
        this.#moved++;
      }
      await this.#input.close();
    } catch {
      // The program closed its input early: its exit code and its last words say why.
    }
  }

  /** The next block; undefined when making it failed, which is thrown once the program has ended. */
  #next(iterator: Iterator<Uint8Array>): IteratorResult<Uint8Array> | undefined {
    try {
      return iterator.next();
    } catch (error) {
      this.#inputError = { error };
      this.#stop("aborted");
      return undefined;
    }
  }

  async #collect(): Promise<void> {
    for await (const bytes of this.#child.stdout) {
      this.#moved++;
      this.#outputBytes += bytes.byteLength;
      if (this.#outputBytes > this.#limits.maxOutputBytes) this.#stop("babbled");
      else this.#output.push(bytes);
    }
  }

  async #keepLastWords(): Promise<void> {
    for await (const bytes of this.#child.stderr) {
      this.#stderrTail = joinBytes([this.#stderrTail, bytes]).slice(-STDERR_BYTES);
    }
  }

  #result(status: Deno.CommandStatus): FilterResult {
    return {
      ok: status.success && this.#stopped === null,
      code: status.code,
      signal: status.signal,
      stdout: joinBytes(this.#output),
      stderrTail: new TextDecoder().decode(this.#stderrTail).trim(),
      stopped: this.#stopped,
    };
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
