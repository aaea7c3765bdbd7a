/** What a person can do to a recording while it runs. */
import type { TrackName } from "../../capture/ground/tracks.ts";

/** Each gives the place where it was done, seconds, and rejects when it was not; the recording goes on. */
export interface Steering {
  /** Marks this moment, or one that was so many seconds ago. */
  mark(text?: string, agoSeconds?: number): Promise<number>;
  /** From now on nothing is kept, or all is again: the other than was asked for last. */
  togglePause(): Promise<number>;
  /** From now on nothing of one side is kept. */
  mute(track: TrackName): Promise<number>;
  /** From now on a side is kept again. */
  unmute(track: TrackName): Promise<number>;
}
