/** What the parts of a session have in common. */
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionReporter } from "./session_reporter.ts";
import type { SessionTime } from "../ground/session_time.ts";
import type { Waiting } from "../ground/waiting.ts";

/** Made once, by the session. */
export interface SessionShared {
  /** Of the stems, Hz. */
  readonly rateHz: number;
  readonly time: SessionTime;
  readonly waiting: Waiting;
  readonly reporter: SessionReporter;
  readonly tracks: readonly RemoteTrack[];
}
