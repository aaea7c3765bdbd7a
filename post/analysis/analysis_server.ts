/** The worker's side of an analysis: reads the stem and answers orders. */
import { STEM_CHANNELS, type TrackName } from "../../capture/ground/tracks.ts";
import type { WavReader } from "../../formats/wav_reader.ts";
import type { ProgrammeSound } from "../ground/sound.ts";
import { ChangedStem } from "../ground/changed_stem.ts";
import type { StemChange, StemSource } from "../ground/heard_stems.ts";
import { openStem, openWhole } from "../ground/open_stems.ts";
import type { FrameReader } from "../ground/stem_readers.ts";
import { type DenoiseOrder, StemDenoiser } from "./stem_denoiser.ts";
import { type EchoOrder, StemCanceller } from "./stem_canceller.ts";
import { TrackAnalyser } from "./track_analyser.ts";
import type { AnalysisUpdate } from "./analysis_update.ts";
import { hopFramesAt } from "./track_analysis.ts";
import { CleaningWatch } from "./cleaning_watch.ts";
import { SecondOpinion } from "./doubt/second_opinion.ts";
import { VoiceJudge } from "./doubt/voice_judge.ts";

/** Frames read at a time. */
const BLOCK_FRAMES = 24_000;

/** Analyses a stem while it grows on the disk: the file is the only way from recording to analysis. */
export class AnalysisServer implements Disposable {
  readonly #path: string;
  readonly #changed: StemChange | undefined;
  readonly #track: TrackName;
  readonly #rateHz: number;
  readonly #analyser: TrackAnalyser;
  readonly #block: Float32Array;
  readonly #echo: EchoOrder | undefined;
  #canceller: StemCanceller | undefined;
  /** What was changed of the stem, now or in an analysis before. */
  #changedReader: WavReader | undefined;
  readonly #denoise: DenoiseOrder | undefined;
  #denoiser: StemDenoiser | undefined;
  /** What the stem was before it was cleaned. */
  readonly #watch: CleaningWatch | undefined;
  #reader: WavReader | undefined;
  /** On what the gate removes, and on what cleaning does. */
  readonly #onGate: SecondOpinion;
  readonly #onCleaning: SecondOpinion;
  readonly #gate: ProgrammeSound["gate"];
  #frames = 0;
  #isFinished = false;

  constructor(
    o: {
      track: TrackName;
      path: string;
      changed?: StemChange;
      sound: ProgrammeSound;
      echo?: EchoOrder;
      denoise?: DenoiseOrder;
      rnnoiseUrl?: string;
    },
  ) {
    const { rateHz } = o.sound;
    const judge = new VoiceJudge(rateHz, o.rnnoiseUrl);
    const format = { rateHz, hopFrames: hopFramesAt(rateHz) };
    this.#onGate = new SecondOpinion(judge, format);
    this.#onCleaning = new SecondOpinion(judge, format);
    this.#gate = o.sound.gate;
    this.#track = o.track;
    this.#path = o.path;
    this.#changed = o.changed;
    this.#rateHz = rateHz;
    this.#analyser = new TrackAnalyser({ track: o.track, options: o.sound });
    this.#echo = o.echo;
    this.#denoise = o.denoise;
    if (o.denoise) this.#watch = new CleaningWatch(rateHz);
    this.#block = new Float32Array(BLOCK_FRAMES * STEM_CHANNELS[o.track]);
  }

