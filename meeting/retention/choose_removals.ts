/** Which recordings have to go so that the others may stay. */
import type { KeepRule } from "../ground/keep_rule.ts";

/** What decides on a recording. */
export interface Candidate {
  /** Absolute. */
  readonly path: string;
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
  const weight = (each: C) => rule.kind === "bytes" ? each.bytes : 1;
  const limit = rule.kind === "bytes" ? rule.bytes : rule.count;
  let left = oldestFirst.reduce((sum, each) => sum + weight(each), 0);
  const removals: C[] = [];
  for (const each of oldestFirst.slice(0, -1)) {
    if (left <= limit) break;
    if (each.spared !== undefined) continue;
    removals.push(each);
    left -= weight(each);
  }
  return removals;
}
