/** Timers that are over once they are cancelled. */

/** Runs an action once, after some time; calling what it returns cancels it. */
export type After = (ms: number, action: () => void) => () => void;
/** Runs an action again and again; calling what it returns ends that. */
export type Every = (ms: number, action: () => void) => () => void;

/**
 * The event loop's timers.
 *
 * Deno runs the action of a timer that was due in a turn of its event loop, though something else of that turn has cleared it
 * (seen in a compiled program, on a busy machine): so this looks, too.
 */
export function afterMs(ms: number, action: () => void): () => void {
  let isCancelled = false;
  const timer = setTimeout(() => {
    if (!isCancelled) action();
  }, ms);
  return () => {
    isCancelled = true;
    clearTimeout(timer);
  };
}

/** The same at each interval. */
export function everyMs(ms: number, action: () => void): () => void {
  let isCancelled = false;
  const timer = setInterval(() => {
    if (!isCancelled) action();
  }, ms);
  return () => {
    isCancelled = true;
    clearInterval(timer);
  };
}
