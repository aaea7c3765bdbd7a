/** When a session is over by itself, and where it ends. */
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionEnd } from "./session_types.ts";

/**
 * A session all of whose sources have been gone for so long is over, ms: time enough to plug something in again, or for a
 * sound server to come back; waiting costs silence, and ending too soon what is said afterwards.
 */
const ALL_AWAY_MS = 60_000;

/** What else than its tracks decides about the end of a session. */
export interface EndConditions {
  readonly nowNs: number;
  /** The end that is known already, if any: of a duration. */
  readonly endNs: number | undefined;
  /** How long no source has delivered. */
  readonly allAwayMs: number;
}

/**
 * Whether there is nothing more to record, why, and at which instant the session ends.
 *
 * It ends with the last of its files, also when devices are recorded beside them; at the end that was asked for; or when
 * nobody delivers any more, and nobody has come back for a while.
 */
export function endOf(
  tracks: readonly RemoteTrack[],
  { nowNs, endNs = Infinity, allAwayMs }: EndConditions,
): { readonly reason: SessionEnd; readonly endNs: number } | undefined {
  const files = tracks.filter((t) => t.choice.kind === "file");
  const ends = files.flatMap((t) => t.endNs ?? []);
  if (ends.length > 0 && files.every((t) => t.isPlayedOut)) {
    return { reason: "sources-ended", endNs: Math.min(endNs, Math.max(...ends)) };
  }
  if (nowNs >= endNs) return { reason: "duration", endNs };
  if (allAwayMs < ALL_AWAY_MS && !tracks.every((t) => t.phase === "failed")) return undefined;
  return { reason: "all-lost", endNs: nowNs };
}

/** Whether no source delivers at this moment; a file that has ended is not away. */
export function isAllAway(tracks: readonly RemoteTrack[]): boolean {
  return tracks.every((t) => t.phase !== "live" && t.phase !== "ended");
}
