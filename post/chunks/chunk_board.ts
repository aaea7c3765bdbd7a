/** Which chunks there are, which of them are stale, and what to make next. */
import { type HeardPeaks, highestPeaks } from "../ground/heard_peaks.ts";
import type { MeasuredSound } from "../ground/measured_sound.ts";
import type { ChunkTask, MadeChunk } from "./chunk_order.ts";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { CHUNK_MP3_FRAMES, type ChunkShape, chunkShape } from "./chunk_shape.ts";
import { type Plan, rangeKey, soundKey } from "../plan/plan.ts";
import type { ChunkFile } from "./splice.ts";

export interface ChunkBoardOptions {
  /** Where the chunks' files go. */
  readonly folder: string;
  /** All that a chunk's bytes depend on beside the plan and the stems, as text. */
  readonly settingsKey: string;
  readonly chunkMp3Frames?: number;
}

/** How far the chunks are. */
export interface ChunkProgress {
  /** Made, and right by the newest plan. */
  readonly chunksDone: number;
  /** Those that can be made by now; at the end, all. */
  readonly chunksTotal: number;
  /** Those that nobody works on. */
  readonly waiting: number;
}

/** A chunk's file, what each track gave to it, and how loud it is. */
interface MadeFile extends ChunkFile {
  readonly peaks: HeardPeaks;
  readonly sound: MeasuredSound;
}

interface Chunk {
  readonly shape: ChunkShape;
  /** The path says what should be in it. */
  readonly wantedPath: string;
  /** What is there, right or stale. */
  made: MadeFile | undefined;
}

/** Stale chunks wait until the sound has not changed for so long. */
const REST_SECONDS = 30;

/**
 * Which chunks there are, which are right, and which to make next: bookkeeping without I/O.
 *
 * A chunk's file is named after its index and everything that its bytes depend on, so a chunk is stale when its name has
 * changed, and a file of the right name from an earlier run is the chunk.
 *
 * New records of a track's peak come in bursts, and each makes all chunks so far stale; so does a gate that turns out to be
 * wrong. While the session runs, they are made again only when that was half a minute ago: not longer, or a session would
 * often end with all of it still to do. Once the plan is final they are made at once.
 */
export class ChunkBoard {
  readonly #o: ChunkBoardOptions;
  readonly #chunks: Chunk[] = [];
  /** Chunks that somebody works on, by their index; also those that a shorter plan has no more. */
  readonly #busy = new Set<number>();
  #plan: Plan | undefined;
  #sound = "";
  /** Of the session: the programme may stand still, in silence that is cut. */
  #changedAtFrame = 0;
  #revision = 0;

  constructor(options: ChunkBoardOptions) {
    this.#o = options;
  }

  /** Takes a newer plan; plans only get longer, unless the sound has changed and with it what counts as silence. */
  update(plan: Plan): void {
    const sound = soundKey(plan);
    const isChanged = sound !== this.#sound;
    const isShorter = plan.frames < (this.#plan?.frames ?? 0);
    const all = isChanged || isShorter || plan.final;
    if (all) this.#revision++;
    if (isChanged) this.#changedAtFrame = plan.sessionFrames;
    this.#sound = sound;
    this.#plan = plan;
    const size = this.#o.chunkMp3Frames ?? CHUNK_MP3_FRAMES;
    let index = all ? 0 : this.#chunks.length;
    for (;; index++) {
      const shape = chunkShape(index, plan, size);
      if (!shape) break;
      const before = this.#chunks[index];
      this.#chunks[index] = {
        shape,
        wantedPath: this.#path(plan, shape),
        made: before?.made,
      };
    }
    this.#chunks.length = index;
  }

  /**
   * What to make next, in one go: what is missing, oldest first, then what is stale, newest first. Marks it as being made.
   *
   * @param least fewer missing ones than this can wait for others
   * @param most how many at once
   * @returns chunks that follow one another; none when there is nothing to do
   */
  next(least = 1, most = 1): ChunkTask[] {
    const first = this.#chunks.findIndex(this.#isMissing);
    const missing = first < 0 ? [] : this.#run(first, 1, most, this.#isMissing);
    const run = missing.length >= least ? missing : this.#staleRun(most);
    return run.map((chunk) => {
      this.#busy.add(chunk.shape.index);
      return { shape: chunk.shape, path: chunk.wantedPath };
    });
  }

