/** Where a fault takes place: a virtual sound card that always sounds, a folder, and confrec. */
import { seconds } from "./seconds.ts";
import { join } from "node:path";
import { readJournal } from "../../../capture/spool/journal.ts";
import { AudioLibrary } from "../../../ffi/audio_library.ts";
import { unpackEmbedded } from "../../../ffi/bundle/embedded.ts";
import { basename } from "node:path";
import type { TrackName } from "../../../capture/ground/tracks.ts";
import { againstPlayed, type Heard, listenTo } from "./listening.ts";
import { decode, levelsOf } from "../../stage/tones.ts";
import { Program, type RunResult } from "../../stage/program.ts";
import type { SoundCard } from "../../stage/sound_card.ts";
import { VirtualCard } from "../../stage/virtual_card.ts";
import { type CardName, PLAYER_MS, startCard } from "./fault_card.ts";
import { runTool } from "../../project/tool.ts";
import { TemporaryFolder } from "../../stage/temporary_folder.ts";

/** What the microphone and the speakers hear all the time, Hz. */
const TONES_HZ = { mic: 440, system: 1_000 } as const;
/** How loud each is played, dBFS. */
const PLAYED_DB = -12;
/** Below this a side is silent, dBFS: whatever was done to it on the way, it is not so quiet. */
const LEAST_DB = -40;
/** Nothing that would change a steady tone. */
const PLAIN = ["--gate", "off", "--normalize", "off"];
const HOP_MS = 10;
/** It is told where more than this is missing. */
const TELLING_LOSS_MS = 200;
/** The longest that a fault may take, seconds. */
const SOUND_SECONDS = 300;

/** One for all stages; it ends with the process. */
let clock: AudioLibrary | undefined;

/** A stage for one fault. */
export class Stage implements AsyncDisposable {
  readonly folder: string;
  /** Of which kind the card is. */
  readonly cardName: CardName;
  readonly #temporary: TemporaryFolder;
  readonly #card: SoundCard | undefined;
  readonly #players: readonly Deno.ChildProcess[];
  readonly #programs: Program[] = [];
  readonly #heard: Heard[] = [];
  #losses: string[] = [];

  private constructor(
    cardName: CardName,
    temporary: TemporaryFolder,
    card?: SoundCard,
    players: readonly Deno.ChildProcess[] = [],
  ) {
    this.cardName = cardName;
    this.#temporary = temporary;
    this.folder = temporary.path;
    this.#card = card;
    this.#players = players;
  }

  /** Sets it up, and waits until both sides sound. */
  static async open(cardName: CardName): Promise<Stage> {
    const folder = new TemporaryFolder();
    const sound = join(folder.path, "sound.wav");
    await runTool("sox", [
      ...["-n", "-r", "48000", "-b", "16", "-c", "2", sound, "synth", String(SOUND_SECONDS)],
      ...["sine", String(TONES_HZ.system), "sine", String(TONES_HZ.mic), "gain", String(PLAYED_DB)],
    ]);
    clock ??= AudioLibrary.open(await unpackEmbedded("confrec_audio"));
    const card = cardName === "PulseAudio"
      ? await VirtualCard.start({ stage: true })
      : await startCard(cardName);
    const players = await play(cardName, card, sound);
    while (await sinkInputs(card) < players.length) await seconds(0.05);
    await seconds(0.3);
    return new Stage(cardName, folder, card, players);
  }

  /** Only a folder, for a fault that has a card of its own. */
  static bare(cardName: CardName): Stage {
    return new Stage(cardName, new TemporaryFolder());
  }

