/** A stage on which devices come and go: a virtual sound card that always sounds, confrec, and a look at the stems. */
import { TRACK_NAMES, type TrackName } from "../../../capture/ground/tracks.ts";
import { join } from "node:path";
import { readJournal } from "../../../capture/spool/journal.ts";
import { AudioLibrary } from "../../../ffi/audio_library.ts";
import { unpackEmbedded } from "../../../ffi/bundle/embedded.ts";
import { WavReader } from "../../../formats/wav_reader.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { type Heard as HeardFile, hearFile } from "../ground/listening.ts";
import { Program } from "../../stage/program.ts";
import type { SoundCard } from "../../stage/sound_card.ts";
import { VirtualCard } from "../../stage/virtual_card.ts";
import { TemporaryFolder } from "../../stage/temporary_folder.ts";

const RATE_HZ = 48_000;
/** Sound is a tone with a pip twice a second, so that it tells its time, but for whole half seconds. */
export const PIP_SECONDS = 0.5;
const PIP_SOUND_SECONDS = 0.1;
const PIP_LEVEL = 0.25;
const TONE_LEVEL = 0.02;
/** A stage lasts no longer. */
const SOUND_SECONDS = 60;
/** What players keep ahead, so that a busy machine does not interrupt them. */
const PLAYER_MS = 1_000;
const HOP_SECONDS = 0.01;
/** Below this nothing sounds. */
const SILENCE_LEVEL = 1e-4;
/** Shorter silences are players that were kept from playing, or fades. */
const TELLING_SECONDS = 0.1;

/** Each device has its own tone, Hz. */
export const TONES_HZ = { micfeed: 440, speakers: 1_000, spare: 1_500 } as const;

/** Gives the card that a stage is set up on. */
export type StartCard = () => Promise<SoundCard>;

const startPulse: StartCard = () => VirtualCard.start({ prompt: true });

/** One for all stages; it ends with the process. */
let clock: AudioLibrary | undefined;

/** What a stem holds. */
export interface Heard {
  /** Length, seconds. */
  readonly seconds: number;
  /** Where it is silent for 0.1 s or more: from, to. */
  readonly silences: readonly (readonly [from: number, to: number])[];
  /** Instants at which pips begin. */
  readonly pips: readonly number[];
}

/** How a recording ended. */
export interface Ended {
  readonly code: number;
  readonly stderr: string;
  readonly stdout: string;
  readonly heard: Readonly<Record<TrackName, Heard | undefined>>;
  /** The finished file, against these. */
  readonly file: HeardFile;
}

/** Set up for one recording; disposed of, it leaves nothing. */
export class DeviceStage implements AsyncDisposable {
  readonly folder: string;
  readonly card: SoundCard;
  readonly #temporary: TemporaryFolder;
  readonly #players: Deno.ChildProcess[] = [];
  #program: Program | undefined;
  #zeroNs = NaN;

  private constructor(temporary: TemporaryFolder, card: SoundCard) {
    this.#temporary = temporary;
    this.folder = temporary.path;
    this.card = card;
  }

  /**
   * Sets it up: microphone and speakers sound.
   *
   * @param start gives the card; without it one of PulseAudio
   */
  static async open(start: StartCard = startPulse): Promise<DeviceStage> {
    const folder = new TemporaryFolder();
    for (const [name, hz] of Object.entries(TONES_HZ)) {
      writePips(join(folder.path, `${name}.wav`), hz);
    }
    clock ??= AudioLibrary.open(await unpackEmbedded("confrec_audio"));
    const stage = new DeviceStage(folder, await start());
    stage.playAll();
    return stage;
  }

  /** Plays into microphone and speakers, again after a server has gone. */
  playAll(): void {
    this.play("micfeed");
    this.play("speakers");
  }

  play(tone: keyof typeof TONES_HZ, sink: string = tone): void {
    const file = join(this.folder, `${tone}.wav`);
    this.#players.push(this.card.play(file, sink, PLAYER_MS));
  }

  /** A second output, with sound of its own, which nobody uses yet. */
  async addSpeakers(name: string): Promise<void> {
    await this.card.pactl("load-module", "module-null-sink", `sink_name=${name}`, "norewinds=1");
    this.play("spare", name);
  }

  /** A second microphone, with sound of its own, which nobody uses yet. */
  async addMicrophone(name: string): Promise<void> {
    await this.addSpeakers(`${name}feed`);
    await this.card.pactl(...microphoneModule(name, `${name}feed`));
  }

  /** Pulls the microphone out. */
  async unplug(): Promise<void> {
    await this.card.pactl("unload-module", "module-remap-source");
  }

  /** Plugs it in again, perhaps in another format. */
  async plugIn(...format: string[]): Promise<void> {
    await this.card.pactl(...microphoneModule("microphone", "micfeed"), ...format);
    await this.card.pactl("set-default-source", "microphone");
  }

