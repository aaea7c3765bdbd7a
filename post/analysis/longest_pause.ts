/** Where nobody speaks for longest: the best place to cut a recording in two. */
import type { TrackAnalysis } from "./track_analysis.ts";

/** Shorter silences are between words, s. */
const LEAST_SECONDS = 0.3;
/** So far above the quietest 0.3 s of the sound, dB, it is still quiet. */
const QUIET_DB = 6;
/** Speech stands out from its pauses by as much, dB. */
const CONTRAST_DB = 15;
/** Whatever is so far below the loudest twentieth is quiet, dB. */
const FAR_BELOW_DB = 40;

/**
 * The middle of the longest pause between two frames of the stems, in which no side is heard.
 *
 * @returns undefined when there is none, or too little is known
 */
export function longestPause(
  analyses: readonly TrackAnalysis[],
  fromFrame: number,
  toFrame: number,
): number | undefined {
  const [first] = analyses;
  if (first === undefined) return undefined;
  const { hopFrames, rateHz } = first;
  const fromHop = Math.max(0, Math.ceil(fromFrame / hopFrames));
  const settled = Math.min(...analyses.map(({ settledFrames }) => settledFrames));
  const endHop = Math.floor(Math.min(toFrame, settled) / hopFrames);
  const levels = Array.from({ length: Math.max(0, endHop - fromHop) }, (_, i) => {
    return Math.max(...analyses.map((analysis) => analysis.hopPeakDb(fromHop + i)));
  });
  const sorted = levels.toSorted((one, other) => one - other);
  const quietDb = sorted[Math.round(LEAST_SECONDS * rateHz / hopFrames) - 1];
  const loudDb = sorted[Math.floor(sorted.length * 0.95)];
  if (quietDb === undefined || loudDb === undefined) return undefined;
  if (loudDb === -Infinity || loudDb - quietDb < CONTRAST_DB) return undefined;
  const mostDb = Math.max(quietDb + QUIET_DB, loudDb - FAR_BELOW_DB);
  let best = { from: 0, length: 0 };
  for (let from = 0; from < levels.length;) {
    let to = from;
    while (to < levels.length && (levels[to] ?? 0) <= mostDb) to++;
    if (to - from > best.length) best = { from, length: to - from };
    from = to + 1;
  }
  if (best.length * hopFrames < LEAST_SECONDS * rateHz) return undefined;
  return (fromHop + best.from + Math.floor(best.length / 2)) * hopFrames;
}
