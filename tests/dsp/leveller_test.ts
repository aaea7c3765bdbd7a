import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { Leveller } from "../../dsp/leveller.ts";

/** Gains at the beginning of every hop and at the end of the last, dB. */
function gainsDb(levelsDb: number[], leveller = new Leveller({ hopsPerSecond: 100 })): number[] {
  const told = levelsDb.map((db) => leveller.push(10 ** (db / 10), -19));
  for (let i = 0; i <= leveller.delayHops; i++) told.push(leveller.flush());
  return told.filter((gain) => gain >= 0).map((gain) => 20 * Math.log10(gain));
}

function level(seconds: number, db: number): number[] {
  return new Array(Math.round(seconds * 100)).fill(db);
}

Deno.test("it tells one gain for each hop and one for the end", () => {
  for (const hops of [0, 1, 5, 100]) assertEquals(gainsDb(level(hops / 100, -10)).length, hops + 1);
});

Deno.test("below the threshold nothing changes", () => {
  assertEquals(new Set(gainsDb([...level(1, -19), ...level(1, -60)])), new Set([0]));
});

Deno.test("8 dB above the threshold become 2 dB at a ratio of 4", () => {
  assertAlmostEquals(gainsDb(level(1, -11))[50] ?? NaN, -6, 1e-9);
});

Deno.test("the gain is down when the loud part begins and back 70 ms after its end", () => {
  const gains = gainsDb([...level(1, -40), ...level(0.5, -7), ...level(1, -40)]);
  for (let hop = 103; hop <= 147; hop++) assertAlmostEquals(gains[hop] ?? NaN, -9, 0.01);
  assert((gains[100] ?? NaN) < -4.5);
  assert((gains[92] ?? NaN) > -0.5);
  assertEquals(gains[90], 0);
  assertEquals(gains[160], 0);
});

Deno.test("the gain never jumps: at most 2 dB within 10 ms for a step of 30 dB", () => {
  const gains = gainsDb([...level(1, -40), ...level(0.2, -10), ...level(1, -40)]);
  gains.forEach((gain, i) => assert(Math.abs(gain - (gains[i - 1] ?? gain)) < 2, `hop ${i}`));
});

Deno.test("what is no number is silence, and a reset leveller is like new", () => {
  const leveller = new Leveller({ hopsPerSecond: 100 });
  for (const power of [NaN, Infinity, -1, 1]) leveller.push(power, -19);
  leveller.reset();
  const levels = [...level(0.3, -30), ...level(0.3, -5)];
  assertEquals(gainsDb(levels, leveller), gainsDb(levels));
  assertEquals(new Set(gainsDb([NaN, Infinity, NaN])), new Set([0]));
});
