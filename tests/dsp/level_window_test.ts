import { assertAlmostEquals, assertEquals } from "../assert.ts";
import { LevelWindow } from "../../dsp/level_window.ts";

Deno.test("percentiles are those of the last hops, to a quarter decibel", () => {
  const window = new LevelWindow(100);
  for (let i = 0; i < 300; i++) window.push(i < 200 ? -130 : -60 + (i - 200) * 0.5);
  const [low, high] = window.percentilesDb(0.1, 0.9);
  assertAlmostEquals(low, -55.4, 0.3);
  assertAlmostEquals(high, -15.4, 0.3);
});

Deno.test("digital silence is not counted", () => {
  const window = new LevelWindow(10);
  for (const db of [-Infinity, NaN, -50, -Infinity]) window.push(db);
  assertEquals(window.counted, 1);
  assertAlmostEquals(window.percentilesDb(0.1, 0.9)[0], -50, 0.25);
  window.reset();
  assertEquals(window.percentilesDb(0.1, 0.9), [-Infinity, -Infinity]);
});
