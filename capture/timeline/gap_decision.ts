// deno-lint-ignore-file no-non-null-assertion -- loops index within bounds
/** The decision between late and lost. */
import { earlyEdge } from "./early_edge.ts";
import { toWholeCycles } from "./whole_cycles.ts";

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
  /** Their duration, ns; no less than a quarter of the tolerance. */
  ns: number;
  /** Set when it is whole cycles, and so exact. */
  isWhole?: true;
}

/** Ground for a decision; see {@link decideGap}. */
export interface GapDecisionOptions {
  /** Lateness that does not matter, ns. */
  toleranceNs: number;
  /** Host time over which lateness must persist, ns. */
  windowNs: number;
  /** No anchor will follow: decide by what there is. */
  final: boolean;
  /** How long the system's cycles are, ns: what it loses are whole ones, nearly always. 0 where that is not known. */
  cycleNs?: number;
  /**
   * Where they are known: lateness that most anchors agree on must persist for so long only, and may be anything: where the
   * cycle changes the system stops for any time. ns
   */
  plainNs?: number;
}

/** A level of lateness is believed before another follows when it has lasted this long, by so many anchors. */
const LEVEL_NS = 150e6;
const LEVEL_ANCHORS = 4;
/** An anchor that only one of so many on each side of it agrees with is a freak. */
const NEIGHBOURS = 3;
/** A block may be early by this much (PulseAudio monitors, see BlockJudge). */
const EARLY_NS = 25e6;
/** This part of a window must be filled with anchors. */
const FILLED = 0.9;
/** A gap is no shorter than this part of the tolerance. */
const LEAST = 0.25;
/** When no anchor will follow, this much is a gap if it lasts, and that much in any case. */
const SHORT_NS = 20e6;
const CLEAR_NS = 300e6;
/** Where cycles are lost, a gap that is not whole ones must have lasted for so many windows. */
const DOUBT_WINDOWS = 3;
/** So many anchors are plainly a gap, if most of them agree so closely: what is late by chance does not. */
const PLAIN_ANCHORS = 8;
const PLAIN_SHARE = 0.5;
const PLAIN_CLOSE_NS = 0.5e6;

/**
 * Decides between late and lost, for the anchors since the last that was on time (all of them late, in order).
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
  const { toleranceNs, windowNs, final, cycleNs = 0, plainNs = Infinity } = options;
  const nowNs = late[late.length - 1]?.hostNs;
  if (nowNs === undefined) return "late";
  const isDue = final || persists(late, toleranceNs, windowNs) ||
    plainNs < Infinity && isPlain(late.filter((each) => each.hostNs >= nowNs - plainNs), plainNs);
  if (!isDue) return undefined;

  const lowest = staircase(late);
  // Its steps. One too short to be believed is either a late block before a gap or an early one after it.
  let below = 0;
  let from: number | undefined;
  let first = 0;
  while (first < late.length) {
    const level = lowest[first]!;
    if (level < toleranceNs) {
      first++;
      continue;
    }
    let next = first + 1;
    while (next < late.length && lowest[next]! - level < toleranceNs) next++;
    // What is in doubt is not decided by a single anchor at the end that is later still.
    if (cycleNs > 0 && !final && !lasts(late, next, late.length)) next = late.length;
    const isLast = next === late.length;
    let isBelieved = isSureStep(level, isLast, final) ||
      lasts(late, first, next) && (!final || level >= SHORT_NS);
    if (isBelieved) {
      const step = late.slice(first, next);
      const steps = step.map((anchor) => anchor.latenessNs);
      const isSure = isPlain(step, plainNs);
      const { ns, certainty } = toWholeCycles(steps[earlyEdge(steps, toleranceNs)]!, {
        ...options,
        ...(isSure ? { toleranceNs: PLAIN_CLOSE_NS } : {}),
      });
      const isDoubtful = !final && certainty === "doubtful" && !isSure;
      if (isDoubtful && isLast && !persists(late, toleranceNs, DOUBT_WINDOWS * windowNs)) {
        return undefined;
      }
      isBelieved = !isDoubtful || isLast;
      if (isBelieved && ns >= LEAST * toleranceNs) {
        return { index: from ?? first, ns, ...(certainty === "whole" ? { isWhole: true } : {}) };
      }
      // One of these was on time, though amidst late ones: another would prove that all were only late.
      if (isBelieved && !final) return undefined;
    }
    const rise = (lowest[next] ?? Infinity) - level;
    if (isBelieved || rise > EARLY_NS || rise >= level - below) {
      below = level;
      from = undefined;
    } else {
      from ??= first;
    }
    first = next;
  }
  return "late";
}

/** For each anchor the smallest lateness from there on, freaks left out; ns. */
function staircase(late: readonly LateAnchor[]): Float64Array {
  const lowest = new Float64Array(late.length);
  let low = Infinity;
  for (let i = late.length - 1; i >= 0; i--) {
    low = Math.min(low, Math.max(late[i]!.latenessNs, supportedBy(late, i)));
    lowest[i] = low;
  }
  return lowest;
}

