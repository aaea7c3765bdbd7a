/** What a person can do to a recording while it runs. */
import type { TrackName } from "../../capture/ground/tracks.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import type { Meeting } from "../../meeting/meeting.ts";

/** Each gives the place where it was done, seconds, and rejects when it was not; the recording goes on. */
export interface Steering {
  /** Marks this moment. */
  mark(text?: string): Promise<number>;
  /** From now on nothing is kept. */
  pause(): Promise<number>;
  /** From now on all is kept again. */
  resume(): Promise<number>;
  /** From now on nothing of one side is kept. */
  mute(track: TrackName): Promise<number>;
  /** From now on a side is kept again. */
  unmute(track: TrackName): Promise<number>;
}

/** A meeting, steered; what it cannot do yet is refused. */
export function steeringOf(meeting: Meeting & Partial<Steering>): Steering {
  const refuse = (what: string) => {
    return Promise.reject(new UserError("usage", `Cannot ${what}: not yet`));
  };
  return {
    mark: (text) => meeting.mark(text),
    pause: () => meeting.pause?.() ?? refuse("pause"),
    resume: () => meeting.resume?.() ?? refuse("resume"),
    mute: (track) => meeting.mute?.(track) ?? refuse("mute"),
    unmute: (track) => meeting.unmute?.(track) ?? refuse("unmute"),
  };
}
