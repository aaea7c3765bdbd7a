/** The workers that analyse, render and encode. */
import type { WavOrder } from "./render/wav_order.ts";
import type { WrittenWav } from "./render/wav_output.ts";
import type { ChunkOrder, MadeChunk } from "./chunks/chunk_order.ts";
import type { TrackName } from "../capture/ground/tracks.ts";
import type { PostOrder, PostResult } from "./post_protocol.ts";
import type { AnalysisWorker } from "./analysis/analysis_client.ts";
import type { ProgrammeSettings } from "./programme_types.ts";
import { type OrderOptions, WorkerClient, WorkerDiedError } from "./workers/worker_client.ts";

type Client = WorkerClient<PostOrder, PostResult>;

export interface PostPoolOptions {
  /**
   * A worker that analyses a track makes chunks too: beside a recording it has time for both. Otherwise it does so only once
   * the track is analysed: where the stems are whole it has enough to do.
   */
  readonly analystsRender?: boolean;
  /** The workers' file; another one in tests only. */
  readonly module?: string;
}

/** Workers beside a recording: one keeps up a hundredfold, and each takes memory. */
const LIVE_WORKERS = 1;
/** Workers that an order may cost before it is given up: something in it kills them. */
const WORKERS_PER_ORDER = 3;

/**
 * The workers that analyse and render, each with at most one ffmpeg at a time.
 *
 * One is started when there is an order and none is idle, so that a pool costs what is used of it; with a size of one the
 * same worker analyses all tracks and makes all chunks.
 */
export class PostPool implements AsyncDisposable {
  /** Most workers at once; it may be raised. */
  size: number;
  readonly #analystsRender: boolean;
  readonly #module: string;
  readonly #clients = new Set<Client>();
  readonly #rendering = new Set<Client>();
  readonly #analysts = new Map<TrackName, { client: Client; worker: AnalysisWorker }>();
  #closed = false;

  constructor(size: number, options: PostPoolOptions = {}) {
    this.size = size;
    this.#analystsRender = options.analystsRender ?? true;
    this.#module = options.module ?? "post/post_worker.ts";
  }

  /** A worker has nothing to do, or could be started. */
  get hasIdleWorker(): boolean {
    if (this.#closed) return false;
    return this.#clients.size < this.size || [...this.#clients].some((each) => this.#isIdle(each));
  }

  /** Chunks that are ordered now begin now, or as soon as a worker is done with a step of analysis. */
  get acceptsChunks(): boolean {
    return this.#analystsRender
      ? !this.#closed && this.#rendering.size < this.size
      : this.hasIdleWorker;
  }

  /** The worker that analyses a track, the same one as long as it lives. */
  analyst(track: TrackName): AnalysisWorker {
    const known = this.#analysts.get(track);
    if (known && !known.client.dead) return known.worker;
    const client = this.#pick((candidate) => !this.#isAnalyst(candidate));
    const worker: AnalysisWorker = {
      order: async (order) => {
        const result = await client.order(order);
        if (result.type !== "analysis") throw new TypeError(`Analysis came back as ${result.type}`);
        if (result.update.finished) this.#analysts.delete(track);
        return result.update;
      },
    };
    this.#analysts.set(track, { client, worker });
    return worker;
  }

  /**
   * Makes chunks; returns what must be known of each.
   *
   * @param signal takes the order back
   * @throws {WorkerDiedError} when one worker after the other died of it, or the pool was closed
   * @throws what the order threw in the worker
   */
  async makeChunks(order: ChunkOrder, signal?: AbortSignal): Promise<readonly MadeChunk[]> {
    const result = await this.#render(order, signal ? { signal } : {});
    if (result.type !== "chunks") throw new TypeError(`Chunks came back as ${result.type}`);
    return result.chunks;
  }

  /** Writes a WAV file; throws like `makeChunks`. Returns what was written. */
  async writeWav(order: WavOrder, onProgress: (frames: number) => void): Promise<WrittenWav> {
    const result = await this.#render(order, { onProgress });
    if (result.type !== "wav") throw new TypeError(`A WAV file came back as ${result.type}`);
    return result.written;
  }

  /** Cancels what is under way and ends all workers. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#clients].map((client) => client.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #render(order: PostOrder, options: OrderOptions): Promise<PostResult> {
    for (let attempt = 1;; attempt++) {
      const client = this.#pick((candidate) => this.#isIdle(candidate));
      this.#rendering.add(client);
      try {
        return await client.order(order, options);
      } catch (error) {
        const another = error instanceof WorkerDiedError && !this.#closed &&
          attempt < WORKERS_PER_ORDER;
        if (!another) throw error;
      } finally {
        this.#rendering.delete(client);
      }
    }
  }

  #isIdle(client: Client): boolean {
    if (client.pending > 0 || this.#rendering.has(client)) return false;
    return this.#analystsRender || !this.#isAnalyst(client);
  }

  #isAnalyst(client: Client): boolean {
    return [...this.#analysts.values()].some((each) => each.client === client);
  }

  /** A worker that suits, else a new one while there are fewer than `size`, else the one with the least to do. */
  #pick(suits: (client: Client) => boolean): Client {
    for (const client of this.#clients) if (client.dead) this.#clients.delete(client);
    const clients = [...this.#clients];
    const found = clients.find(suits);
    if (found) return found;
    const least = clients.toSorted((a, b) => a.pending - b.pending)[0];
    if (least && clients.length >= this.size) return least;
    const client: Client = new WorkerClient(this.#module);
    if (this.#closed) void client.close();
    else this.#clients.add(client);
    return client;
  }
}

/** Most workers at once, where nobody has said how many. */
export function defaultWorkers(mode: ProgrammeSettings["mode"]): number {
  return mode === "offline" ? navigator.hardwareConcurrency : LIVE_WORKERS;
}
