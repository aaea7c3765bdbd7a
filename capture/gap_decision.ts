// deno-lint-ignore-file no-non-null-assertion -- loops index within bounds
/** An anchor that came later than the clock said. */
export interface LateAnchor {
  /** By how much, ns. */
  latenessNs: number;
  /** When, host ns. */
  hostNs: number;
}

/** Frames that never came. */
export interface Jump {
  /** Index of the first anchor after them. */
  index: number;
  /** Their duration, ns. */
  ns: number;
}

/** Ground for a decision; see {@link decideGap}. */
export interface GapDecisionOptions {
  /** Lateness that does not matter, ns. */
  toleranceNs: number;
  /** Host time over which lateness must persist, ns. */
  windowNs: number;
  /** No anchor will follow: decide by what there is. */
  final: boolean;
}

/** A level of lateness is believed before another follows when it has held this long, by so many anchors. */
const LEVEL_NS = 150e6;
const LEVEL_ANCHORS = 4;
/** At the end, a pause as long as this is a gap even if few anchors followed it. */
const CLEAR_NS = 300e6;

/**
 * Tells late from lost, for the anchors since the last that was on time (all of them late, in order).
 *
 * A callback can be late but never early, and lost frames make all that follow late for ever. So the frames lost before
 * an anchor are at most the smallest lateness from there on: that running minimum is a staircase, and its steps are the
 * gaps. It can be trusted once the lateness has persisted for a window without falling: while it falls, data arrive
 * faster than real time, and were only late.
 *
 * @returns the first gap; `"late"` when all of these were only late; `undefined` while it cannot be known
 */
export function decideGap(
  late: readonly LateAnchor[],
  options: GapDecisionOptions,
): Jump | "late" | undefined {
  const { toleranceNs, windowNs, final } = options;
  if (late.length === 0) return "late";
  if (!final && !persists(late, toleranceNs, windowNs)) return undefined;

  // The staircase: lowest[i] is the smallest lateness from i on.
  const lowest = new Float64Array(late.length);
  let low = Infinity;
  for (let i = late.length - 1; i >= 0; i--) {
    low = Math.min(low, late[i]!.latenessNs);
    lowest[i] = low;
  }
  let first = 0;
  while (first < late.length) {
    const level = lowest[first]!;
    if (level < toleranceNs) {
      first++;
      continue;
    }
    let next = first + 1;
    while (next < late.length && lowest[next]! - level < toleranceNs) next++;
    const anchors = next - first;
    const held = late[next - 1]!.hostNs - late[first]!.hostNs;
    const believed = anchors >= LEVEL_ANCHORS && held >= LEVEL_NS;
    const last = next === late.length;
    if (believed || last && (!final || level >= CLEAR_NS)) return { index: first, ns: level };
    first = next;
  }
  return "late";
}

/** Whether the lateness has lasted for a window, and has not fallen over the later half of it. */
function persists(late: readonly LateAnchor[], toleranceNs: number, windowNs: number): boolean {
  const nowNs = late[late.length - 1]!.hostNs;
  if (nowNs - late[0]!.hostNs < windowNs) return false;
  let before = Infinity;
  let after = Infinity;
  for (let i = late.length - 1; i >= 0; i--) {
    const { hostNs, latenessNs } = late[i]!;
    if (nowNs - hostNs > windowNs / 2) break;
    if (nowNs - hostNs < windowNs / 4) after = Math.min(after, latenessNs);
    else before = Math.min(before, latenessNs);
  }
  // A burst is over within an instant, so there is nothing before it.
  return before !== Infinity && after >= before - toleranceNs;
}
