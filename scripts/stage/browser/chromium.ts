/** A browser without a window, which tests steer by its DevTools protocol. */
import { join } from "node:path";
import { TemporaryFolder } from "../temporary_folder.ts";

/** What a test may ask of the way in which a page is shown. */
export interface PageLook {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** As a phone: touch, and a viewport of its own. */
  readonly isPhone?: boolean;
}

type Json = Record<string, unknown>;

/** How long the browser may take for anything, ms. */
const PATIENCE_MS = 30_000;

/** Debian's Chromium, headless. */
export class Chromium implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #socket: WebSocket;
  readonly #folder: TemporaryFolder;
  readonly #waiting = new Map<number, PromiseWithResolvers<Json>>();
  readonly #pages = new Map<string, BrowserPage>();
  #lastId = 0;

  private constructor(child: Deno.ChildProcess, socket: WebSocket, folder: TemporaryFolder) {
    this.#child = child;
    this.#socket = socket;
    this.#folder = folder;
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
  }

  /**
   * Starts it.
   *
   * @throws {Deno.errors.NotFound} with what to install
   */
  static async start(): Promise<Chromium> {
    const folder = new TemporaryFolder();
    let child: Deno.ChildProcess;
    try {
      child = new Deno.Command("chromium", {
        args: [
          ...[
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--mute-audio",
            "--hide-scrollbars",
          ],
          ...["--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking"],
          ...[
            "--disable-component-update",
            "--disable-extensions",
            "--autoplay-policy=no-user-gesture-required",
          ],
          ...["--remote-debugging-port=0", "--remote-allow-origins=*"],
          ...[`--user-data-dir=${folder.path}`, "about:blank"],
        ],
        // Its sockets, and those of libpulse, go with the folder.
        env: { HOME: folder.path, TMPDIR: folder.path, XDG_RUNTIME_DIR: folder.path },
        ...{ stdin: "null", stdout: "null", stderr: "null" },
      }).spawn();
    } catch (error) {
      folder[Symbol.dispose]();
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new Deno.errors.NotFound(
        "chromium is not installed; on Debian run: apt-get install chromium",
      );
    }
    const address = await addressIn(join(folder.path, "DevToolsActivePort"));
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("chromium does not answer"));
    });
    return new Chromium(child, socket, folder);
  }

  /** Opens a page and waits until it is there. */
  async open(url: string, look: PageLook = {}): Promise<BrowserPage> {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new BrowserPage((method, params) => this.send(method, params, String(sessionId)));
    this.#pages.set(String(sessionId), page);
    await page.load(url, look);
    return page;
  }

  /** Sends a command. @throws {Error} what it answers when it fails */
  async send(method: string, params: Json = {}, sessionId?: string): Promise<Json> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<Json>();
    this.#waiting.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    const timer = setTimeout(() => answer.reject(new Error(`no answer: ${method}`)), PATIENCE_MS);
    try {
      return await answer.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it, and removes what it has written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.send("Browser.close").catch(() => {});
    await this.#child.status;
    this.#socket.close();
    this.#folder[Symbol.dispose]();
  }

  #hear(message: { id?: number; error?: Json; result?: Json; sessionId?: string } & Json): void {
    const { id, error, result = {}, sessionId = "" } = message;
    if (id === undefined) return this.#pages.get(sessionId)?.hear(message);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(String(error["message"])));
    else waiting?.resolve(result);
  }
}

/** A page that is open. */
export class BrowserPage {
  /** What it said to its console, and what went wrong in it. */
  readonly messages: string[] = [];
  readonly #send: (method: string, params?: Json) => Promise<Json>;
  #loaded = Promise.withResolvers<void>();

  constructor(send: (method: string, params?: Json) => Promise<Json>) {
    this.#send = send;
  }

  /** Goes to an address. */
  async load(url: string, look: PageLook): Promise<void> {
    for (const domain of ["Page", "Runtime", "Log"]) await this.#send(`${domain}.enable`);
    await this.look(look);
    this.#loaded = Promise.withResolvers();
    await this.#send("Page.navigate", { url });
    await this.#loaded.promise;
  }

  /** Has it look in another way. */
  async look(
    { width = 1280, height = 900, scheme = "light", isPhone = false }: PageLook,
  ): Promise<void> {
    await this.#send("Emulation.setDeviceMetricsOverride", {
      ...{ width, height, deviceScaleFactor: 1, mobile: isPhone },
    });
    await this.#send("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: scheme }],
    });
  }

  /** The value of an expression in the page; what it promises is waited for. */
  async run<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      ...{ expression, returnByValue: true, awaitPromise: true },
    }) as { result: { value: T }; exceptionDetails?: { exception?: { description?: string } } };
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? "it failed");
    return result.value;
  }

  /** Waits until an expression is true. */
  async until(expression: string): Promise<void> {
    await this.run(`new Promise((resolve, reject) => {
      const end = Date.now() + ${PATIENCE_MS / 2};
      const look = () => (${expression}) ? resolve(true)
        : Date.now() > end ? reject(new Error(${JSON.stringify(`never: ${expression}`)}))
        : setTimeout(look, 20);
      look();
    })`);
  }

  /** Clicks on a place in it. */
  async click(x: number, y: number): Promise<void> {
    for (const type of ["mouseMoved", "mousePressed", "mouseReleased"]) {
      const buttons = type === "mouseMoved" ? {} : { button: "left", clickCount: 1 };
      await this.#send("Input.dispatchMouseEvent", { type, x, y, ...buttons });
    }
  }

  /** Holds the mouse from one place to another. */
  async drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
    const half = from.map((at, i) => (at + (to[i] ?? at)) / 2) as [number, number];
    const steps = [["mousePressed", from], ["mouseMoved", half], ["mouseMoved", to]] as const;
    for (const [type, [x, y]] of [...steps, ["mouseReleased", to] as const]) {
      const buttons = type === "mouseMoved" ? { buttons: 1 } : { clickCount: 1 };
      await this.#send("Input.dispatchMouseEvent", { type, x, y, button: "left", ...buttons });
    }
  }

  /** Presses a key, such as `ArrowRight`. */
  async press(key: string): Promise<void> {
    for (const type of ["keyDown", "keyUp"]) {
      await this.#send("Input.dispatchKeyEvent", { type, key });
    }
  }

  /** A picture of all of it. */
  async screenshot(): Promise<Uint8Array<ArrayBuffer>> {
    const { data } = await this.#send("Page.captureScreenshot", { captureBeyondViewport: true });
    return Uint8Array.from(atob(String(data)), (letter) => letter.charCodeAt(0));
  }

  /** What it would be on paper, as PDF. */
  async print(): Promise<Uint8Array<ArrayBuffer>> {
    const { data } = await this.#send("Page.printToPDF", { printBackground: false });
    return Uint8Array.from(atob(String(data)), (letter) => letter.charCodeAt(0));
  }

  /** Something happened. */
  hear({ method, params }: Json): void {
    if (method === "Page.loadEventFired") this.#loaded.resolve();
    const isMessage = method === "Runtime.consoleAPICalled" || method === "Log.entryAdded" ||
      method === "Runtime.exceptionThrown";
    if (isMessage) this.messages.push(JSON.stringify(params));
  }
}

/** Where it listens: it writes that down when it does. */
async function addressIn(path: string): Promise<string> {
  for (let left = PATIENCE_MS / 50; left > 0; left--) {
    const [port, way] = await Deno.readTextFile(path).then((text) => text.split("\n"), () => []);
    if (port && way) return `ws://127.0.0.1:${port}${way}`;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("chromium does not begin");
}
