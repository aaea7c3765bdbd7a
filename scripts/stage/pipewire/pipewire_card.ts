/** A sound card without hardware on PipeWire: a private set of its daemons, with two null sinks. */
import { join } from "node:path";
import { insideCommand, type Suite, unpackPipewire } from "./pipewire_packages.ts";
import { playInto, runPactl, type SoundCard, URGENT } from "../sound_card.ts";
import { TemporaryFolder } from "../temporary_folder.ts";

/** Its daemons, in the order in which they start; what the one that dies takes with it comes behind it. */
const DAEMONS = ["dbus", "pipewire", "wireplumber", "pulse"] as const;

/** One of them. */
export type Daemon = typeof DAEMONS[number];

/** What `PipewireCard.start` can be told. */
export interface PipewireCardOptions {
  /** The Debian release whose PipeWire it is. */
  readonly suite?: Suite;
  /** Rate of the graph and of both sinks, Hz; 48,000 by default. */
  readonly rateHz?: number;
  /** Channel positions of the speakers, such as `AUX0 AUX1`; `FL FR` by default. */
  readonly speakers?: string;
  /** The microphone hears the speakers, the way a loudspeaker reaches it, but without the room. */
  readonly ear?: boolean;
}

/** How long a daemon may take to come up. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 50;

/**
 * A private PipeWire, WirePlumber and pipewire-pulse, with nothing shared with the person's own.
 *
 * Sinks are as those of {@link VirtualCard}: `speakers` is the default output, and what is played into `micfeed` comes
 * out of source `microphone`, the default input. Both sinks belong to PipeWire itself, as those of true cards, and stay
 * when pipewire-pulse goes; the microphone goes with it.
 */
export class PipewireCard implements SoundCard {
  readonly folder: string;
  readonly #temporary: TemporaryFolder;
  readonly #root: string;
  readonly #options: PipewireCardOptions;
  readonly #daemons = new Map<Daemon, Deno.ChildProcess>();

  private constructor(temporary: TemporaryFolder, root: string, options: PipewireCardOptions) {
    this.#temporary = temporary;
    this.folder = temporary.path;
    this.#root = root;
    this.#options = options;
  }

  get env(): Record<string, string> {
    return {
      PULSE_SERVER: `unix:${join(this.folder, "pulse", "native")}`,
      XDG_RUNTIME_DIR: this.folder,
    };
  }

  get pid(): number {
    return this.pidOf("pulse");
  }

