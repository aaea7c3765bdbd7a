import { assertAlmostEquals, assertEquals } from "@std/assert";
import { SlowGain } from "../../../post/stream/slow_gain.ts";

const HEARD = () => true;

Deno.test("as long as nobody knows how loud a side is, it is left as it is", () => {
  const gain = new SlowGain(100);
  gain.goTo(1_000, undefined, HEARD);
  assertEquals(gain.at(1_000), 0);
});

Deno.test("in the first five seconds in which a side is heard its gain moves by 10 dB a second, then by half a dB", () => {
  const gain = new SlowGain(100);
  gain.goTo(600, 100, HEARD);
  assertAlmostEquals(gain.at(100), 10, 1e-6);
  assertAlmostEquals(gain.at(400), 40, 1e-6);
  assertAlmostEquals(gain.at(600) - gain.at(500), 0.5, 0.1);
});

Deno.test("silence does not use up the time in which a gain moves quickly", () => {
  const gain = new SlowGain(100);
  gain.goTo(2_000, 0, () => false);
  gain.goTo(2_100, 20, HEARD);
  assertAlmostEquals(gain.at(2_100), 10, 0.2);
});

Deno.test("a gain that has arrived stays", () => {
  const gain = new SlowGain(100);
  gain.goTo(400, 12, HEARD);
  assertEquals([gain.at(200), gain.at(400), gain.at(9_999)], [12, 12, 12]);
});
