import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { randomFrom } from "../../../scripts/stage/simulated_device.ts";
import { apartMs, gapsOf, LONG, sideOf } from "./two_sides.ts";

const SHORT = 512;
/** A side is followed by a clock that learns: steering leaves less than this. */
const IN_STEP_MS = 1;

Deno.test("a side of which all answers are one cycle late at first is in step 5 s after they are on time", () => {
  const late = sideOf({ lagCycles: (seconds) => seconds < 2.7 ? 1 : 0 }, 2);
  assertLess(apartMs(sideOf({}), late, 8), IN_STEP_MS);
  assertEquals(gapsOf(late), []);
});

Deno.test("a side of which two answers in twenty are on time at first is in step from the beginning", () => {
  for (const first of [0, 2, 8, 14]) {
    let answers = 0;
    const isOnTime = () => answers++ % 20 === first;
    const late = sideOf({ lagCycles: (seconds) => isOnTime() || seconds > 8 ? 0 : 1 }, 2);
    assertLess(apartMs(sideOf({}), late, 0), IN_STEP_MS, `first ${first}`);
    assertEquals(gapsOf(late), []);
  }
});

Deno.test("a side of which few answers are on time is in step soon after the first that were", () => {
  // Late all at first, and then four of five.
  let answers = 0;
  const isOnTime = (seconds: number) => seconds > 3 && answers++ % 5 === 0;
  const late = sideOf({ lagCycles: (seconds) => isOnTime(seconds) ? 0 : 1 }, 2);
  assertLess(apartMs(sideOf({}), late, 9), IN_STEP_MS);
});

Deno.test("when cycles become longer, a side that began before is soon in step with one that began later", () => {
  for (const [before, after] of [[SHORT, LONG], [1_024, LONG], [256, 1_024]] as const) {
    const cycleFrames = (seconds: number) => seconds < 10 ? before : after;
    const early = sideOf({ cycleFrames });
    const late = sideOf({ cycleFrames, startSeconds: 12 }, 2);
    assertLess(apartMs(early, late, 15), IN_STEP_MS, `${before} ${after}`);
    assertEquals(gapsOf(early), []);
  }
});

Deno.test("when one side loses cycles just after they became longer, both are soon in step", () => {
  const cycleFrames = (seconds: number) => seconds < 10 ? SHORT : LONG;
  const whole = sideOf({ cycleFrames });
  for (const lostAt of [9.8, 10.5, 11.5]) {
    let left = 1;
    const loses = (seconds: number) => seconds >= lostAt && left-- > 0;
    assertLess(apartMs(whole, sideOf({ cycleFrames, loses }, 2), 17), IN_STEP_MS, `${lostAt}`);
  }
});

Deno.test("both sides stay in step from the longest cycle to a short one, and back", () => {
  const cycleFrames = (seconds: number) =>
    seconds < 10 ? LONG : seconds < 14 ? SHORT : seconds < 18 ? LONG : seconds < 22 ? 256 : LONG;
  assertLess(apartMs(sideOf({ cycleFrames }), sideOf({ cycleFrames }, 2), 0), IN_STEP_MS);
});

Deno.test("a change for which the graph stops, for no whole cycles, is placed right on either side", () => {
  for (const stopMs of [4.2, 13, 20]) {
    const cycleFrames = (seconds: number) => seconds < 10 ? LONG : SHORT;
    const sides = [1, 2, 3].map((seed) => {
      const random = randomFrom(seed);
      let [stops, lost] = [1, 1];
      const pauseSeconds = (seconds: number) => seconds >= 10 && stops-- > 0 ? stopMs / 1e3 : 0;
      // A cycle that is lost soon after the change, on each side at its own time.
      const loses = (seconds: number) => seconds > 12 + seed / 2 && lost-- > 0;
      // Single answers are some milliseconds late, on each side others.
      const lateSeconds = () => random() < 0.2 ? 8e-3 * random() : 0.2e-3 * random();
      return sideOf({ cycleFrames, pauseSeconds, loses, lateSeconds }, seed);
    });
    for (const side of sides) {
      // The block in which a cycle is lost begins where that stands.
      const off = side.filter(({ seconds, offsetSeconds }) => {
        return seconds > 10.2 && Math.abs(1e3 * offsetSeconds + SHORT / 48) > IN_STEP_MS;
      });
      assertLess(off.length, 2, `${stopMs} ms`);
    }
  }
});

Deno.test("what follows a lost cycle waits for less than a second, unless answers are rough", () => {
  for (const cycleFrames of [LONG, SHORT]) {
    let left = 1;
    const side = sideOf({
      cycleFrames: () => cycleFrames,
      loses: (seconds) => seconds > 10 && left-- > 0,
    });
    const gaps = gapsOf(side);
    assertEquals(gaps.length, 1);
    assertAlmostEquals(gaps[0] ?? NaN, 10, 0.1);
    const waitSeconds = side.filter(({ seconds }) => seconds > 2)
      .map(({ seconds, placedSeconds }) => placedSeconds - seconds);
    assertLess(Math.max(...waitSeconds), 0.85);
  }
});
