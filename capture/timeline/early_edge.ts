// deno-lint-ignore-file no-non-null-assertion -- loops index within bounds
/** The earliest of values that are late by chance. */

/** This part of all values must agree on the edge. */
const SHARE = 0.15;

/**
 * The early edge of values that are late by chance and hardly ever early: the smallest value that is not alone, for at
 * least one other, and 15 % of all, are larger by less than the tolerance. If there is none, the smallest of all.
 *
 * @returns its index, or −1 when there are no values
 */
export function earlyEdge(values: readonly number[], tolerance: number): number {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const others = Math.max(1, Math.ceil(SHARE * order.length) - 1);
  for (let i = 0; i + others < order.length; i++) {
    if (values[order[i + others]!]! - values[order[i]!]! < tolerance) return order[i]!;
  }
  return order[0] ?? -1;
}
