/** How long who spoke. */
import type { Interval } from "../../post/outline/outline.ts";

/** Length of all intervals together, seconds; those of a side do not overlap. */
export function talkSeconds(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** What two sides have in common, in order. */
export function bothTalk(one: readonly Interval[], other: readonly Interval[]): Interval[] {
  const both: Interval[] = [];
  for (let i = 0, k = 0; i < one.length && k < other.length;) {
    const [[a, b], [c, d]] = [one[i] ?? [0, 0], other[k] ?? [0, 0]];
    const [from, to] = [Math.max(a, c), Math.min(b, d)];
    if (to > from) both.push([from, to]);
    if (b < d) i++;
    else k++;
  }
  return both;
}
