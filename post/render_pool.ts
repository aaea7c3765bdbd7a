import type { Mp3TallyData } from "../formats/mp3_tally.ts";
import type { ChunkOrder, RenderOrder, RenderResult, WavOrder } from "./render_protocol.ts";
import { WorkerClient, WorkerDiedError } from "./worker_client.ts";

/** Workers that an order may cost before it is given up: something in it kills them. */
const WORKERS_PER_ORDER = 3;

/**
 * Render workers, each with at most one order and one ffmpeg at a time.
 *
 * A worker is started when there is an order and no idle one, so that a pool costs what is used of it.
 */
export class RenderPool implements AsyncDisposable {
  /** Most workers at once; when lowered, workers that are busy finish their orders. */
  size: number;
  readonly #idle: WorkerClient<RenderOrder, RenderResult>[] = [];
  readonly #busy = new Set<WorkerClient<RenderOrder, RenderResult>>();
  #closed = false;

  constructor(size: number) {
    this.size = size;
  }

  /** An order given now begins now. */
  get free(): boolean {
    return !this.#closed && this.#busy.size < this.size;
  }

  get busy(): number {
    return this.#busy.size;
  }

  /**
   * Makes a chunk.
   *
   * @throws {WorkerDiedError} when one worker after the other died of it, or the pool was closed
   * @throws what the order threw in the worker
   */
  async makeChunk(order: ChunkOrder): Promise<Mp3TallyData> {
    const result = await this.#run(order);
    if (result.type !== "chunk") throw new TypeError(`A chunk came back as ${result.type}`);
    return result.tally;
  }

  /** Writes a WAV file; throws like `makeChunk`. Returns the frames written. */
  async writeWav(order: WavOrder, onProgress: (frames: number) => void): Promise<number> {
    const result = await this.#run(order, onProgress);
    if (result.type !== "wav") throw new TypeError(`A WAV file came back as ${result.type}`);
    return result.frames;
  }

  /** Cancels what is under way and ends all workers. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#idle, ...this.#busy].map((worker) => worker.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run(order: RenderOrder, onProgress?: (value: number) => void): Promise<RenderResult> {
    for (let attempt = 1;; attempt++) {
      const worker = this.#idle.pop() ??
        new WorkerClient<RenderOrder, RenderResult>("post/render_worker.ts");
      this.#busy.add(worker);
      try {
        return await worker.order(order, onProgress ? { onProgress } : {});
      } catch (error) {
        const another = error instanceof WorkerDiedError && !this.#closed &&
          attempt < WORKERS_PER_ORDER;
        if (!another) throw error;
      } finally {
        this.#busy.delete(worker);
        if (!worker.dead) this.#idle.push(worker);
      }
    }
  }
}
