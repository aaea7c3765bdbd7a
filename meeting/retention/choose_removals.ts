/** Which recordings have to go so that the others may stay. */
import type { KeepRule } from "../ground/keep_rule.ts";

/** What decides on a recording. */
export interface Candidate {
  /** Absolute. */
  readonly path: string;
  /** The same for all parts of a recording that was split. */
  readonly recording: string;
  /** When it was recorded, ms since 1970. */
  readonly recordedMs: number;
  /** With what belongs to it. */
  readonly bytes: number;
  /** Why it must stay, whatever the rule says. */
  readonly spared?: string;
}

/**
 * The recordings that have to go, the oldest first.
 *
 * None of them is spared, and each is older than all that stay for the rule's sake. By size and by number the youngest
 * always stays. What is spared counts all the same: it takes its space.
 *
 * By number the parts of a recording that was split are one: all of them go, or none.
 *
 * @param nowMs ms since 1970
 */
export function chooseRemovals<C extends Candidate>(
  candidates: readonly C[],
  rule: KeepRule,
  nowMs: number,
): C[] {
  const oldestFirst = candidates.toSorted((a, b) => {
    return a.recordedMs - b.recordedMs || (a.path < b.path ? -1 : 1);
  });
  if (rule.kind === "age") {
    const fromMs = nowMs - rule.seconds * 1_000;
    return oldestFirst.filter(({ recordedMs, spared }) => {
      return recordedMs < fromMs && spared === undefined;
    });
  }
  if (rule.kind === "count") return beyondCount(oldestFirst, rule.count);
  let left = oldestFirst.reduce((sum, { bytes }) => sum + bytes, 0);
  const removals: C[] = [];
  for (const each of oldestFirst.slice(0, -1)) {
    if (left <= rule.bytes) break;
    if (each.spared !== undefined) continue;
    removals.push(each);
    left -= each.bytes;
  }
  return removals;
}

function beyondCount<C extends Candidate>(oldestFirst: readonly C[], count: number): C[] {
  const youngestFirst = Map.groupBy(oldestFirst.toReversed(), ({ recording }) => recording);
  const recordings = [...youngestFirst.values()].reverse();
  const free = recordings.slice(0, -1).filter((parts) => {
    return parts.every(({ spared }) => spared === undefined);
  });
  return free.slice(0, Math.max(0, recordings.length - count)).flatMap((parts) => {
    return parts.reverse();
  });
}
