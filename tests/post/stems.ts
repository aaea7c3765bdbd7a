/** Stems for tests: synthesised, seeded, written where a test wants them. */
import type { Segment } from "../../post/ground/segments.ts";
import { STEM_CHANNELS, type TrackName } from "../../capture/ground/tracks.ts";
import { unpackEmbedded } from "../../ffi/bundle/embedded.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import { Programme, type ProgrammeSettings } from "../../post/programme.ts";
import type { FinishOptions } from "../../post/programme_report.ts";
import { randomNumbers } from "../../scripts/stage/random_numbers.ts";
import { SOUND_OPTIONS } from "../../scripts/stage/sound_options.ts";
import { TemporaryFolder } from "../../scripts/stage/temporary_folder.ts";

/** Ours: it starts in a tenth of the time that a general-purpose one takes, and tests start it thousands of times. */
export const FFMPEG: string = await unpackEmbedded("ffmpeg");

/** For tests whose stand-ins for ffmpeg are shell scripts, which Windows does not run. */
export const SHELL = { ignore: Deno.build.os === "windows" } as const;

/** MP3 frames of a chunk in tests: joints every 0.48 s. */
export const TEST_CHUNK = 20;

/** Uniform numbers from −1 to 1, always the same ones for a seed. */
export function noise(seed: number): () => number {
  const next = randomNumbers(seed * 2_654_435_761);
  return () => 2 * next() - 1;
}

/** Interleaved samples of something like talk: voiced bursts, breath, and stretches of digital silence. */
export function talk(frames: number, channels: 1 | 2, rateHz: number, seed: number): Float32Array {
  const random = noise(seed);
  const samples = new Float32Array(frames * channels);
  const phase = seed % 3;
  for (let i = 0; i < frames; i++) {
    const second = i / rateHz;
    if ((second + phase * 0.3) % 1.1 > 0.8) continue;
    const loudness = 0.1 * (1 + Math.sin(2 * Math.PI * 3.1 * second + phase)) ** 2;
    const tone = Math.sin(2 * Math.PI * (170 + 40 * phase) * second + 3 * Math.sin(9 * second)) +
      0.5 * Math.sin(2 * Math.PI * 710 * second) + 0.4 * random();
    for (let channel = 0; channel < channels; channel++) {
      samples[i * channels + channel] = loudness * tone * (channel === 0 ? 1 : 0.7);
    }
  }
  return samples;
}

/** A folder for one session: its stems, its chunks, its target. */
export class TestSession implements Disposable {
  readonly #temporary = new TemporaryFolder();
  readonly folder: string = this.#temporary.path;
  readonly stems: Partial<Record<TrackName, string>> = {};
  frames = 0;
  rateHz = 48_000;

  private constructor() {}

  static async make(): Promise<TestSession> {
    const session = new TestSession();
    await Deno.mkdir(session.chunksFolder);
    return session;
  }

  /** With talk on both sides. */
  static async talking(frames: number, rateHz = 48_000): Promise<TestSession> {
    const session = await TestSession.make();
    session.rateHz = rateHz;
    session.write("mic", talk(frames, 1, rateHz, 1));
    session.write("system", talk(frames, 2, rateHz, 2));
    return session;
  }

  get chunksFolder(): string {
    return `${this.folder}/chunks`;
  }

  get target(): string {
    return `${this.folder}/out.mp3`;
  }

  write(track: TrackName, samples: Float32Array): void {
    const path = `${this.folder}/${track}.wav`;
    const channels = STEM_CHANNELS[track];
    using writer = WavWriter.create(path, {
      rateHz: this.rateHz,
      channels,
      encoding: "float32",
      overwrite: true,
    });
    writer.write(samples);
    writer.finish();
    this.stems[track] = path;
    this.frames = Math.max(this.frames, samples.length / channels);
  }

  settings(changes: Partial<ProgrammeSettings> = {}): ProgrammeSettings {
    return {
      stems: this.stems,
      // What is tested of the echo asks for it: it comes seconds later, and leaves a stem among the chunks.
      options: { ...SOUND_OPTIONS, rateHz: this.rateHz, fileRateHz: this.rateHz, echo: "off" },
      form: { type: "mp3", rate: { bitrateKbps: 128 } },
      chunksFolder: this.chunksFolder,
      ffmpegPath: FFMPEG,
      mode: "offline",
      workers: 2,
      chunkMp3Frames: TEST_CHUNK,
      ...changes,
    };
  }

  /** Makes the file offline and returns its bytes. */
  async make(
    changes: Partial<ProgrammeSettings> = {},
    target = this.target,
  ): Promise<Uint8Array<ArrayBuffer>> {
    await using programme = new Programme(this.settings(changes));
    await programme.finish({ ...this.finishing, target });
    return await Deno.readFile(target);
  }

  /** What of it was off the record. */
  pauses: readonly Segment[] = [];

  /** The pauses as they are known when so many frames have been recorded. */
  pausesUntil(frames: number): readonly Segment[] {
    return this.pauses.filter(({ fromFrame }) => fromFrame <= frames).map((pause) => {
      return pause.toFrame <= frames ? pause : { ...pause, toFrame: Infinity };
    });
  }

  /** What to pass to `finish`. */
  get finishing(): FinishOptions {
    return {
      frames: this.frames,
      target: this.target,
      force: true,
      id3: { title: "Test" },
      pauses: this.pauses,
      advice: "run: confrec recover",
    };
  }

  /** Names in the folder of the chunks. */
  get chunkNames(): string[] {
    return [...Deno.readDirSync(this.chunksFolder)].map((entry) => entry.name).sort();
  }

  [Symbol.dispose](): void {
    this.#temporary[Symbol.dispose]();
  }
}

/** Frames of sound that a decoder returns for a file, by its raw 16-bit output. */
export async function decodedFrames(
  decoder: "ffmpeg" | "sox" | "mpg123",
  path: string,
  channels: number,
): Promise<{ frames: number; complaints: string }> {
  const commands = {
    ffmpeg: ["-v", "warning", "-i", path, "-f", "s16le", "-"],
    sox: ["-V2", path, "-t", "s16", "-"],
    mpg123: ["-q", "-s", path],
  };
  const { stdout, stderr } = await new Deno.Command(decoder, {
    args: commands[decoder],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const complaints = new TextDecoder().decode(stderr).trim();
  return { frames: stdout.length / 2 / channels, complaints };
}
