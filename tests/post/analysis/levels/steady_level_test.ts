import { assert, assertEquals } from "../../../assert.ts";
import { SteadyLevel } from "../../../../post/analysis/levels/steady_level.ts";

/** The levels that are held after each hop, for a measured level that is a function of the hop. */
function held(hops: number, levelDb: (hop: number) => number): number[] {
  let hop = 0;
  const level = new SteadyLevel(() => levelDb(hop));
  return Array.from({ length: hops }, () => {
    hop++;
    level.count();
    return level.db;
  });
}

Deno.test("in the first minute of sound the level is taken each second", () => {
  const levels = held(6_000, (hop) => -30 - hop / 1_000);
  assertEquals([levels[98], levels[99], levels[199]], [-Infinity, -30.1, -30.2]);
});

Deno.test("after a minute small moves are ignored, large ones taken, ever more seldom", () => {
  assertEquals(new Set(held(100_000, (hop) => hop < 6_100 ? -20 : -20.4).slice(6_000)).size, 1);
  const levels = held(360_000, (hop) => -20 - hop / 1_000);
  let changes = 0;
  for (let i = 6_000; i < levels.length; i++) if (levels[i] !== levels[i - 1]) changes++;
  assert(changes > 20 && changes < 90, `${changes}`);
});

Deno.test("after five minutes it takes a whole decibel to move the level", () => {
  const after = (moveDb: number) =>
    new Set(held(200_000, (hop) => hop < 40_000 ? -20 : -20 - moveDb).slice(6_000)).size;
  assertEquals([after(0.9), after(1.1)], [1, 2]);
});

Deno.test("at the end a short recording gets its exact level, a long one keeps the one it has", () => {
  for (const [hops, expected] of [[5_999, -25], [7_000, -20]] as const) {
    let db = -20;
    const level = new SteadyLevel(() => db);
    for (let i = 0; i < hops; i++) level.count();
    db = -25;
    level.finish();
    assertEquals(level.db, expected);
  }
});
