/** A real call: a browser that talks to itself by WebRTC, played and heard through a virtual sound card. */
import { fileURLToPath } from "node:url";
import { hasTool } from "../../project/tool.ts";
import { TemporaryFolder } from "../temporary_folder.ts";
import type { VirtualCard } from "../virtual_card.ts";
import type { CallBrowser } from "./call_browser.ts";

const PAGE = fileURLToPath(new URL("call.html", import.meta.url));
/** A new profile's first start, on a machine that is busy. */
const PATIENCE_MS = 60_000;

/** A call that is on. Its far end says what is in a file; its near end is the card's microphone. */
export class Call implements AsyncDisposable {
  readonly #profile = new TemporaryFolder();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #browser: Deno.ChildProcess | undefined;
  readonly #told: string[] = [];
  #waiting: (() => void)[] = [];
  #begin = Promise.withResolvers<void>();

  private constructor(far: string) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(new URL(request.url), far),
    );
  }

  /**
   * Opens a browser and waits until both ends of the call are connected. It plays on the default output.
   *
   * @param far a WAV file, which is said when `begin` is called
   * @throws {Deno.errors.NotFound} when the browser is not installed, with what to install
   * @throws {Error} with what the page said, when there is no call within a minute
   */
  static async start(browser: CallBrowser, card: VirtualCard, far: string): Promise<Call> {
    const call = new Call(far);
    try {
      await call.#open(browser, card);
      await call.saw("connected");
      return call;
    } catch (error) {
      await call[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #open({ program, prepare }: CallBrowser, { env }: VirtualCard): Promise<void> {
    if (!hasTool(program)) {
      throw new Deno.errors.NotFound(
        `Cannot hold a call: ${program} is not installed; on Debian run: apt-get install ${program}`,
      );
    }
    const { path } = this.#profile;
    const args = await prepare(path);
    const address = `http://127.0.0.1:${this.#server.addr.port}/`;
    // It must not stutter because the machine is busy; and it is a process group of its own, to be ended as one.
    this.#browser = new Deno.Command("nice", {
      args: ["-n", "-15", "setsid", program, ...args, address],
      env: { ...env, HOME: path, TMPDIR: path },
      ...{ stdin: "null", stdout: "null", stderr: "null" },
    }).spawn();
  }

  /** Lets the far end speak; resolves when it does. */
  async begin(): Promise<void> {
    this.#begin.resolve();
    await this.saw("speaking running");
  }

  /** Energy of the microphone's sound that the call has taken so far: the square of the level, times seconds. */
  get taken(): number {
    return Number(this.#told.findLast((word) => word.startsWith("taken "))?.split(" ")[1] ?? 0);
  }

  /** Resolves when the page has told something; rejects when it has failed or says nothing. */
  async saw(word: string): Promise<void> {
    const deadline = setTimeout(
      () => this.#tell("error it says nothing for a minute"),
      PATIENCE_MS,
    );
    try {
      while (!this.#told.includes(word)) {
        const failed = this.#told.find((each) => each.startsWith("error"));
        if (failed !== undefined) {
          throw new Error(`There is no call: ${failed}; it said ${this.#told.join(", ")}`);
        }
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Ends the browser at once, with all its processes, as if it had crashed. */
  async kill(): Promise<void> {
    if (this.#browser === undefined) return;
    try {
      Deno.kill(-this.#browser.pid, "SIGKILL");
    } catch {
      // It has ended by itself already.
    }
    await this.#browser.status;
  }

  async #answer({ pathname, search }: URL, far: string): Promise<Response> {
    if (pathname === "/") {
      const headers = { "content-type": "text/html" };
      return new Response(await Deno.readTextFile(PAGE), { headers });
    }
    if (pathname === "/far.wav") return new Response(await Deno.readFile(far));
    if (pathname === "/told") this.#tell(decodeURIComponent(search.slice(1)));
    if (pathname === "/begin") await this.#begin.promise;
    return new Response("");
  }

  #tell(word: string): void {
    this.#told.push(word);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    this.#begin.resolve();
    await this.#server.shutdown();
    this.#profile[Symbol.dispose]();
  }
}