  /**
   * Analyses up to frame `toFrame` of the stem, or its end.
   *
   * @param finish nothing follows; the file is closed
   * @param farFrames frames that the stem whose echo is taken out is known to have, Infinity where it has ended
   * @returns what settled since the last call; a stem that is not there has no frames
   * @throws {Deno.errors.InvalidData} when the file is no stem of this track
   */
  analyse(toFrame: number, finish: boolean, farFrames = Infinity): AnalysisUpdate {
    this.#reader ??= this.#open();
    if (this.#reader && toFrame > this.#reader.info.frames) {
      if (this.#reader.refresh() < toFrame) this.#openAgain(this.#reader);
    }
    const reach = this.#canceller?.reach(toFrame, farFrames) ?? toFrame;
    while (this.#reader && this.#frames < reach) {
      const count = Math.min(BLOCK_FRAMES, reach - this.#frames);
      const stem = this.#stemWith(this.#reader, this.#changed);
      const samples = stem.read(this.#frames, count, this.#block);
      if (samples.length === 0) break;
      this.#frames += samples.length / STEM_CHANNELS[this.#track];
      this.#clean(this.#canceller?.push(samples) ?? samples);
    }
    if (finish) {
      this.#isFinished = true;
      if (this.#canceller) this.#clean(this.#canceller.finish());
      if (this.#denoiser) this.#analyse(this.#denoiser.finish());
      this.#watch?.finish();
      this.#analyser.finish();
      this.#judgeDoubts();
      this[Symbol.dispose]();
    }
    return {
      ...this.#analyser.take(),
      removedVoiceSeconds: this.#onGate.voiceSeconds,
      leastRemovedVoiceSeconds: this.#onGate.leastVoiceSeconds,
      ...this.#cleaning,
      ...this.#withoutEcho,
    };
  }

  /** Whether an order goes on with this analysis; false for one that begins anew, and once the stem has ended. */
  goesOnWith(
    order: StemSource & {
      readonly echo?: EchoOrder;
      readonly denoise?: DenoiseOrder;
      readonly sound: ProgrammeSound;
    },
  ): boolean {
    return !this.#isFinished && order.path === this.#path &&
      order.changed?.path === this.#changed?.path &&
      order.denoise?.path === this.#denoise?.path &&
      order.echo?.path === this.#echo?.path &&
      order.sound.gate === this.#gate;
  }

  /** Closes the files; doing it again is harmless. */
  [Symbol.dispose](): void {
    this.#canceller?.[Symbol.dispose]();
    this.#changedReader?.[Symbol.dispose]();
    this.#denoiser?.[Symbol.dispose]();
    this.#reader?.[Symbol.dispose]();
  }

  /** What taking out the echo has done so far. */
  get #withoutEcho(): Partial<AnalysisUpdate> {
    if (!this.#canceller) return {};
    const { found, changed } = this.#canceller;
    return { echo: found, ...(changed ? { echoless: changed } : {}) };
  }

  /** What cleaning has done so far; what the stem holds is what it held before. */
  get #cleaning(): Partial<AnalysisUpdate> {
    if (!this.#watch) return {};
    const { kept, holdsSound } = this.#watch;
    const voiceSeconds = this.#denoiser?.voiceSeconds ?? 0;
    const removedVoiceSeconds = this.#onCleaning.voiceSeconds;
    return { holdsSound, cleaning: { ...kept, voiceSeconds, removedVoiceSeconds } };
  }

  /** Takes samples without echo where that is wanted. */
  #clean(samples: Float32Array): void {
    this.#watch?.hear(samples);
    this.#analyse(this.#denoiser?.push(samples) ?? samples);
  }

  /** Takes samples that are cleaned where that is wanted. */
  #analyse(samples: Float32Array): void {
    this.#watch?.hearCleaned(samples);
    this.#analyser.push(samples);
    this.#judgeDoubts();
  }

  #judgeDoubts(): void {
    // What is asked about once more is without echo where that is taken out, or the call would count as speech.
    const changed = this.#changed ?? this.#canceller?.changed;
    const read = (fromFrame: number, frames: number) =>
      this.#reader
        ? this.#stemWith(this.#reader, changed).read(fromFrame, frames)
        : new Float32Array();
    for (const passage of this.#watch?.takeRemoved() ?? []) this.#onCleaning.ask(passage, read);
    for (const passage of this.#analyser.takeDoubts()) this.#onGate.ask(passage, read);
  }

  /** The stem as it is from a frame on. */
  #stemWith(recorded: WavReader, changed: StemChange | undefined): FrameReader {
    if (!changed) return recorded;
    this.#changedReader ??= openWhole(changed.path);
    this.#changedReader.refresh();
    return new ChangedStem(recorded, this.#changedReader, changed.fromFrame);
  }

  #open(): WavReader | undefined {
    const reader = this.#openChecked();
    if (reader && this.#echo) {
      this.#canceller = new StemCanceller(this.#echo, this.#rateHz, BLOCK_FRAMES);
    }
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
