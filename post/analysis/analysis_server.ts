/** The worker's side of an analysis: reads the stem and answers orders. */
import { STEM_CHANNELS, type TrackName } from "../../capture/ground/tracks.ts";
import type { WavReader } from "../../formats/wav_reader.ts";
import type { ProgrammeSound } from "../ground/sound.ts";
import { openStem } from "../ground/open_stems.ts";
import { type DenoiseOrder, StemDenoiser } from "./stem_denoiser.ts";
import type { DoubtfulPassage } from "./doubtful_passages.ts";
import { TrackAnalyser } from "./track_analyser.ts";
import { type AnalysisUpdate, hopFramesAt } from "./track_analysis.ts";
import { RUN_UP_SECONDS, VoiceJudge } from "./voice_judge.ts";

/** Frames read at a time. */
const BLOCK_FRAMES = 24_000;

/** RNNoise is asked about this much sound at first, and about this part of all: it takes a tenth of the sound's time. */
const FIRST_ASKED_SECONDS = 10;
const ASKED_PART = 0.02;
/** Less speech than this is none: nobody is sure of so little. */
const LEAST_VOICE_SECONDS = 0.5;

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
  readonly #judge: VoiceJudge;
  readonly #gate: ProgrammeSound["gate"];
  #frames = 0;
  /** Of the passages in doubt, of those that were asked about, and of those with what came before each. */
  #doubtfulSeconds = 0;
  #askedSeconds = 0;
  #heardSeconds = 0;
  #voiceSeconds = 0;

  constructor(
    o: {
      track: TrackName;
      path: string;
      sound: ProgrammeSound;
      denoise?: DenoiseOrder;
      rnnoiseUrl?: string;
    },
  ) {
    this.#judge = new VoiceJudge(o.sound.rateHz, o.rnnoiseUrl);
    this.#gate = o.sound.gate;
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
      this.#judgeDoubts();
    }
    if (finish) {
      if (this.#denoiser) this.#analyser.push(this.#denoiser.finish());
      this.#analyser.finish();
      this.#judgeDoubts();
      this[Symbol.dispose]();
    }
    return { ...this.#analyser.take(), removedVoiceSeconds: this.#removedVoiceSeconds };
  }

  /** Whether an order goes on with this analysis; false for one that begins anew. */
  goesOnWith(
    { denoise, sound }: { readonly denoise?: DenoiseOrder; readonly sound: ProgrammeSound },
  ): boolean {
    return denoise?.path === this.#denoise?.path && sound.gate === this.#gate;
  }

  /** Closes the files; doing it again is harmless. */
  [Symbol.dispose](): void {
    this.#denoiser?.[Symbol.dispose]();
    this.#reader?.[Symbol.dispose]();
  }

  /** In all that was in doubt there is as much speech as in what was asked about. */
  get #removedVoiceSeconds(): number {
    if (this.#voiceSeconds < LEAST_VOICE_SECONDS) return 0;
    return this.#voiceSeconds * this.#doubtfulSeconds / this.#askedSeconds;
  }

  #judgeDoubts(): void {
    // Who sets a threshold wants what is below it removed, whatever it is.
    if (this.#gate !== "auto") return;
    for (const passage of this.#analyser.takeDoubts()) this.#judgeDoubt(passage);
  }

  /** Asks whether somebody speaks in a passage. Whether there is time for that depends on the passages alone. */
  #judgeDoubt({ fromHop, toHop }: DoubtfulPassage): void {
    const hopFrames = hopFramesAt(this.#rateHz);
    const seconds = (toHop - fromHop) * hopFrames / this.#rateHz;
    this.#doubtfulSeconds += seconds;
    const mostSeconds = FIRST_ASKED_SECONDS + ASKED_PART * toHop * hopFrames / this.#rateHz;
    if (!this.#reader || this.#heardSeconds + RUN_UP_SECONDS + seconds > mostSeconds) return;
    this.#heardSeconds += RUN_UP_SECONDS + seconds;
    this.#askedSeconds += seconds;
    const fromFrame = fromHop * hopFrames;
    const firstFrame = Math.max(0, fromFrame - RUN_UP_SECONDS * this.#rateHz);
    const samples = this.#reader.read(firstFrame, toHop * hopFrames - firstFrame);
    this.#voiceSeconds += this.#judge.voiceSeconds(samples, fromFrame - firstFrame);
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
