import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { HOP_LIMITER_AFTER, HOP_LIMITER_BEFORE, limitHops } from "../../dsp/hop_limiter.ts";
import { random } from "./signals.ts";

/** The curve, dB, that comes of a flat one for these excesses. */
function limitedDb(excessDb: number[]): number[] {
  const gains = new Float32Array(excessDb.length + 1).fill(1);
  limitHops(gains, Float64Array.from(excessDb));
  return Array.from(gains, (gain) => 20 * Math.log10(gain));
}

function hops(count: number, loud: Record<number, number>): number[] {
  return Array.from({ length: count }, (_, hop) => loud[hop] ?? -10);
}

Deno.test("where nothing is too loud the curve stays as it is", () => {
  assertEquals(new Set(limitedDb([0, -1, -Infinity, NaN])), new Set([0]));
});

Deno.test("a hop is lowered by what it needs at both its ends, beginning 50 ms before", () => {
  const curve = limitedDb(hops(100, { 40: 12 }));
  assertAlmostEquals(curve[40] ?? NaN, -12, 1e-5);
  assertAlmostEquals(curve[41] ?? NaN, -12, 1e-5);
  assertEquals(curve[40 - HOP_LIMITER_AFTER], 0);
  assert((curve[38] ?? 0) < 0);
});

Deno.test("afterwards the gain comes back within 250 ms, never faster than 1 dB per 10 ms for 12 dB", () => {
  const curve = limitedDb(hops(100, { 40: 12 }));
  assertEquals(curve[40 + HOP_LIMITER_BEFORE], 0);
  for (let i = 41; i < 99; i++) {
    const rise = (curve[i + 1] ?? 0) - (curve[i] ?? 0);
    assert(rise >= -1e-5 && rise < 1, `point ${i}: ${rise} dB`);
  }
});

Deno.test("whatever the needs, each is met", () => {
  const next = random(3);
  const needs = Array.from({ length: 500 }, () => next() > 0.9 ? 30 * next() : -1);
  const curve = limitedDb(needs);
  needs.forEach((need, hop) => {
    assert(
      Math.max(curve[hop] ?? 0, curve[hop + 1] ?? 0) <= 1e-5 - Math.max(0, need),
      `hop ${hop}`,
    );
  });
});
