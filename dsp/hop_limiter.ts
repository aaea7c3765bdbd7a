// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Lowers a gain curve where hops would come out too loud. */
import { amplitudeOfDb } from "./decibels.ts";

/** Half the hops over which the gain is averaged: it goes down over 50 ms before a hop that needs it. */
const SMOOTH_HOPS = 2;

/** And comes back over this many, in decibels evenly. */
const RELEASE_HOPS = 20;

/** Hops before a point of the curve on which it depends. */
export const HOP_LIMITER_BEFORE = 2 * SMOOTH_HOPS + 1 + RELEASE_HOPS;
/** The same, for the hops that follow. */
export const HOP_LIMITER_AFTER = 2 * SMOOTH_HOPS + 1;

/**
 * Lowers a gain curve where hops would come out above a ceiling, in advance and smoothly.
 *
 * Point i of the curve is the gain at the beginning of hop i, hop i lies between points i and i + 1. A hop's need is held
 * at its points and as far around as the averaging reaches, fades over the next 200 ms, and is then averaged: the mean of
 * values none of which is above a need is not above it either. All of it reaches a bounded time, so any stretch of the
 * curve can be computed from its surroundings alone.
 *
 * @param gains the curve, changed in place; it has one point more than there are hops
 * @param excessDb by how many decibels each hop would exceed the ceiling with the curve as it is; 0 and below is no need
 */
export function limitHops(gains: Float32Array, excessDb: Float64Array): void {
  let wishesDb: Float64Array | undefined;
  for (let hop = 0; hop < excessDb.length; hop++) {
    const excess = excessDb[hop]!;
    if (!(excess > 0)) continue;
    wishesDb ??= new Float64Array(gains.length);
    const last = hop + 1 + SMOOTH_HOPS;
    const to = Math.min(gains.length - 1, last + RELEASE_HOPS);
    for (let point = Math.max(0, hop - SMOOTH_HOPS); point <= to; point++) {
      const wish = excess * (1 - Math.max(0, point - last) / RELEASE_HOPS);
      if (wish > wishesDb[point]!) wishesDb[point] = wish;
    }
  }
  if (!wishesDb) return;
  for (let point = 0; point < gains.length; point++) {
    let sum = 0;
    for (let i = point - SMOOTH_HOPS; i <= point + SMOOTH_HOPS; i++) {
      // Outside the curve it goes on as at its edge: an edge is no reason to be louder.
      sum += wishesDb[Math.max(0, Math.min(gains.length - 1, i))]!;
    }
    if (sum > 0) gains[point]! *= amplitudeOfDb(-sum / (2 * SMOOTH_HOPS + 1));
  }
}
