/** A loss, as whole cycles of the system that lost it. */

/** Cycles shorter than this are too short to tell their number by. */
const LEAST_CYCLE_NS = 4e6;
/** What is longer was no loss of cycles, but a pause. */
const MOST_CYCLES_NS = 500e6;
/** A loss is near to whole cycles within the tolerance, or this part of a cycle. */
const NEAR = 0.25;

/** What is known of the system; both in ns. */
export interface CycleOptions {
  /** How long a cycle is; 0 where that is not known. */
  readonly cycleNs?: number;
  /** How exactly the loss is known. */
  readonly toleranceNs: number;
}

/** A loss, as far as cycles tell. */
export interface CycleLoss {
  /** Its length: exactly that of the cycles, if it is whole ones. */
  readonly ns: number;
  /** `plain`: nothing is known of cycles, or it is so long that it was none of them. `doubtful`: near to no whole cycles. */
  readonly certainty: "whole" | "doubtful" | "plain";
}

/**
 * Sets a loss, which was measured roughly, to the whole cycles that it is near to.
 *
 * @param ns what was measured, negative for what came too early; anchors are late by chance, so it is too long rather than
 * too short
 */
export function toWholeCycles(ns: number, { cycleNs = 0, toleranceNs }: CycleOptions): CycleLoss {
  if (cycleNs < LEAST_CYCLE_NS || Math.abs(ns) >= MOST_CYCLES_NS) return { ns, certainty: "plain" };
  const nearNs = Math.min(toleranceNs, NEAR * cycleNs);
  const wholeNs = Math.floor((ns + nearNs) / cycleNs) * cycleNs;
  return wholeNs !== 0 && ns - wholeNs <= nearNs
    ? { ns: wholeNs, certainty: "whole" }
    : { ns, certainty: "doubtful" };
}
