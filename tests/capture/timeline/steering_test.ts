import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Steering } from "../../../capture/timeline/steering.ts";

Deno.test("nothing is corrected before an offset has been larger than 0.2 ms", () => {
  const steering = new Steering();
  assertEquals(steering.correctionPpm(0.19e-3, 300), 0);
  assertEquals(steering.correctionPpm(-0.19e-3, -300), 0);
});

Deno.test("from then on a fast device is slowed by as much, and the offset goes within seconds", () => {
  const steering = new Steering();
  let offset = 0.4e-3;
  for (let s = 0; s < 20; s += 0.01) {
    // What is not corrected of the device's 100 ppm adds to the offset.
    const correction = steering.correctionPpm(offset, 100);
    offset -= 0.01 * (correction + 100) * 1e-6;
  }
  assertAlmostEquals(offset, 0, 0.01e-3);
  assertAlmostEquals(steering.correctionPpm(0, 100), -100, 0.02);
});

Deno.test("no correction is larger than 1,000 ppm", () => {
  const steering = new Steering();
  assertEquals(steering.correctionPpm(1, 300), 1000);
  assertEquals(steering.correctionPpm(-1, -300), -1000);
});

Deno.test("after reset it waits for evidence again", () => {
  const steering = new Steering();
  steering.correctionPpm(1e-3, 0);
  steering.reset();
  assertEquals(steering.correctionPpm(0.1e-3, 50), 0);
});
