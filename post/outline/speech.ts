/** Who spoke when, by the time of the file. */
import type { TrackAnalysis } from "../analysis/track_analysis.ts";
import type { Plan } from "../plan/plan.ts";
import { keptFrames } from "./kept.ts";

/** From when to when, seconds of the file. */
export type Interval = readonly [from: number, to: number];

/** Speech that is cut apart by so little was one stretch before something was cut out, s. */
const JOINED_SECONDS = 0.001;

/** When somebody speaks on a side, in order. */
export function speechIn(analysis: TrackAnalysis, plan: Plan): Interval[] {
  const { hopFrames, speechTurns } = analysis;
  const { stemRateHz } = plan;
  const intervals: Interval[] = [];
  let turn = 0;
  for (const { stem, atFrame } of keptFrames(plan)) {
    // The last speech that began before this stretch may go on in it.
    while (turn >= 2 && (speechTurns[turn - 1] ?? 0) * hopFrames > stem.fromFrame) turn -= 2;
    for (; turn < speechTurns.length; turn += 2) {
      const begin = (speechTurns[turn] ?? 0) * hopFrames;
      if (begin >= stem.toFrame) break;
      const end = (speechTurns[turn + 1] ?? Infinity) * hopFrames;
      const from = Math.max(begin, stem.fromFrame);
      const to = Math.min(end, stem.toFrame);
      if (to <= from) continue;
      const place = (frame: number) => (atFrame + frame - stem.fromFrame) / stemRateHz;
      const last = intervals.at(-1);
      if (last !== undefined && place(from) - last[1] < JOINED_SECONDS) {
        intervals[intervals.length - 1] = [last[0], place(to)];
      } else intervals.push([place(from), place(to)]);
    }
  }
  return intervals;
}