  /** Starts confrec, and waits until it records. */
  async record(...args: string[]): Promise<void> {
    const out = join(this.folder, "meeting.wav");
    const plain = ["--gate", "off", "--normalize", "off", "--keep-stems", "--json"];
    this.#program = new Program(["--out", out, ...plain, ...args], this.card.env);
    await this.#program.saw('"started"');
    for (const { record } of readJournal(join(`${out}.confrec`, "journal.ndjson"))) {
      if (record?.type === "zero") this.#zeroNs = record.zeroNs;
    }
  }

  /** Time of the recording, seconds. */
  now(): number {
    return ((clock?.nowNs() ?? NaN) - this.#zeroNs) / 1e9;
  }

  /** Waits until confrec has told something. */
  async saw(text: string): Promise<void> {
    await this.#program?.saw(text);
  }

  /** Sends confrec a signal. */
  signal(signal: Deno.Signal): void {
    this.#program?.kill(signal);
  }

  /** Ends the recording as a person does, and looks at what there is. */
  async end(): Promise<Ended> {
    if (this.#program === undefined) throw new TypeError("Cannot end what was not begun");
    this.#program.kill("SIGINT");
    const result = await this.#program.result;
    const stems = { mic: this.#file("meeting.mic.wav"), system: this.#file("meeting.system.wav") };
    const file = await hearFile(this.#file("meeting.wav"), stems, Object.values(TONES_HZ));
    return { ...result, heard: { mic: listen(stems.mic), system: listen(stems.system) }, file };
  }

  #file(name: string): string {
    return join(this.folder, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program?.[Symbol.asyncDispose]();
    for (const player of this.#players) {
      try {
        player.kill("SIGKILL");
      } catch {
        // It has ended with its server.
      }
      await player.status;
    }
    // A server that was stopped cannot even be killed in peace.
    try {
      Deno.kill(this.card.pid, "SIGCONT");
    } catch {
      // It has gone.
    }
    await this.card[Symbol.asyncDispose]();
    this.#temporary[Symbol.dispose]();
  }
}

/** All tracks, for who looks at each. */
export const SIDES = TRACK_NAMES;

function microphoneModule(name: string, feed: string): string[] {
  return [
    "load-module",
    "module-remap-source",
    `master=${feed}.monitor`,
    `source_name=${name}`,
    `source_properties=device.description=${name}`,
  ];
}

/** A second holds whole periods of each tone, and whole pips. */
function writePips(path: string, hz: number): void {
  const second = new Float32Array(2 * RATE_HZ);
  for (let i = 0; i < RATE_HZ; i++) {
    const isPip = (i / RATE_HZ) % PIP_SECONDS < PIP_SOUND_SECONDS;
    const sample = (isPip ? PIP_LEVEL : TONE_LEVEL) * Math.sin((2 * Math.PI * hz * i) / RATE_HZ);
    second.fill(sample, 2 * i, 2 * i + 2);
  }
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 2, encoding: "float32" });
  for (let n = 0; n < SOUND_SECONDS; n++) writer.write(second);
  writer.finish();
}

/** Looks at a stem, if there is one. */
function listen(path: string): Heard | undefined {
  let reader: WavReader;
  try {
    reader = WavReader.open(path);
  } catch {
    return undefined;
  }
  using _closed = reader;
  const { frames, channels } = reader.info;
  const hop = Math.round(HOP_SECONDS * RATE_HZ);
  const levels = Array.from({ length: Math.floor(frames / hop) }, (_, i) => {
    const samples = reader.read(i * hop, hop);
    let peak = 0;
    for (let at = 0; at < samples.length; at += channels) {
      peak = Math.max(peak, Math.abs(samples[at] ?? 0));
    }
    return peak;
  });
  const silences: [number, number][] = [];
  const pips: number[] = [];
  let silentFrom: number | undefined;
  for (let i = 0; i <= levels.length; i++) {
    const level = levels[i] ?? 1;
    if (level < SILENCE_LEVEL) silentFrom ??= i;
    else if (silentFrom !== undefined) {
      const [from, to] = [silentFrom * HOP_SECONDS, i * HOP_SECONDS];
      if (to - from >= TELLING_SECONDS) silences.push([from, to]);
      silentFrom = undefined;
    }
    if (isPipBegin(levels, i)) pips.push(i * HOP_SECONDS);
  }
  return { seconds: frames / RATE_HZ, silences, pips };
}

/** Whether a pip begins in a hop: out of the tone, because where sound comes back in the middle of one nothing begins. */
function isPipBegin(levels: readonly number[], hop: number): boolean {
  const threshold = (PIP_LEVEL + TONE_LEVEL) / 2;
  const isTone = (level = 0) => level > TONE_LEVEL / 2 && level < threshold;
  return (levels[hop] ?? 0) > threshold && isTone(levels[hop - 1]) && isTone(levels[hop - 2]);
}
