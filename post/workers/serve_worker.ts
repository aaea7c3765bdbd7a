/** A worker's side: carries out orders, one after the other. */
import { type FromWorker, toPlainError, type ToWorker } from "./worker_protocol.ts";

/** What an order gets beside itself. */
export interface OrderContext {
  /** Aborted when the main thread has no use for the result any more. */
  readonly signal: AbortSignal;
  /** Reports how far the order is; what the number means depends on the order. */
  progress(value: number): void;
}

/** What an order came to, and the buffers in it that can be given away. */
export interface Outcome<Result> {
  readonly result: Result;
  readonly transfer?: ArrayBuffer[];
}

interface WorkerScope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

/**
 * Makes this worker carry out orders, in the order in which they come.
 *
 * An order that throws is reported as failed, and the next one is taken.
 */
export function serveWorker<Order, Result>(
  carryOut: (order: Order, context: OrderContext) => Outcome<Result> | Promise<Outcome<Result>>,
): void {
  const scope = globalThis as unknown as WorkerScope;
  const post = (message: FromWorker<Result>, transfer: ArrayBuffer[] = []) =>
    scope.postMessage(message, transfer);
  const waiting = new Map<number, AbortController>();
  let turn: Promise<void> = Promise.resolve();
  scope.onmessage = (event: MessageEvent<ToWorker<Order>>) => {
    const message = event.data;
    if (message.type === "cancel") {
      const { id } = message;
      for (const [each, controller] of waiting) {
        if (id === undefined || id === each) controller.abort();
      }
      return;
    }
    const { id, order } = message;
    const controller = new AbortController();
    const { signal } = controller;
    waiting.set(id, controller);
    turn = turn.then(async () => {
      try {
        signal.throwIfAborted();
        const progress = (value: number) => post({ type: "progress", id, value });
        const { result, transfer } = await carryOut(order, { signal, progress });
        post({ type: "done", id, result }, transfer);
      } catch (error) {
        post({ type: "failed", id, error: toPlainError(error) });
      } finally {
        waiting.delete(id);
      }
    });
  };
}
