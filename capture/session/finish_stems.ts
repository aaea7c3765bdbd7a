/** The end of a session's stems: whole, and equally long. */
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionTime } from "../ground/session_time.ts";
import type { Waiting } from "../ground/waiting.ts";

/** How long a worker whose device is away may take to say where its stem can end: it may hang in its sound server. */
const END_MS = 10_000;
/** How long another one may be mute, before it says so and after that: its disk may be slow. */
const DISK_MS = 60_000;

/**
 * Has every worker end its stem at the same frame, and waits for that.
 *
 * @returns the frame: no stem may be cut, so it is where the one that is furthest can end
 */
export async function finishStems(
  tracks: readonly RemoteTrack[],
  waiting: Waiting,
  time: SessionTime,
): Promise<number> {
  const endNs = time.nowOrEndNs;
  const working = tracks.filter((t) => t.isWorking);
  for (const t of working) t.link.send({ type: "stop", endNs });
  const recorded = working.filter((t) => ["live", "away", "ended"].includes(t.phase));
  const isAnswered = (t: RemoteTrack) => t.endingFrames !== undefined || !t.isWorking;
  await waiting.until(() => recorded.every(isAnswered), END_MS);
  const mayBeSlow = (t: RemoteTrack) => t.phase !== "away" && !isAnswered(t);
  await waiting.until(() => !recorded.some(mayBeSlow), DISK_MS - END_MS);
  const answered = recorded.filter((t) => t.endingFrames !== undefined);
  const frames = answered.length > 0 || recorded.length === 0
    ? Math.max(time.frameOf(endNs), ...answered.flatMap((t) => t.endingFrames ?? []))
    // All hang with their sound server, or their disk: what they have written is all there is.
    : Math.max(...recorded.map((t) => t.progress?.frames ?? 0));
  for (const t of recorded) t.link.send({ type: "finish", frames });
  await waiting.until(() => answered.every((t) => !t.isWorking), DISK_MS, true);
  // Who wakes up later would put a spool back that is removed by then.
  for (const t of working) if (t.isWorking) t.fenceOff();
  // What one of them owed to a part that has begun is carried over for it.
  waiting.happened();
  return frames;
}
