/** Where a track of a session stands, as far as the session knows. */

/**
 * Where a track stands.
 *
 * `opening` → `opened` (or `unopened`) → `anchored` (its first block has come) → `live`, when the session has begun; from
 * there it may be `away` and `live` again, or `ended`. What is `unopened` then is `away` from the beginning. `stopped` has
 * a whole stem; `failed` is over, and may have a stem.
 */
export type TrackPhase =
  | "opening"
  | "unopened"
  | "opened"
  | "anchored"
  | "live"
  | "away"
  | "ended"
  | "stopped"
  | "failed";
