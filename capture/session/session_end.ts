/** When a session is over by itself, and where it ends; and that it ends later. */
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionShared } from "./session_shared.ts";
import type { SessionEnd } from "./session_types.ts";

/**
 * A session all of whose sources have been gone for so long is over, ms: time enough to plug something in again, or for a
 * sound server to come back; waiting costs silence, and ending too soon what is said afterwards.
 */
const ALL_AWAY_MS = 60_000;

/** The workers must hear of a later end before they come to the one that they know, ns. */
const LATEST_EXTENSION_NS = 0.3e9;

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

/**
 * Has a session that ends by itself end later.
 *
 * @param seconds by how much
 * @returns where it ends then, seconds; undefined for one that does not know its end
 * @throws {Error} when it is about to end
 */
export function extendEnd(
  seconds: number,
  { rateHz, time, tracks, reporter }: Omit<SessionShared, "waiting">,
): number | undefined {
  const { endNs, span, nowOrEndNs } = time;
  if (endNs === undefined || span === undefined) return undefined;
  if (nowOrEndNs > endNs - LATEST_EXTENSION_NS) throw new Error("it is ending at this moment");
  const newEndNs = endNs + seconds * 1e9;
  time.extendTo(newEndNs);
  for (const t of tracks) if (t.isWorking) t.link.send({ type: "extend", endNs: newEndNs });
  const endSeconds = time.frameOf(newEndNs) / rateHz;
  reporter.extended(time.frameOf(nowOrEndNs) / rateHz, endSeconds);
  return endSeconds;
}
