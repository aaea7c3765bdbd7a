/** Runs confrec as a person or a script would: from source, or the executable that CONFREC_BIN names. */
import { fileURLToPath } from "node:url";
import { TemporaryFolder } from "./temporary_folder.ts";

/** How a run ended. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line that starts confrec: the compiled executable where CONFREC_BIN is set, else the sources. */
export function programCommand(): string[] {
  const compiled = Deno.env.get("CONFREC_BIN");
  if (compiled) return [compiled];
  return [
    Deno.execPath(),
    "run",
    "-A",
    "--quiet",
    fileURLToPath(new URL("../../main.ts", import.meta.url)),
  ];
}

/**
 * What is measured to the millisecond must not wait for whatever else this machine is doing. Only root may say so; for
 * others `nice` goes on without.
 */
export const URGENT: readonly string[] = Deno.build.os === "linux" ? ["nice", "-n", "-15"] : [];

/** Where the programs of this process, or of this file of tests, keep what confrec caches. */
let cache: TemporaryFolder | undefined;

/**
 * A cache that no other tests use: confrec notes there which recordings run, and which were interrupted, and tells of
 * them whoever records next.
 */
function ownCache(): Record<string, string> {
  if (cache === undefined) {
    const folder = cache = new TemporaryFolder({ prefix: "confrec-cache-" });
    addEventListener("unload", () => folder[Symbol.dispose]());
  }
  const name = Deno.build.os === "windows" ? "LOCALAPPDATA" : "XDG_CACHE_HOME";
  return { [name]: cache.path };
}

/** A confrec that is running. */
export class Program implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly result: Promise<RunResult>;
  readonly #stdout = new TextCollector();
  readonly #stderr = new TextCollector();

  /**
   * @param args what a person types behind `confrec`
   * @param env added to the environment, such as `VirtualCard.env`; the cache is our own where it does not say
   */
  constructor(args: readonly string[], env: Record<string, string> = {}, cwd?: string) {
    const [command = "", ...first] = [...URGENT, ...programCommand()];
    this.child = new Deno.Command(command, {
      args: [...first, ...args],
      env: { NO_COLOR: "1", ...ownCache(), ...env },
      ...(cwd === undefined ? {} : { cwd }),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.result = Promise.all([
      this.#stdout.drain(this.child.stdout),
      this.#stderr.drain(this.child.stderr),
      this.child.status,
    ]).then(([, , status]) => ({
      code: status.code,
      stdout: this.#stdout.text,
      stderr: this.#stderr.text,
    }));
  }

  /** What has been said on stderr so far. */
  get stderrSoFar(): string {
    return this.#stderr.text;
  }

  /** Resolves when a text has come out on stdout; rejects when the program ends without it. */
  async saw(text: string): Promise<void> {
    await Promise.race([
      this.#stdout.waitFor(text),
      this.result.then(({ code, stdout, stderr }) => {
        if (stdout.includes(text)) return;
        throw new Error(`confrec ended with ${code} and did not say ${text}: ${stderr}`);
      }),
    ]);
  }

  /** Sends a signal. */
  kill(signal: Deno.Signal): void {
    this.child.kill(signal);
  }

  /** A test that ends early leaves no program behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has ended, which is what is wanted.
    }
    await this.result;
  }
}

/** Runs confrec to its end. */
export async function runProgram(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
): Promise<RunResult> {
  await using program = new Program(args, env, cwd);
  return await program.result;
}

class TextCollector {
  text = "";
  #waiting: (() => void)[] = [];

  async drain(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const piece of stream) {
      this.text += decoder.decode(piece, { stream: true });
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }

  async waitFor(text: string): Promise<void> {
    while (!this.text.includes(text)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}
