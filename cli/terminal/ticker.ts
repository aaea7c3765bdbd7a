/** Something that is done again and again; tests do it when they like. */

/** Does something in such intervals; gives what ends that. */
export type Ticker = (intervalMs: number, action: () => void) => () => void;

/** As time passes. */
export function realTicker(intervalMs: number, action: () => void): () => void {
  const timer = setInterval(action, intervalMs);
  return () => clearInterval(timer);
}