  get card(): SoundCard {
    if (this.#card === undefined) throw new TypeError("This stage is a folder, and has no card");
    return this.#card;
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** The clock that journals tell, ns. */
  nowNs(): number {
    return clock?.nowNs() ?? NaN;
  }

  /** Starts confrec; the stage ends it if nobody else does. */
  start(args: readonly string[], env: Record<string, string> = {}, cwd?: string): Program {
    const program = new Program(args, { ...this.#card?.env, ...env }, cwd);
    this.#programs.push(program);
    return program;
  }

  /** Records both sides into a file, plainly. */
  record(out: string, args: readonly string[] = []): Program {
    return this.start(["--out", out, "--json", ...PLAIN, ...args]);
  }

  /** Finishes what a spool or a folder holds. */
  recover(place: string): Promise<RunResult> {
    return this.start(["recover", place]).result;
  }

  /** When the session in a spool began, ns; undefined before it has. */
  zeroNs(spool: string): number | undefined {
    try {
      for (const { record } of readJournal(join(spool, "journal.ndjson"))) {
        if (record?.type === "zero") return record.zeroNs;
      }
    } catch {
      // There is no journal yet, or no more.
    }
    return undefined;
  }

  /**
   * Listens to a finished file in which both sides sound, or one; who judges the fault judges that, too.
   *
   * @param lastSeconds what follows is not looked at: nothing could be heard any more
   */
  async listen(
    file: string,
    sides: readonly TrackName[] = ["mic", "system"],
    lastSeconds = Infinity,
  ): Promise<void> {
    const levels = await listenTo(file, Object.values(TONES_HZ), 2, lastSeconds);
    const heard = sides.map((side) =>
      againstPlayed(side, levels.get(TONES_HZ[side]) ?? [], PLAYED_DB, LEAST_DB)
    );
    this.#heard.push({ file: basename(file), sides: heard });
  }

  /** All files that were listened to. */
  get heard(): readonly Heard[] {
    return this.#heard;
  }

  /**
   * How much of a span is not in the file: the side that has less counts.
   *
   * @param fromNs the session's beginning
   * @param toNs when the last sound could be heard
   */
  async lostMs(file: string, fromNs: number, toNs: number): Promise<number> {
    const { channels: [left] } = await decode(file, 2);
    if (left === undefined) throw new TypeError("A file without channels");
    const wantedMs = (toNs - fromNs) / 1e6;
    await this.listen(file, ["mic", "system"], wantedMs / 1_000);
    const lost = Object.entries(TONES_HZ).map(([side, hz]) => {
      const levels = levelsOf(left, hz);
      const usual = levels.toSorted((a, b) => a - b)[levels.length >> 1] ?? 0;
      const sounds = levels.map((levelDb) => levelDb > Math.max(usual - 6, LEAST_DB));
      const lostMs = wantedMs - sounds.filter((each) => each).length * HOP_MS;
      if (lostMs > TELLING_LOSS_MS) this.#losses.push(lossOf(side, sounds, wantedMs));
      return lostMs;
    });
    return Math.max(0, Math.round(Math.max(...lost)));
  }

  /** Where sound was missing, for who has to find out why: side, length of the file, spans of silence. */
  get losses(): readonly string[] {
    return this.#losses;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs) await program[Symbol.asyncDispose]();
    for (const player of this.#players) {
      try {
        player.kill("SIGKILL");
      } catch {
        // It has ended with its server.
      }
      await player.status;
    }
    await this.#card?.[Symbol.asyncDispose]();
    this.#temporary[Symbol.dispose]();
  }
}

/** Plays both channels of a file, the left one to the speakers and the right one to the microphone. */
async function play(
  cardName: CardName,
  card: SoundCard,
  sound: string,
): Promise<Deno.ChildProcess[]> {
  if (cardName === "PulseAudio") return [card.play(sound, "stage")];
  return await Promise.all(["speakers", "micfeed"].map(async (sink, channel) => {
    const file = sound.replace(/wav$/, `${sink}.wav`);
    await runTool("sox", [sound, file, "remix", String(channel + 1)]);
    return card.play(file, sink, PLAYER_MS[cardName]);
  }));
}

async function sinkInputs(card: SoundCard): Promise<number> {
  return (await card.pactl("list", "short", "sink-inputs")).split("\n").filter(Boolean).length;
}

function lossOf(side: string, sounds: readonly boolean[], wantedMs: number): string {
  const spans: string[] = [];
  for (let from = 0, to = 0; from < sounds.length; from = to + 1) {
    to = from;
    while (to < sounds.length && !sounds[to]) to++;
    if (to > from) spans.push(`${from * HOP_MS} to ${to * HOP_MS}`);
  }
  const silent = spans.length === 0 ? "not silent" : `silent from ${spans.join(", ")} ms`;
  return `${side}: ${sounds.length * HOP_MS} of ${Math.round(wantedMs)} ms, ${silent}`;
}

/** The last line that people read, without what differs from machine to machine. */
export function lastLine(stderr: string, folder: string): string {
  const line = stderr.trim().split("\n").findLast((each) => each.startsWith("confrec:")) ?? "";
  return line.replace(/^confrec: /, "").replaceAll(`${folder}/`, "").replace(
    /process id \d+/,
    "process id N",
  );
}
