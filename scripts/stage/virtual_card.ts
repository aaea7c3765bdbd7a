/** A sound card without hardware: a private PulseAudio server with two null sinks. */
import { join } from "node:path";
import { playInto, runPactl, type SoundCard, URGENT } from "./sound_card.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** What `VirtualCard.start` can be told. */
export interface VirtualCardOptions {
  /** Sample rate of both sinks, Hz; 48,000 by default. */
  readonly rateHz?: number;
  /**
   * Adds a sink `stage` whose left channel goes to the speakers and whose right one goes to the microphone at the same
   * instant, so that both sides' times are known exactly. Both are mono then.
   */
  readonly stage?: boolean;
  /**
   * Sinks that render only 50 ms ahead, as hardware does; others render up to 2 s ahead while nobody hurries them, and
   * are heard that late by whoever begins to listen.
   */
  readonly prompt?: boolean;
  /** Further lines of the server's start script, after speakers and microphone exist. */
  readonly extra?: readonly string[];
}

/**
 * A private sound server, with nothing shared with the person's own.
 *
 * Sink `speakers` is what programs play into; it is the default output and its monitor is the loopback. What is played
 * into sink `micfeed` comes out of source `microphone`, the default input. Stopping the card ends the server and
 * removes its folder.
 */
export class VirtualCard implements SoundCard {
  /** The folder with the server's socket; also its home, so that it reads nobody's settings. */
  readonly folder: string;
  readonly #temporary: TemporaryFolder;
  #server: Deno.ChildProcess;

  private constructor(temporary: TemporaryFolder, server: Deno.ChildProcess) {
    this.#temporary = temporary;
    this.folder = temporary.path;
    this.#server = server;
  }

  /** What a program needs in its environment to see this card and no other. */
  get env(): Record<string, string> {
    return { PULSE_SERVER: `unix:${join(this.folder, "socket")}`, XDG_RUNTIME_DIR: this.folder };
  }

  /** The server's process id. */
  get pid(): number {
    return this.#server.pid;
  }

  /**
   * Starts a server and waits until both devices are there.
   *
   * @throws {Deno.errors.NotFound} when PulseAudio is not installed, with what to install
   */
  static async start(options: VirtualCardOptions = {}): Promise<VirtualCard> {
    await requirePulseAudio();
    const folder = new TemporaryFolder();
    await Deno.writeTextFile(join(folder.path, "start.pa"), startScript(folder.path, options));
    const card = new VirtualCard(folder, startServer(folder.path));
    if (await card.#isUp()) return card;
    await card[Symbol.asyncDispose]();
    throw new Error("Cannot start a virtual sound card: PulseAudio did not come up in 5 s");
  }

  /** Starts the server again after `kill`, as it was at first, and waits until both devices are there. */
  async restart(): Promise<void> {
    await this.kill();
    this.#server = startServer(this.folder);
    if (!await this.#isUp()) {
      throw new Error("Cannot restart PulseAudio: it did not come up in 5 s");
    }
  }

  async #isUp(): Promise<boolean> {
    for (let attempt = 0; attempt < 100; attempt++) {
      if ((await this.pactl("list", "short", "sources")).includes("microphone")) return true;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return false;
  }

  /** Runs `pactl` against this server; returns what it printed, empty when it failed. */
  async pactl(...args: string[]): Promise<string> {
    return await runPactl(this.env, args);
  }

  /** Plays a sound file (WAV) into a sink; see {@link playInto}. */
  play(
    file: string,
    sink: string,
    latencyMs?: number,
    more?: readonly string[],
  ): Deno.ChildProcess {
    return playInto(this.env, file, sink, latencyMs, more);
  }

  /** Ends the server at once, as if it had crashed; the folder stays. */
  async kill(): Promise<void> {
    try {
      this.#server.kill("SIGKILL");
    } catch {
      // It has ended by itself already.
    }
    await this.#server.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    this.#temporary[Symbol.dispose]();
  }
}

/** The server's start script: two sinks, the second of which feeds the microphone. */
function startScript(folder: string, options: VirtualCardOptions): string {
  const rate = `rate=${options.rateHz ?? 48_000} format=float32le`;
  // Only null sinks know it; a combined sink refuses to be with it.
  const form = options.prompt ? `${rate} norewinds=1` : rate;
  const [left, right] = options.stage
    ? ["channels=1 channel_map=front-left", "channels=1 channel_map=front-right"]
    : ["channels=2", "channels=2"];
  const lines = [
    `module-native-protocol-unix auth-anonymous=1 socket=${join(folder, "socket")}`,
    `module-null-sink sink_name=speakers ${form} ${left} ${described("sink", "Speakers")}`,
    `module-null-sink sink_name=micfeed ${form} ${right} ${described("sink", "Microphone-feed")}`,
    `module-remap-source master=micfeed.monitor source_name=microphone ${
      described("source", "Microphone")
    }`,
  ];
  if (options.stage) {
    lines.push(
      `module-combine-sink sink_name=stage slaves=speakers,micfeed remix=no ${rate} ` +
        "channels=2 channel_map=front-left,front-right",
    );
  }
  return [
    ...lines.map((line) => `load-module ${line}`),
    "set-default-sink speakers",
    "set-default-source microphone",
    ...(options.extra ?? []),
    "",
  ].join("\n");
}

function described(kind: "sink" | "source", name: string): string {
  return `${kind}_properties=device.description=${name}`;
}

async function requirePulseAudio(): Promise<void> {
  try {
    for (const name of ["pulseaudio", "pactl", "paplay"]) {
      await new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" })
        .output();
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Deno.errors.NotFound(
      "Cannot start a virtual sound card: PulseAudio is not installed; " +
        "on Debian run: apt-get install pulseaudio pulseaudio-utils",
    );
  }
}

function startServer(folder: string): Deno.ChildProcess {
  const args = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"];
  return new Deno.Command("nice", {
    args: [...URGENT, "pulseaudio", ...args, "-F", join(folder, "start.pa")],
    env: { XDG_RUNTIME_DIR: folder, HOME: folder },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}
