/** The end of a session's stems: whole, and equally long. */
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionTime } from "../ground/session_time.ts";
import type { Waiting } from "../ground/waiting.ts";

/** How long a worker may take to say where its stem can end. */
const END_MS = 10_000;
/** How long one that has said so may then be mute: its disk may be slow. */
const FINISH_MS = 60_000;

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
  await waiting.until(
    () => recorded.every((t) => t.endingFrames !== undefined || !t.isWorking),
    END_MS,
  );
  const answered = recorded.filter((t) => t.endingFrames !== undefined);
  const frames = answered.length > 0 || recorded.length === 0
    ? Math.max(time.frameOf(endNs), ...answered.flatMap((t) => t.endingFrames ?? []))
    // All hang with their sound server: what they have written is all there is.
    : Math.max(...recorded.map((t) => t.progress?.frames ?? 0));
  for (const t of recorded) t.link.send({ type: "finish", frames });
  await waiting.until(() => answered.every((t) => !t.isWorking), FINISH_MS, true);
  // Who wakes up later would put a spool back that is removed by then.
  for (const t of working) if (t.isWorking) t.fenceOff();
  // What one of them owed to a part that has begun is carried over for it.
  waiting.happened();
  return frames;
}
