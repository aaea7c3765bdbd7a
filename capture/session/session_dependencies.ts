/** The clock, the threads and the timers of a session: real ones, or a test's own. */
import { AudioLibrary } from "../../ffi/audio_library.ts";
import { type Clock, EngineClock } from "../ground/clock.ts";
import { type OpenWorkerLink, openWorkerLink } from "../track/worker_link.ts";
import { type After, afterMs } from "../ground/timers.ts";

/** What a session needs of the world. */
export interface SessionDependencies extends Disposable {
  /** The host clock; usable until the dependencies are disposed. */
  readonly clock: Clock;
  readonly openLink: OpenWorkerLink;
  readonly after: After;
}

/**
 * Workers, timers, and the clock that devices note times by. Files need no native library.
 *
 * @param libraryPath the native library; `undefined` when there are only files
 */
export function realDependencies(libraryPath: string | undefined): SessionDependencies {
  const library = libraryPath === undefined ? undefined : AudioLibrary.open(libraryPath);
  return {
    clock: library ?? new EngineClock(0),
    openLink: openWorkerLink,
    after: afterMs,
    [Symbol.dispose]: () => library?.[Symbol.dispose](),
  };
}
