/** Waiting for what may never come. */
import { afterMs } from "./timers.ts";

/**
 * Waits for a promise, but only for some time.
 *
 * @param limitMs the longest that is waited, ms
 * @param late what stands for the result when it has not come by then; the promise is not cancelled
 * @throws what the promise rejects with, if it does so in time; later nobody hears of it
 */
export async function within<T, L>(limitMs: number, promise: Promise<T>, late: L): Promise<T | L> {
  let cancel = () => {};
  const limit = new Promise<L>((resolve) => cancel = afterMs(limitMs, () => resolve(late)));
  try {
    return await Promise.race([promise, limit]);
  } finally {
    cancel();
  }
}
