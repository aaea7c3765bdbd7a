import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { SlopeFit } from "../../dsp/slope_fit.ts";
import { randomFrom } from "../capture/simulated_device.ts";

Deno.test("four points make a slope", () => {
  const fit = new SlopeFit(10, 0);
  for (let x = 0; x < 3; x++) fit.add(x, 2 * x + 1, 1);
  assertEquals(fit.slopeAt(3), undefined);
  fit.add(3, 7, 1);
  assertAlmostEquals(fit.slopeAt(3) ?? NaN, 2, 1e-12);
});

Deno.test("a parabola's slope is told where it is asked for, not in the middle of the points", () => {
  const fit = new SlopeFit(15, 1e-3);
  for (let x = 0; x < 40; x++) fit.add(x, 3 - 2 * x + 0.25 * x * x, 1 + x % 3);
  assertAlmostEquals(fit.slopeAt(39) ?? NaN, -2 + 0.5 * 39, 1e-9);
  assertAlmostEquals(fit.slopeAt(41) ?? NaN, -2 + 0.5 * 41, 1e-9);
});

Deno.test("noise does not bend a line", () => {
  const random = randomFrom(1);
  const fit = new SlopeFit(15, 0);
  let worst = 0;
  for (let x = 0; x < 2000; x++) {
    fit.add(x, 5 * x + random(), 1);
    if (x >= 15) worst = Math.max(worst, Math.abs((fit.slopeAt(x) ?? NaN) - 5));
  }
  // A line's slope over 15 points has a standard deviation of 0.29 / √280 = 0.017, a parabola's at its end of 0.07.
  assertLess(worst, 0.1);
});

Deno.test("heavy points count more", () => {
  const fit = new SlopeFit(10, 0);
  for (let x = 0; x < 6; x++) fit.add(x, x % 2 === 0 ? x : x + 100, x % 2 === 0 ? 1e6 : 1e-6);
  assertAlmostEquals(fit.slopeAt(5) ?? NaN, 1, 1e-3);
});

Deno.test("cleared, it keeps what it said until there are points enough", () => {
  const fit = new SlopeFit(10, 0);
  for (let x = 0; x < 6; x++) fit.add(x, 2 * x, 1);
  fit.clear();
  fit.add(10, 100, 1);
  assertAlmostEquals(fit.slopeAt(10) ?? NaN, 2, 1e-9);
});