  #staleRun(most: number): Chunk[] {
    if (!this.#rested) return [];
    const last = this.#chunks.findLastIndex(this.#isStale);
    return last < 0 ? [] : this.#run(last, -1, most, this.#isStale).reverse();
  }

  /** Chunks from `index` on, forwards or backwards, as long as `belongs` says so. */
  #run(index: number, step: 1 | -1, most: number, belongs: (chunk: Chunk) => boolean): Chunk[] {
    const run: Chunk[] = [];
    for (let at = index; run.length < most; at += step) {
      const chunk = this.#chunks[at];
      if (!chunk || !belongs(chunk)) break;
      run.push(chunk);
    }
    return run;
  }

  /**
   * Notes that a task is done.
   *
   * @returns the path of a file that is of no use any more, if there is one
   */
  done(task: ChunkTask, made: MadeChunk): string | undefined {
    this.#busy.delete(task.shape.index);
    const chunk = this.#chunks[task.shape.index];
    if (!chunk) return task.path;
    const before = chunk.made?.path;
    chunk.made = { path: task.path, ...made };
    this.#revision++;
    return before === task.path ? undefined : before;
  }

  /** Notes that a task failed: the chunk waits again. */
  failed(task: ChunkTask): void {
    this.#busy.delete(task.shape.index);
  }

  /** All chunks that there are by the newest plan are made, and right. */
  get complete(): boolean {
    return this.#chunks.every(isRight);
  }

  /** The files of a complete board, in order. */
  get files(): ChunkFile[] {
    return this.#chunks.flatMap((chunk) => chunk.made ? [chunk.made] : []);
  }

  /** What each track gave to all of them. */
  get peaks(): HeardPeaks {
    return this.#chunks.reduce<HeardPeaks>(
      (peaks, { made }) => made ? highestPeaks(peaks, made.peaks) : peaks,
      {},
    );
  }

  /** How loud all of them are. */
  get sounds(): MeasuredSound[] {
    return this.#chunks.flatMap(({ made }) => made ? [made.sound] : []);
  }

  /** Moves whenever the leading files may have changed. */
  get revision(): number {
    return this.#revision;
  }

  /** The files of the first chunks, as far as all are right. */
  get leadingFiles(): ChunkFile[] {
    const end = this.#chunks.findIndex((chunk) => !isRight(chunk));
    return (end < 0 ? this.#chunks : this.#chunks.slice(0, end))
      .flatMap((chunk) => chunk.made ? [chunk.made] : []);
  }

  /** The file is one that there is, or should be. */
  uses(path: string): boolean {
    return this.#chunks.some((chunk) => chunk.wantedPath === path || chunk.made?.path === path);
  }

  get progress(): ChunkProgress {
    // Asked for all the time, of thousands: without garbage.
    let [right, busy] = [0, 0];
    for (const chunk of this.#chunks) {
      if (isRight(chunk)) right++;
      if (this.#busy.has(chunk.shape.index)) busy++;
    }
    return {
      chunksDone: right,
      chunksTotal: this.#chunks.length,
      waiting: Math.max(0, this.#chunks.length - right - busy),
    };
  }

  readonly #isMissing = (chunk: Chunk) =>
    chunk.made === undefined && !this.#busy.has(chunk.shape.index);

  readonly #isStale = (chunk: Chunk) =>
    chunk.made !== undefined && !isRight(chunk) && !this.#busy.has(chunk.shape.index);

  get #rested(): boolean {
    const plan = this.#plan;
    if (!plan || plan.final) return true;
    return plan.sessionFrames - this.#changedAtFrame >= REST_SECONDS * plan.stemRateHz;
  }

  #path(plan: Plan, shape: ChunkShape): string {
    const text = [
      this.#o.settingsKey,
      rangeKey(plan, shape.fromFrame, shape.toFrame),
      `${shape.dropMp3Frames}+${shape.keepMp3Frames}`,
    ].join("\n");
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
    return join(this.#o.folder, `${String(shape.index).padStart(6, "0")}-${hash}.mp3`);
  }
}

function isRight(chunk: Chunk): boolean {
  return chunk.made?.path === chunk.wantedPath;
}
