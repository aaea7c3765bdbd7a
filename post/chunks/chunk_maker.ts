/** Keeps the chunks of an MP3 up to date, and puts the file together. */
import type { HeardStems } from "../ground/heard_stems.ts";
import type { HeardPeaks } from "../ground/heard_peaks.ts";
import type { MeasuredSound } from "../ground/measured_sound.ts";
import type { ChunkOrder, ChunkTask, MadeChunk } from "./chunk_order.ts";
import { type After, afterMs } from "../../capture/ground/timers.ts";
import { makeRenderJob } from "../plan/order_render.ts";
import { join } from "node:path";
import { ChunkBoard, type ChunkProgress } from "./chunk_board.ts";
import { CHUNK_MP3_FRAMES, MP3_FRAME_SAMPLES } from "./chunk_shape.ts";
import type { Mp3Settings } from "../encode/encode.ts";
import type { Plan } from "../plan/plan.ts";
import { type HeadFacts, Splice } from "./splice.ts";
import type { TrackAnalysis } from "../analysis/track_analysis.ts";

/** Who renders and encodes. */
export interface ChunkWorkers {
  /** Most orders at once. */
  readonly size: number;
  /** What is ordered now begins now, or as soon as a worker is done with a step of analysis. */
  readonly acceptsChunks: boolean;
  /** Makes chunks; returns what must be known of each. The signal takes the order back: it is rejected then. */
  makeChunks(order: ChunkOrder, signal?: AbortSignal): Promise<readonly MadeChunk[]>;
}

/** What a {@link ChunkMaker} is made for. */
export interface ChunkMakerOptions {
  readonly folder: string;
  /** All that a chunk's bytes depend on beside the plan and the stems, as text. */
  readonly settingsKey: string;
  readonly rate: Mp3Settings["rate"];
  readonly ffmpegPath: string;
  readonly workers: ChunkWorkers;
  /** Of ffmpeg, until `hurry`: then nothing is recorded any more. */
  readonly niceness?: number;
  /** Something else is recorded, also at the end. */
  readonly stepsAside?: boolean;
  readonly chunkMp3Frames?: number;
  /** See `ProgrammeSettings`. */
  readonly tagBytes?: number;
  onProgress(progress: ChunkProgress): void;
  /** By default a timer. */
  readonly after?: After;
}

/** What is known: the plan, what it was made from, and where the sound is. */
export interface Known {
  readonly plan: Plan;
  readonly analyses: readonly TrackAnalysis[];
  readonly stems: HeardStems;
}

/** A whole file, not published yet. */
export interface MadeWhole {
  readonly path: string;
  /** What each track gave to it. */
  readonly peaks: HeardPeaks;
  /** How loud its stretches are. */
  readonly sounds: readonly MeasuredSound[];
}

/**
 * Chunks encoded in one go. Each go encodes 100 MP3 frames that are dropped, a tenth of a chunk: so more chunks at once are
 * cheaper. But what is begun while somebody records must be done soon after the stop; what is begun while whole stems are
 * still analysed may be for nothing, and must not be waited for; and at the end all cores must stay busy, so each worker gets
 * two goes or more.
 */
const GO = {
  live: { least: 3, most: 4 },
  early: { least: 1, most: 1 },
  end: { least: 1, most: 12, perWorker: 2 },
} as const;

/** What was begun at a low priority and is not done so long after the stop, ms, other programs may starve. */
const STARVED_MS = 1_000;

/** Times that a chunk may fail at the end, each with the encoder's own attempts inside. */
const ATTEMPTS_PER_CHUNK = 2;

/**
 * Keeps the chunks of an MP3 programme made, and the file that they become put together.
 *
 * A chunk that fails while the session runs (full disk, no ffmpeg) is left waiting until another chunk's length has been
 * recorded; only `finish` complains.
 */
export class ChunkMaker {
  readonly #o: ChunkMakerOptions;
  readonly #board: ChunkBoard;
  readonly #splice: Splice;
  readonly #chunkFrames: number;
  #known: Known | undefined;
  /** Work on the growing file and on files that nobody needs, one after the other. */
  #filing: Promise<void> = Promise.resolve();
  #filingWaits = false;
  /** Of the board, when the growing file was brought up to date. */
  #filedRevision = 0;
  /** Nothing is begun before the programme is so long: after a failure. */
  #restUntilFrame = 0;
  readonly #failures = new Map<number, number>();
  #finishing: PromiseWithResolvers<void> | undefined;
  #closed = false;
  #isHurrying = false;
  readonly #starved = new AbortController();
  #cancelStarved = () => {};