  /** Process id of one of the daemons: the child of the sandbox that was started. */
  pidOf(daemon: Daemon): number {
    const { pid } = this.#daemons.get(daemon) ?? { pid: 0 };
    const children = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`);
    return Number.parseInt(children, 10);
  }

  /**
   * Starts all of it and waits until both devices are there.
   *
   * @throws {Error} when PipeWire cannot be had, or does not come up
   */
  static async start(options: PipewireCardOptions = {}): Promise<PipewireCard> {
    const root = await unpackPipewire(options.suite ?? "trixie");
    const card = new PipewireCard(new TemporaryFolder(), root, options);
    try {
      await card.#configure();
      await card.restart();
      return card;
    } catch (error) {
      await card[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Starts what is not running, and waits until both devices are there. */
  async restart(): Promise<void> {
    for (const daemon of DAEMONS) {
      if (!await this.#isRunning(daemon)) await this.#startDaemon(daemon);
    }
    await this.#until("sinks", async () => {
      const sinks = await this.pactl("list", "short", "sinks");
      return sinks.includes("speakers") && sinks.includes("micfeed");
    });
    if (!(await this.pactl("list", "short", "sources")).includes("\tmicrophone\t")) {
      const master = this.#options.ear ? "speakers" : "micfeed";
      await this.pactl(
        ...["load-module", "module-remap-source", `master=${master}.monitor`],
        ...["source_name=microphone", "source_properties=device.description=Microphone"],
      );
    }
    await this.#until("defaults", async () => {
      await this.pactl("set-default-sink", "speakers");
      await this.pactl("set-default-source", "microphone");
      const info = await this.pactl("info");
      return /Default Sink: speakers/.test(info) && /Default Source: microphone/.test(info);
    });
  }

  async pactl(...args: string[]): Promise<string> {
    return await runPactl(this.env, args);
  }

  play(
    file: string,
    sink: string,
    latencyMs?: number,
    more?: readonly string[],
  ): Deno.ChildProcess {
    return playInto(this.env, file, sink, latencyMs, more);
  }

  /** Runs a program of PipeWire's, such as `pw-metadata`; returns what it printed. */
  async inside(...args: string[]): Promise<string> {
    const [command = "", ...rest] = insideCommand(this.#root, this.folder, args);
    const { stdout } = await new Deno.Command(command, { args: rest, stderr: "null" }).output();
    return new TextDecoder().decode(stdout);
  }

  /** Ends a daemon at once, as if it had crashed: pipewire-pulse, or the one that is named. */
  async kill(daemon: Daemon = "pulse"): Promise<void> {
    const child = this.#daemons.get(daemon);
    this.#daemons.delete(daemon);
    try {
      child?.kill("SIGKILL");
    } catch {
      // It has ended by itself already.
    }
    await child?.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const daemon of DAEMONS.toReversed()) await this.kill(daemon);
    this.#temporary[Symbol.dispose]();
  }

  async #startDaemon(daemon: Daemon): Promise<void> {
    const { args, socket } = this.#program(daemon);
    const path = socket === undefined ? undefined : join(this.folder, socket);
    if (path !== undefined) await Deno.remove(path).catch(() => undefined);
    // What it says stands beside its socket, for whoever looks for a reason.
    const log = join(this.folder, `${daemon}.log`);
    const logged = ["sh", "-c", 'exec "$@" >>"$0" 2>&1', log];
    const command = insideCommand(this.#root, this.folder, args);
    const child = new Deno.Command("nice", {
      args: [...URGENT, ...logged, ...command],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#daemons.set(daemon, child);
    if (path === undefined) return;
    await this.#until(daemon, async () => await Deno.stat(path).then(() => true, () => false));
  }

  #program(daemon: Daemon): { args: string[]; socket?: string } {
    if (daemon === "pipewire") return { args: ["pipewire"], socket: "pipewire-0" };
    if (daemon === "wireplumber") return { args: ["wireplumber"] };
    if (daemon === "pulse") return { args: ["pipewire-pulse"], socket: join("pulse", "native") };
    const address = `--address=unix:path=${join(this.folder, "bus")}`;
    return { args: ["dbus-daemon", "--session", address, "--nofork"], socket: "bus" };
  }

  /** Whether a daemon was started and has not ended: it may have gone with another. */
  async #isRunning(daemon: Daemon): Promise<boolean> {
    const child = this.#daemons.get(daemon);
    if (child === undefined) return false;
    const soon = new Promise<true>((resolve) => setTimeout(() => resolve(true), LOOK_EVERY_MS));
    return await Promise.race([soon, child.status.then(() => false)]);
  }

  async #until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    for (const begunMs = performance.now(); performance.now() - begunMs < PATIENCE_MS;) {
      if (await isSo()) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    throw new Error(`Cannot start PipeWire: ${what} did not come up in 10 s`);
  }

  /** What PipeWire reads when it starts. */
  async #configure(): Promise<void> {
    const { rateHz = 48_000, speakers = "FL FR" } = this.#options;
    const folder = join(this.folder, ".config", "pipewire", "pipewire.conf.d");
    await Deno.mkdir(folder, { recursive: true });
    await Deno.mkdir(join(this.folder, "pulse"), { recursive: true });
    const sinks = { speakers: ["Speakers", speakers], micfeed: ["Microphone-feed", "FL FR"] };
    const objects = Object.entries(sinks).map(([name, [title, positions]]) =>
      `{ factory = adapter args = {
        factory.name = support.null-audio-sink media.class = Audio/Sink
        node.name = ${name} node.description = "${title}" object.linger = true
        audio.rate = ${rateHz} audio.position = [ ${positions} ]
        monitor.channel-volumes = true
      } }`
    );
    await Deno.writeTextFile(
      join(folder, "card.conf"),
      `context.properties = { default.clock.rate = ${rateHz} }\n` +
        `context.objects = [\n${objects.join("\n")}\n]\n`,
    );
  }
}
