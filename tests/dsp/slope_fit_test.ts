import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { SlopeFit } from "../../dsp/slope_fit.ts";
import { randomFrom } from "../../scripts/stage/simulated_device.ts";

Deno.test("four points make a mean slope, eight one of the newest", () => {
  const fit = new SlopeFit(10);
  for (let x = 0; x < 3; x++) fit.add(x, 2 * x + 1, 1);
  assertEquals(fit.mean.error, Infinity);
  fit.add(3, 7, 1);
  assertAlmostEquals(fit.mean.value, 2, 1e-12);
  assertLess(fit.mean.error, 1e-9);
  for (let x = 4; x < 7; x++) fit.add(x, 2 * x + 1, 1);
  assertEquals(fit.at(7).error, Infinity);
  fit.add(7, 15, 1);
  assertAlmostEquals(fit.at(7).value, 2, 1e-12);
});

Deno.test("where points bend, the slope is the parabola's where it is asked for, and the mean the one in the middle", () => {
  const fit = new SlopeFit(15);
  for (let x = 0; x < 40; x++) fit.add(x, 3 - 2 * x + 0.25 * x * x, 1);
  assertAlmostEquals(fit.at(39).value, -2 + 0.5 * 39, 1e-9);
  assertAlmostEquals(fit.at(41).value, -2 + 0.5 * 41, 1e-9);
  assertAlmostEquals(fit.mean.value, -2 + 0.5 * 32, 1e-9);
});

Deno.test("errors are what noise makes of the slopes", () => {
  const random = randomFrom(1);
  const fit = new SlopeFit(15);
  const [told, found] = [{ mean: 0, end: 0 }, { mean: 0, end: 0 }];
  for (let x = 0; x < 15_000; x++) {
    fit.add(x, 5 * x + random(), 1);
    if (x < 15) continue;
    for (const [kind, slope] of [["mean", fit.mean], ["end", fit.at(x)]] as const) {
      told[kind] += slope.error ** 2;
      found[kind] += (slope.value - 5) ** 2;
    }
  }
  assertAlmostEquals(Math.sqrt(told.mean / found.mean), 1, 0.1);
  assertAlmostEquals(Math.sqrt(told.end / found.end), 1, 0.1);
  // A line's slope over 15 points has a standard deviation of 0.289 / √280, a parabola's at its end four times that.
  assertAlmostEquals(Math.sqrt(found.mean / 14_985), 0.289 / Math.sqrt(280), 1e-3);
  assertAlmostEquals(Math.sqrt(found.end / found.mean), 4, 0.3);
});

Deno.test("heavy points count more", () => {
  const fit = new SlopeFit(10);
  for (let x = 0; x < 6; x++) fit.add(x, x % 2 === 0 ? x : x + 100, x % 2 === 0 ? 1e6 : 1e-6);
  assertAlmostEquals(fit.mean.value, 1, 1e-3);
});

Deno.test("cleared, it knows nothing", () => {
  const fit = new SlopeFit(10);
  for (let x = 0; x < 9; x++) fit.add(x, 2 * x, 1);
  fit.clear();
  assertEquals([fit.mean.error, fit.at(9).error], [Infinity, Infinity]);
});
