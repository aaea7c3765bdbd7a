/** A terminal that a script types on and looks at: a private tmux server. */
import { join } from "node:path";
import { runTool } from "../project/tool.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** How a terminal is. */
export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** Of the shell in it, on top of this process's. */
  readonly env?: Readonly<Record<string, string>>;
}

const LIMIT_MS = 20_000;
const LOOK_MS = 50;

/** A shell (bash, without anybody's settings) in a terminal, in a folder of its own. */
export class TmuxTerminal implements AsyncDisposable {
  readonly #temporary: TemporaryFolder;

  private constructor(temporary: TemporaryFolder) {
    this.#temporary = temporary;
  }

  /** Where the shell is. */
  get folder(): string {
    return this.#temporary.path;
  }

  /** Starts it. */
  static async start(options: TerminalOptions = {}): Promise<TmuxTerminal> {
    const { columns = 100, rows = 30, env = {} } = options;
    const terminal = new TmuxTerminal(new TemporaryFolder());
    const shell = ["env", ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
    await terminal.#tmux(
      ...["-u", "-f", "/dev/null", "new-session", "-d", "-c", terminal.folder],
      ...["-x", String(columns), "-y", String(rows), ...shell, "bash", "--norc", "--noprofile"],
    );
    return terminal;
  }

  /** Types text, as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", text);
  }

  /** Presses keys by tmux's names, such as `Enter` or `C-z`. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  /** Types a command and Enter. */
  async command(line: string): Promise<void> {
    await this.type(line);
    await this.press("Enter");
  }

  /** What stands on the screen. */
  async screen(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p")).trimEnd();
  }

  /** The same with its colours, as SGR sequences. */
  async colours(): Promise<string> {
    return (await this.#tmux("capture-pane", "-e", "-p")).trimEnd();
  }

  /**
   * Waits until the screen is as it should be; returns it.
   *
   * @throws {Error} with what stands there, when it takes too long
   */
  async saw(what: RegExp): Promise<string> {
    const endMs = performance.now() + LIMIT_MS;
    for (;;) {
      const screen = await this.screen();
      if (what.test(screen)) return screen;
      if (performance.now() > endMs) {
        throw new Error(`The terminal never showed ${what}:\n${screen}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** The modes of the terminal, as `stty -a` says them, once the shell has it again. */
  async modes(): Promise<string> {
    const file = join(this.folder, `modes-${crypto.randomUUID()}`);
    await this.command(`stty -a > ${file}; clear; echo told`);
    await this.saw(/^told/m);
    return await Deno.readTextFile(file);
  }

  /** Gives the terminal another size. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server").catch(() => {});
    const endMs = performance.now() + LIMIT_MS;
    for (;;) {
      try {
        return this.#temporary[Symbol.dispose]();
      } catch (error) {
        // What runs in it was told that the terminal is closed, and may still write its file.
        if (performance.now() > endMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    }
  }

  async #tmux(...args: string[]): Promise<string> {
    return await runTool("tmux", ["-S", join(this.folder, "tmux"), ...args]);
  }
}
