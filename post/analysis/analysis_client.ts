/** The main thread's side of an analysis: orders it step by step as the stem grows. */
import type { CleaningLoss } from "../ground/cleaning_loss.ts";
import type { GateOpening } from "../ground/gate_opening.ts";
import { cleaningLoss } from "./cleaning_loss.ts";
import { gateOpening } from "./gate_opening.ts";
import type { AnalysisOrder } from "./analysis_order.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import type { StemSource } from "../ground/heard_stems.ts";
import { notWhole } from "../ground/open_stems.ts";
import type { ProgrammeSound } from "../ground/sound.ts";
import type { AnalysisUpdate } from "./analysis_update.ts";
import { TrackAnalysis } from "./track_analysis.ts";
import type { PageFile } from "./page_file.ts";
import type { EchoOrder } from "./stem_canceller.ts";
import type { DenoiseOrder } from "./stem_denoiser.ts";
import { WorkerDiedError } from "../workers/worker_client.ts";

/** What an {@link AnalysisClient} needs of its worker. */
export interface AnalysisWorker {
  /** @throws {WorkerDiedError} when the worker is gone; what the order threw otherwise */
  order(order: AnalysisOrder): Promise<AnalysisUpdate>;
}

export interface AnalysisClientOptions {
  readonly track: TrackName;
  readonly path: string;
  /** Gives the order to take the other side's echo out, to another file at each call. */
  readonly echo?: () => Omit<EchoOrder, "farFrames">;
  /** Gives the order to clean the stem, to another file at each call; nothing is cleaned without it. */
  readonly denoise?: () => DenoiseOrder;
  readonly sound: ProgrammeSound;
  /** URL of RNNoise's WebAssembly, for the gate's doubts. */
  readonly rnnoiseUrl?: string;
  /** For what takes the most memory. */
  readonly file?: PageFile;
  /** The worker to use: a new one after the one before has died. It remembers the track from order to order. */
  worker(): AnalysisWorker;
  /** The analysis knows more. */
  onUpdate(): void;
}

/** Seconds of sound in one order: at least, since each costs a plan; and at most, so that cancelling takes no time. */
const STEP_SECONDS = { least: 4, most: 60 };
/** Workers that may die before the track is given up for now. */
const WORKERS = 3;

/**
 * Keeps the analysis of one track up with its stem, one order at a time.
 *
 * When the worker dies, another one analyses the stem again from its beginning; what was known before is used until the new
 * analysis is as far. After any other failure it is tried again a minute of sound later, and at the end; a stem that is
 * cleaned is begun anew then too.
 *
 * At the end, should cleaning have taken what it must not (`cleaningLoss`), the stem is analysed again as it was recorded.
 * Should the gate remove what it must not (`gateOpening`), the analysis with the gate open counts, which is there all the
 * while; or, where somebody has set a threshold, another one is made at the end. So who only listens waits for no file,
 * unless noise is to be suppressed.
 */
export class AnalysisClient {
  readonly #o: AnalysisClientOptions;
  #analysis: TrackAnalysis;
  /** The same, or what it is with the gate open, as far as is known. */
  #heard: TrackAnalysis;
  /** The stem to read: the one that was recorded, or one without echo or noise when that is whole. */
  #source: StemSource;
  /** What `#analysis` was made of, and where it was cleaned to. */
  #made: { readonly source: StemSource; readonly clean: string | undefined };
  #echo: Omit<EchoOrder, "farFrames"> | undefined;
  #denoise: DenoiseOrder | undefined;
  /** Takes the place of `#analysis` after a worker died. */
  #coming: TrackAnalysis | undefined;
  #worker: AnalysisWorker | undefined;
  #workersLeft = WORKERS;
  #knownFrames = 0;
  /** Frames that the other side's stem has. */
  #farFrames = 0;
  #askedFrames = 0;
  #ending = false;
  #opening: GateOpening | undefined;
  #loss: CleaningLoss | undefined;
  #running: Promise<void> | undefined;
  /** What went wrong, and the frame at which it is tried again. */
  #failure: { readonly error: unknown; readonly untilFrame: number } | undefined;

  constructor(options: AnalysisClientOptions) {
    this.#o = options;
    this.#analysis = this.#fresh();
    this.#heard = this.#analysis;
    this.#echo = options.echo?.();
    this.#denoise = options.denoise?.();
    this.#source = { path: options.path };
    this.#made = this.#making;
  }

  /** The stem that was analysed: the one without echo and noise where there is one. */
  get stem(): StemSource {
    const { source, clean } = this.#made;
    return clean === undefined ? this.#echoless(source) : { path: clean };
  }

  /** What is known about the track, as it is to be heard as far as is known. */
  get analysis(): TrackAnalysis {
    return this.#heard;
  }

