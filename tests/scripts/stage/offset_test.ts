import { assertAlmostEquals, assertEquals } from "@std/assert";
import { offsetSeconds } from "../../../scripts/stage/offset.ts";

const RATE_HZ = 48_000;

/** Smooth noise: a sum of sines below 4 kHz at any instant, so that a fraction of a frame can be asked for. */
function noiseAt(seconds: number): number {
  let sum = 0;
  for (let k = 1; k <= 40; k++) {
    sum += Math.sin(2 * Math.PI * (97.3 * k + 7.1 * Math.sin(k * k)) * seconds + k * k);
  }
  return sum / 40;
}

Deno.test("a sound that is late by a part of a frame is found to be late by that", () => {
  for (const late of [-0.011, -0.00001, 0, 0.0042105, 0.02]) {
    const make = (delay: number) =>
      Float32Array.from({ length: RATE_HZ }, (_, i) => noiseAt(i / RATE_HZ - delay));
    const found = offsetSeconds(make(0), make(late), RATE_HZ, 0.1, 0.5);
    assertAlmostEquals(found, late, 2e-6);
  }
});

Deno.test("silence has no offset", () => {
  const silence = new Float32Array(RATE_HZ);
  assertEquals(offsetSeconds(silence, silence, RATE_HZ, 0.1, 0.5), NaN);
});