  constructor(options: ChunkMakerOptions) {
    this.#o = options;
    this.#board = new ChunkBoard(options);
    this.#splice = new Splice(
      join(options.folder, "programme.part"),
      options.rate,
      options.tagBytes,
    );
    this.#chunkFrames = (options.chunkMp3Frames ?? CHUNK_MP3_FRAMES) * MP3_FRAME_SAMPLES;
  }

  get progress(): ChunkProgress {
    return this.#board.progress;
  }

  /** More is known: makes what can be made of it, in the background. */
  update(known: Known): void {
    if (this.#finishing || this.#closed) return;
    this.#known = known;
    this.#board.update(known.plan);
    this.#work();
  }

  /**
   * Nothing is recorded any more: whatever is begun from now on has the priority of any program, and what has a low one and
   * is not done soon is begun anew, or a busy machine would keep it for long.
   */
  hurry(): void {
    const { niceness, stepsAside = false, after = afterMs } = this.#o;
    if (niceness === undefined || stepsAside || this.#isHurrying) return;
    this.#isHurrying = true;
    this.#cancelStarved = after(STARVED_MS, () => this.#starved.abort());
  }

  /**
   * Makes all that is missing or stale, and the whole file; again, if a newer plan is final.
   *
   * @param known by a final plan
   * @returns the file's path, in the folder of the chunks, what each track gave to it, and how loud it is
   * @throws what a chunk failed with, after it was tried again
   */
  async finish(known: Known, facts: HeadFacts): Promise<MadeWhole> {
    this.hurry();
    this.#finishing = Promise.withResolvers<void>();
    this.#failures.clear();
    this.#restUntilFrame = 0;
    this.#known = known;
    this.#board.update(known.plan);
    this.#work();
    await this.#finishing.promise;
    await this.#filing;
    await this.#splice.finish(this.#board.files, facts);
    const { peaks, sounds } = this.#board;
    return { path: this.#splice.path, peaks, sounds };
  }

  /** Begins nothing more; a `finish` that waits is rejected. Resolves when no file is being worked on. */
  async close(reason: Error): Promise<void> {
    this.#closed = true;
    this.#cancelStarved();
    this.#finishing?.reject(reason);
    await this.#filing;
  }

  /** Gives orders as long as the workers accept them and a chunk can be made. */
  #work(): void {
    const known = this.#known;
    while (known && !this.#closed && this.#o.workers.acceptsChunks) {
      if (known.plan.frames < this.#restUntilFrame) break;
      const tasks = this.#nextTasks(known.plan);
      if (tasks.length === 0) break;
      void this.#make(tasks, known);
    }
    this.#o.onProgress(this.#board.progress);
    if (this.#finishing && this.#board.complete) this.#finishing.resolve();
    else this.#file();
  }

  #nextTasks(plan: Plan): ChunkTask[] {
    if (!this.#finishing && !plan.final) {
      const { least, most } = this.#o.niceness === undefined ? GO.early : GO.live;
      return this.#board.next(least, most);
    }
    const { waiting } = this.#board.progress;
    const perGo = Math.floor(waiting / (GO.end.perWorker * this.#o.workers.size));
    return this.#board.next(GO.end.least, Math.max(1, Math.min(perGo, GO.end.most)));
  }

  async #make(chunks: readonly ChunkTask[], { plan, analyses, stems }: Known): Promise<void> {
    const { rate, ffmpegPath, niceness, workers } = this.#o;
    const fromFrame = Math.min(...chunks.map(({ shape }) => shape.fromFrame));
    const toFrame = Math.max(...chunks.map(({ shape }) => shape.toFrame));
    const isPolite = niceness !== undefined && !this.#isHurrying;
    const { signal } = this.#starved;
    try {
      const order = {
        type: "chunks",
        // What is known of a long meeting is on a disk, which may fail.
        job: makeRenderJob(plan, analyses, fromFrame, toFrame),
        chunks,
        stems,
        mp3: { rateHz: plan.rateHz, channels: plan.channels, rate },
        ffmpegPath,
      } as const;
      const made = isPolite
        ? await workers.makeChunks({ ...order, niceness }, signal)
        : await workers.makeChunks(order);
      for (const [i, chunk] of chunks.entries()) this.#done(chunk, made[i]);
    } catch (error) {
      for (const chunk of chunks) this.#board.failed(chunk);
      if (!isPolite || !signal.aborted) this.#noteFailure(chunks, plan, error);
    }
    this.#work();
  }

  #done(chunk: ChunkTask, made: MadeChunk | undefined): void {
    if (!made) return this.#board.failed(chunk);
    const useless = this.#board.done(chunk, made);
    if (useless !== undefined) this.#discard(useless);
  }

  #noteFailure(chunks: readonly ChunkTask[], plan: Plan, error: unknown): void {
    if (!this.#finishing) {
      this.#restUntilFrame = plan.frames + this.#chunkFrames;
      return;
    }
    // They failed together; the first stands for all.
    const index = chunks[0]?.shape.index ?? 0;
    const failures = (this.#failures.get(index) ?? 0) + 1;
    this.#failures.set(index, failures);
    const hopeless = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied;
    if (!hopeless && failures < ATTEMPTS_PER_CHUNK) return;
    this.#closed = true;
    this.#finishing.reject(error);
  }

  /** Brings the growing file up to date, as far as chunks are right; what fails now is done again by `finish`. */
  #file(): void {
    if (this.#filingWaits || this.#board.revision === this.#filedRevision) return;
    this.#filingWaits = true;
    this.#filing = this.#filing.then(async () => {
      this.#filingWaits = false;
      this.#filedRevision = this.#board.revision;
      await this.#splice.update(this.#board.leadingFiles);
    }).catch(() => {});
  }

  #discard(path: string): void {
    // Behind the growing file's turn, which may be reading it. A file that stays goes with the spool.
    this.#filing = this.#filing.then(() => this.#board.uses(path) ? undefined : Deno.remove(path))
      .catch(() => {});
  }
}