  /**
   * The stem has so many frames by now.
   *
   * @param farFrames and so many the other side's
   */
  grow(frames: number, farFrames = 0): void {
    if (this.#ending) return;
    this.#farFrames = Math.max(this.#farFrames, farFrames);
    this.#knownFrames = Math.max(this.#knownFrames, frames);
    if (this.#failure && this.#knownFrames >= this.#failure.untilFrame) this.#forgive();
    this.#go();
  }

  /**
   * The stem has ended, with `frames` frames or what there is.
   *
   * @throws what made it impossible to analyse it
   */
  async end(frames = this.#knownFrames): Promise<void> {
    if (!this.#ending) this.#knownFrames = Math.max(this.#knownFrames, frames);
    this.#ending = true;
    this.#farFrames = Infinity;
    this.#forgive();
    while (!this.#isDone) {
      this.#go();
      await this.#running;
      this.#throwFailure();
    }
  }

  /** Analyses the whole stem again, as it was recorded and with the gate open: nothing of it was heard in the file. */
  async distrust(): Promise<void> {
    if (this.#o.denoise) this.#loss ??= "silent";
    this.#opening = "unheard";
    this.#denoise = undefined;
    this.#echo = undefined;
    this.#source = { path: this.#o.path };
    this.#analysis.echo = undefined;
    this.#beginAnew();
    await this.end();
  }

  get #isDone(): boolean {
    return this.#analysis.finished && !this.#coming;
  }

  #go(): void {
    if (!this.#running && !this.#failure && this.#hasWork()) this.#running = this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (this.#hasWork()) await this.#tryStep();
    } catch (error) {
      const rest = STEP_SECONDS.most * this.#o.sound.rateHz;
      this.#failure = { error, untilFrame: this.#knownFrames + rest };
      // A changed stem that could not be written may lack a part, and what is written behind it would come too early.
      if (this.#denoise || this.#echo) this.#beginAnew();
    }
    // Here and not when the promise settles: what becomes known in between must not be missed.
    this.#running = undefined;
  }

  async #tryStep(): Promise<void> {
    try {
      await this.#step();
    } catch (error) {
      if (!(error instanceof WorkerDiedError) || --this.#workersLeft === 0) throw error;
    }
  }

  /** What failed may be mended by now: a stem that is being put back under its name is no WAV file for a moment. */
  #forgive(): void {
    this.#failure = undefined;
    this.#workersLeft = WORKERS;
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  #hasWork(): boolean {
    const behind = this.#knownFrames - this.#askedFrames;
    if (this.#ending) return !this.#isDone;
    return behind >= STEP_SECONDS.least * this.#o.sound.rateHz;
  }

  async #step(): Promise<void> {
    const { track, rnnoiseUrl } = this.#o;
    const sound = this.#opening ? { ...this.#o.sound, gate: "off" as const } : this.#o.sound;
    const worker = this.#o.worker();
    if (this.#worker && worker !== this.#worker) this.#beginAnew();
    this.#worker = worker;
    const most = this.#askedFrames + STEP_SECONDS.most * sound.rateHz;
    const toFrame = Math.min(this.#knownFrames, most);
    const finish = this.#ending && toFrame === this.#knownFrames;
    const asked = rnnoiseUrl === undefined ? {} : { rnnoiseUrl };
    const base = { type: "analysis", track, sound, toFrame, finish, ...asked } as const;
    const order = {
      ...base,
      ...this.#source,
      ...(this.#echo ? { echo: { ...this.#echo, farFrames: this.#farFrames } } : {}),
      ...(this.#denoise ? { denoise: this.#denoise } : {}),
    };
    this.#askedFrames = toFrame;
    const update = await worker.order(order);
    const analysis = this.#coming ?? this.#analysis;
    analysis.append(update);
    if (this.#coming?.finished && this.#coming.frames < this.#analysis.frames) {
      // It would never take the other's place, or what was heard before would be lost.
      this.#beginAnew();
      throw notWhole(order.path);
    }
    if (this.#coming && analysis.settledFrames >= this.#analysis.settledFrames) {
      this.#analysis = analysis;
      this.#made = this.#making;
      this.#coming = undefined;
    }
    if (!this.#coming) this.#judge();
    this.#heard = this.#asHeard();
    this.#o.onUpdate();
  }

  /** With the gate open where that is known, and the gate would take what it must not. */
  #asHeard(): TrackAnalysis {
    const opening = gateOpening(this.#analysis, this.#o.sound);
    const { unsilenced } = this.#analysis;
    if (unsilenced === undefined || opening === undefined) return this.#analysis;
    unsilenced.opening = opening;
    return unsilenced;
  }

  /** Analyses from the first frame on again; what is known by now is used until that is as far. */
  #beginAnew(): void {
    this.#coming = this.#fresh();
    if (this.#echo) this.#echo = this.#o.echo?.();
    if (this.#denoise) this.#denoise = this.#o.denoise?.();
    this.#askedFrames = 0;
  }

  /** Begins anew where cleaning or the gate took what they must not: without the one, and then without the other. */
  #judge(): void {
    const { finished, unsilenced } = this.#analysis;
    if (this.#o.track !== "mic" || !finished) return;
    const loss = this.#loss ? undefined : cleaningLoss(this.#analysis);
    const isDecided = loss !== undefined || this.#opening !== undefined || unsilenced !== undefined;
    const opening = isDecided ? undefined : gateOpening(this.#analysis, this.#o.sound);
    if (!loss && !opening) return;
    this.#loss ??= loss;
    this.#opening = opening;
    this.#source = opening ? this.stem : this.#echoless(this.#source);
    this.#denoise = undefined;
    this.#echo = undefined;
    this.#beginAnew();
  }

  get #making(): { source: StemSource; clean: string | undefined } {
    return { source: this.#source, clean: this.#denoise?.path };
  }

  /** A stem as it is without the echo that was found in it. */
  #echoless({ path, changed = this.#analysis.echoless }: StemSource): StemSource {
    return { path, ...(changed ? { changed } : {}) };
  }

  #fresh(): TrackAnalysis {
    const { track, sound: { rateHz }, file } = this.#o;
    const facts = { opening: this.#opening, loss: this.#loss, file };
    const fresh = new TrackAnalysis(track, rateHz, facts);
    fresh.echo = this.#analysis?.echo;
    return fresh;
  }
}