/** Nothing comes after the last step: that makes it sure, unless nothing comes because no anchor will follow. */
function isSureStep(levelNs: number, isLast: boolean, final: boolean): boolean {
  return isLast && (!final || levelNs >= CLEAR_NS);
}

/** Whether a step, from anchor `first` to before `next`, has lasted long enough to be believed. */
function lasts(late: readonly LateAnchor[], first: number, next: number): boolean {
  return next - first >= LEVEL_ANCHORS &&
    late[next - 1]!.hostNs - late[first]!.hostNs >= LEVEL_NS;
}

/** Whether late anchors have come for so long, and so many of them agree on the least lateness, that it is no chance. */
function isPlain(step: readonly LateAnchor[], plainNs: number): boolean {
  const spanNs = (step[step.length - 1]?.hostNs ?? 0) - (step[0]?.hostNs ?? 0);
  if (step.length < PLAIN_ANCHORS || spanNs < FILLED * plainNs) return false;
  const leastNs = step.reduce((least, { latenessNs }) => Math.min(least, latenessNs), Infinity);
  const close = step.filter(({ latenessNs }) => latenessNs - leastNs < PLAIN_CLOSE_NS).length;
  return close >= PLAIN_SHARE * step.length;
}

/** What an anchor is raised to that is earlier than all but one of its neighbours; ns. */
function supportedBy(late: readonly LateAnchor[], index: number): number {
  if (index < NEIGHBOURS || index + NEIGHBOURS >= late.length) return 0;
  let lowest = Infinity;
  let second = Infinity;
  for (let i = index - NEIGHBOURS; i <= index + NEIGHBOURS; i++) {
    if (i === index) continue;
    const { latenessNs } = late[i]!;
    second = Math.min(second, Math.max(lowest, latenessNs));
    lowest = Math.min(lowest, latenessNs);
  }
  return second;
}

/** Whether the lateness has lasted for a window, and has not fallen over the later half of it. */
function persists(late: readonly LateAnchor[], toleranceNs: number, windowNs: number): boolean {
  const nowNs = late[late.length - 1]!.hostNs;
  if (nowNs - late[0]!.hostNs < windowNs) return false;
  let before = Infinity;
  let after = Infinity;
  let oldestNs = nowNs;
  for (let i = late.length - 1; i >= 0; i--) {
    const { hostNs, latenessNs } = late[i]!;
    if (nowNs - hostNs > windowNs) break;
    oldestNs = hostNs;
    if (nowNs - hostNs < windowNs / 4) after = Math.min(after, latenessNs);
    else if (nowNs - hostNs < windowNs / 2) before = Math.min(before, latenessNs);
  }
  // After a pause the window begins anew; a burst, which is over within an instant, does not fill it.
  return nowNs - oldestNs > FILLED * windowNs && after >= before - toleranceNs;
}
