/** What each side gives to what was rendered. */
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";

/** The highest sample, linear, that each track gives to the programme before anything is done to it as a whole. */
export type HeardPeaks = Readonly<Partial<Record<TrackName, number>>>;

/** The peaks of both parts together. */
export function highestPeaks(one: HeardPeaks, other: HeardPeaks): HeardPeaks {
  const peaks: Partial<Record<TrackName, number>> = {};
  for (const track of TRACK_NAMES) peaks[track] = Math.max(one[track] ?? 0, other[track] ?? 0);
  return peaks;
}
