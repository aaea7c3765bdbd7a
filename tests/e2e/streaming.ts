/** A confrec that streams, for tests that read it themselves. */
import { join } from "node:path";
import { programCommand, URGENT } from "../../scripts/stage/program.ts";

/** A confrec whose standard output is read by a test. */
export class Streaming implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly said: Promise<string>;
  /** It has said that it records; rejects when it ends without. */
  readonly records: Promise<void>;

  constructor(args: readonly string[], cwd: string, env: Record<string, string> = {}) {
    const [command = "", ...first] = [...URGENT, ...programCommand()];
    this.child = new Deno.Command(command, {
      args: [...first, ...args],
      ...{ cwd, stdin: "null", stdout: "piped", stderr: "piped" },
      env: { NO_COLOR: "1", XDG_CACHE_HOME: join(cwd, "cache"), ...env },
    }).spawn();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.records = promise;
    // Who does not wait for it does not care.
    promise.catch(() => {});
    this.said = this.#collect(resolve);
    this.said.then((said) => reject(new Error(`confrec ended and had not recorded: ${said}`)));
  }

  async #collect(onRecording: () => void): Promise<string> {
    let text = "";
    for await (const piece of this.child.stderr.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.includes("Ctrl+C stops")) onRecording();
    }
    return text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.child.status;
    await this.child.stdout.cancel().catch(() => {});
    await this.said;
  }
}
