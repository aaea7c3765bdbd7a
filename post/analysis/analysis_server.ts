/** The worker's side of an analysis: reads the stem and answers orders. */
import { STEM_CHANNELS, type TrackName } from "../../capture/ground/tracks.ts";
import type { WavReader } from "../../formats/wav_reader.ts";
import type { ProgrammeSound } from "../ground/sound.ts";
import { openStem } from "../ground/open_stems.ts";
import { type DenoiseOrder, StemDenoiser } from "./stem_denoiser.ts";
import { TrackAnalyser } from "./track_analyser.ts";
import type { AnalysisUpdate } from "./track_analysis.ts";

/** Frames read at a time. */
const BLOCK_FRAMES = 24_000;

/** Analyses a stem while it grows on the disk: the file is the only way from recording to analysis. */
export class AnalysisServer implements Disposable {
  readonly #path: string;
  readonly #track: TrackName;
  readonly #rateHz: number;
  readonly #analyser: TrackAnalyser;
  readonly #block: Float32Array;
  readonly #denoise: DenoiseOrder | undefined;
  #denoiser: StemDenoiser | undefined;
  #reader: WavReader | undefined;
  #frames = 0;

  constructor(
    o: { track: TrackName; path: string; sound: ProgrammeSound; denoise?: DenoiseOrder },
  ) {
    this.#track = o.track;
    this.#path = o.path;
    this.#rateHz = o.sound.rateHz;
    this.#analyser = new TrackAnalyser({ track: o.track, options: o.sound });
    this.#denoise = o.denoise;
    this.#block = new Float32Array(BLOCK_FRAMES * STEM_CHANNELS[o.track]);
  }

  /**
   * Analyses up to frame `toFrame` of the stem, or its end.
   *
   * @param finish nothing follows; the file is closed
   * @returns what settled since the last call; a stem that is not there has no frames
   * @throws {Deno.errors.InvalidData} when the file is no stem of this track
   */
  analyse(toFrame: number, finish: boolean): AnalysisUpdate {
    this.#reader ??= this.#open();
    if (this.#reader && toFrame > this.#reader.info.frames) {
      if (this.#reader.refresh() < toFrame) this.#openAgain(this.#reader);
    }
    while (this.#reader && this.#frames < toFrame) {
      const count = Math.min(BLOCK_FRAMES, toFrame - this.#frames);
      const samples = this.#reader.read(this.#frames, count, this.#block);
      if (samples.length === 0) break;
      this.#frames += samples.length / STEM_CHANNELS[this.#track];
      this.#analyser.push(this.#denoiser?.push(samples) ?? samples);
    }
    if (finish) {
      if (this.#denoiser) this.#analyser.push(this.#denoiser.finish());
      this.#analyser.finish();
      this[Symbol.dispose]();
    }
    return this.#analyser.take();
  }

  /** Whether an order goes on with this analysis; false for one that begins anew. */
  goesOnWith({ denoise }: { readonly denoise?: DenoiseOrder }): boolean {
    return denoise?.path === this.#denoise?.path;
  }

  /** Closes the files; doing it again is harmless. */
  [Symbol.dispose](): void {
    this.#denoiser?.[Symbol.dispose]();
    this.#reader?.[Symbol.dispose]();
  }

  #open(): WavReader | undefined {
    const reader = this.#openChecked();
    if (reader && this.#denoise) this.#denoiser = new StemDenoiser(this.#denoise, BLOCK_FRAMES);
    return reader;
  }

  /** Somebody may have removed or moved the file: then the session puts a copy in its place, which grows from then on. */
  #openAgain(old: WavReader): void {
    const reader = this.#openChecked();
    if (reader === undefined) return;
    const [better, worse] = reader.info.frames > old.info.frames ? [reader, old] : [old, reader];
    this.#reader = better;
    worse[Symbol.dispose]();
  }

  #openChecked(): WavReader | undefined {
    const reader = openStem(this.#path);
    if (!reader) return undefined;
    const { channels, rateHz } = reader.info;
    if (channels === STEM_CHANNELS[this.#track] && rateHz === this.#rateHz) return reader;
    reader[Symbol.dispose]();
    throw new Deno.errors.InvalidData(
      `Cannot use ${this.#path} as the ${this.#track} stem: it has ${channels} channels of ` +
        `${rateHz} Hz, not ${
          STEM_CHANNELS[this.#track]
        } of ${this.#rateHz} Hz; run "confrec mix" on it`,
    );
  }
}
