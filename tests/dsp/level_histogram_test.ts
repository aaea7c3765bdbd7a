import { assertAlmostEquals, assertEquals } from "../assert.ts";
import { LevelHistogram } from "../../dsp/level_histogram.ts";

const STEP = LevelHistogram.stepDb;

Deno.test("the percentile is the level that the part does not exceed, to a sixteenth of a decibel above", () => {
  const levels = new LevelHistogram();
  for (let i = 1; i <= 1_000; i++) levels.add(-60 + i / 20);
  for (const part of [0.001, 0.1, 0.5, 0.9, 0.995, 1]) {
    assertAlmostEquals(levels.percentileDb(part), -60 + part * 50 + STEP / 2, STEP / 2 + 1e-9);
  }
});

Deno.test("levels below a bound can be left out", () => {
  const levels = new LevelHistogram();
  for (let i = 0; i < 900; i++) levels.add(-50);
  for (let i = 0; i < 100; i++) levels.add(-20 + i / 100);
  assertEquals(levels.percentileDb(0.5), -50);
  assertAlmostEquals(levels.percentileDb(0.5, -40), -19.5, STEP);
});

Deno.test("silence, what is no number and what is below −70 dB is not counted; what is far above is", () => {
  const levels = new LevelHistogram();
  assertEquals([-Infinity, NaN, -71, -70, Infinity].map((db) => levels.add(db)), [
    ...[false, false, false, false],
    true,
  ]);
  assertEquals(levels.percentileDb(0.5), 50);
  levels.reset();
  assertEquals(levels.percentileDb(0.5), -Infinity);
});
