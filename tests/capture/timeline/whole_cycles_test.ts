import { assertEquals } from "@std/assert";
import { toWholeCycles } from "../../../capture/timeline/whole_cycles.ts";

/** 512 frames at 48 kHz. */
const CYCLE_NS = 512 / 48_000 * 1e9;
const OPTIONS = { cycleNs: CYCLE_NS, toleranceNs: 2e6 };

Deno.test("what is near to whole cycles is exactly as long as they are", () => {
  for (const cycles of [1, 2, 7, -1]) {
    for (const offNs of [-1.9e6, -0.3e6, 0, 0.4e6, 1.9e6]) {
      assertEquals(toWholeCycles(cycles * CYCLE_NS + offNs, OPTIONS), {
        ns: cycles * CYCLE_NS,
        certainty: "whole",
      });
    }
  }
});

Deno.test("what is near to no whole cycle, or to none at all, is in doubt and stays as it was measured", () => {
  for (const ns of [0.4 * CYCLE_NS, 1.5 * CYCLE_NS, 1e6]) {
    assertEquals(toWholeCycles(ns, OPTIONS), { ns, certainty: "doubtful" });
  }
});

Deno.test("a pause, and a loss of which no cycle is known or a very short one, is taken as it was measured", () => {
  assertEquals(toWholeCycles(2e9, OPTIONS), { ns: 2e9, certainty: "plain" });
  assertEquals(toWholeCycles(11e6, { toleranceNs: 2e6 }), { ns: 11e6, certainty: "plain" });
  const short = { cycleNs: 64 / 48_000 * 1e9, toleranceNs: 2e6 };
  assertEquals(toWholeCycles(11e6, short), { ns: 11e6, certainty: "plain" });
});

Deno.test("however rough callbacks are, a loss is never taken for cycles that are more than a quarter of one away", () => {
  const rough = { cycleNs: CYCLE_NS, toleranceNs: 10e6 };
  assertEquals(toWholeCycles(1.4 * CYCLE_NS, rough).certainty, "doubtful");
  assertEquals(toWholeCycles(1.2 * CYCLE_NS, rough).ns, CYCLE_NS);
});
