/** The main thread's side of a worker: orders go in, promises come out. */
import { within } from "../../capture/ground/deadline.ts";
import { workerUrl } from "../../root.ts";
import { fromPlainError, type FromWorker, type ToWorker } from "./worker_protocol.ts";

/** What an order may come with. */
export interface OrderOptions {
  /** Buffers in the order that the worker may keep. */
  readonly transfer?: ArrayBuffer[];
  onProgress?(value: number): void;
  /** Takes the order back: it is rejected with an `AbortError`, unless it is done before the worker sees that. */
  readonly signal?: AbortSignal;
}

interface Pending<Result> {
  resolve(result: Result): void;
  reject(error: Error): void;
  onProgress: ((value: number) => void) | undefined;
}

/** The worker itself is gone, not only the order it had: another worker may do better. */
export class WorkerDiedError extends Error {
  override readonly name = "WorkerDiedError";
}

/**
 * One worker, seen from the main thread: orders go in, promises come out.
 *
 * A worker that dies rejects every order it still has. It is started by the first order.
 */
export class WorkerClient<Order, Result> implements AsyncDisposable {
  readonly #module: string;
  readonly #pending = new Map<number, Pending<Result>>();
  #worker: Worker | undefined;
  #nextId = 0;
  #death: WorkerDiedError | undefined;
  #idle: (() => void) | undefined;

  /** @param module the worker's file, relative to the program's root folder */
  constructor(module: string) {
    this.#module = module;
  }

  /** It cannot take orders any more. */
  get dead(): boolean {
    return this.#death !== undefined;
  }

  /** Orders that have not come back. */
  get pending(): number {
    return this.#pending.size;
  }

  /**
   * Gives the worker an order.
   *
   * @throws {WorkerDiedError} when the worker is gone, or dies before it is done
   * @throws what the order threw over there, of the same built-in class
   */
  order(order: Order, { transfer, onProgress, signal }: OrderOptions = {}): Promise<Result> {
    if (this.#death) return Promise.reject(this.#death);
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#worker ??= this.#start();
    const id = this.#nextId++;
    const takeBack = () => this.#send({ type: "cancel", id });
    const done = new Promise<Result>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onProgress });
      this.#send({ type: "order", id, order }, transfer);
      signal?.addEventListener("abort", takeBack, { once: true });
    });
    return done.finally(() => signal?.removeEventListener("abort", takeBack));
  }

  /** Cancels what is under way, waits up to `seconds` for that, and ends the worker. */
  async close(seconds = 5): Promise<void> {
    if (this.#worker && this.#pending.size > 0) {
      this.#send({ type: "cancel" });
      await this.#untilIdle(seconds);
    }
    this.#die("it was closed");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #start(): Worker {
    const worker = new Worker(workerUrl(this.#module), { type: "module" });
    worker.onmessage = (event: MessageEvent<FromWorker<Result>>) => this.#receive(event.data);
    worker.onmessageerror = () => this.#die("a message could not be read");
    worker.onerror = (event) => {
      event.preventDefault();
      this.#die(event.message);
    };
    return worker;
  }

  #send(message: ToWorker<Order>, transfer: ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  #receive(message: FromWorker<Result>): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.type === "progress") {
      pending.onProgress?.(message.value);
      return;
    }
    this.#pending.delete(message.id);
    if (message.type === "done") pending.resolve(message.result);
    else pending.reject(fromPlainError(message.error));
    if (this.#pending.size === 0) this.#idle?.();
  }

  #die(why: string): void {
    this.#death ??= new WorkerDiedError(`Cannot go on with the worker ${this.#module}: ${why}`);
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const pending of this.#pending.values()) pending.reject(this.#death);
    this.#pending.clear();
    this.#idle?.();
  }

  async #untilIdle(seconds: number): Promise<void> {
    const idle = new Promise<void>((resolve) => this.#idle = resolve);
    await within(seconds * 1000, idle, undefined);
    this.#idle = undefined;
  }
}
