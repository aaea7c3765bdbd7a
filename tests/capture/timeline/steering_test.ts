import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
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

Deno.test("a cycle that is sure is gone within 5 s, and not overshot by a millisecond", () => {
  for (const offset of [2_048 / 48e3, -2_048 / 48e3, -256 / 48e3]) {
    const steering = new Steering();
    let left = offset;
    // A block of 43 ms is corrected as the one before asked for: so long does it take until it is heard.
    let before = 0;
    for (let s = 0; s < 5; s += 2_048 / 48e3) {
      const correction = steering.correctionPpm(left, 50, true);
      assertLess(Math.abs(correction), 10_000.1);
      left -= 2_048 / 48e3 * (before + 50) * 1e-6;
      before = correction;
      assertLess(-left * Math.sign(offset), 1e-3);
    }
    assertLess(Math.abs(left), 0.6e-3);
  }
});

Deno.test("what is sure but small, as drift is, is not hurried", () => {
  const steering = new Steering();
  for (let s = 0; s < 10; s++) {
    assertLess(Math.abs(steering.correctionPpm(3.9e-3, 0, true)), 1000.1);
  }
});

Deno.test("after reset it waits for evidence again", () => {
  const steering = new Steering();
  steering.correctionPpm(1e-3, 0);
  steering.reset();
  assertEquals(steering.correctionPpm(0.1e-3, 50), 0);
});
