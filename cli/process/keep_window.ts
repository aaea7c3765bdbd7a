/** Keeps a window open that was opened for this program alone: its last words would vanish with it. */
import type { Output } from "../terminal/stream_output.ts";

/** What is needed of the system and of the process; tests have their own. */
export interface WindowWorld {
  /** See `Platform.ownsWindow`. */
  ownsWindow(): boolean;
  /** Resolves with a line that somebody types, or with the end. */
  readLine(): Promise<unknown>;
  /** Calls back when the window is being closed. */
  onClosing(listener: () => void): void;
}

/**
 * To be called before the program does anything: later it may have started others, which are in the window too.
 *
 * @returns what waits, at the end, until somebody has read what stands there; it does nothing elsewhere
 */
export function keptWindow(
  { stderr }: { readonly stderr: Pick<Output, "isTerminal" | "write" | "flush"> },
  world: WindowWorld,
): () => Promise<void> {
  if (!stderr.isTerminal || !world.ownsWindow()) return () => Promise.resolve();
  let isClosing = false;
  const { promise: closing, resolve } = Promise.withResolvers<void>();
  world.onClosing(() => {
    isClosing = true;
    resolve();
  });
  return async () => {
    if (isClosing) return;
    stderr.write("\nPress Enter to close this window\n");
    await stderr.flush();
    await Promise.race([world.readLine(), closing]);
  };
}
