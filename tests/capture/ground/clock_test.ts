import { assert, assertEquals, assertThrows } from "@std/assert";
import { EngineClock, PacedClock } from "../../../capture/ground/clock.ts";
import { ManualClock } from "../simulated_source.ts";

Deno.test("a paced clock agrees at its epoch and runs so many times faster from there", () => {
  const host = new ManualClock(50);
  const paced = new PacedClock(host, host.nowNs(), 1_000);
  assertEquals(paced.nowNs(), 50e9);
  host.advance(0.25);
  assertEquals(paced.nowNs(), 300e9);
});

Deno.test("a pace that is no number above 0 is refused", () => {
  for (const pace of [0, -1, NaN, Infinity]) {
    assertThrows(() => new PacedClock(new ManualClock(), 0, pace), RangeError, "a pace is");
  }
});

Deno.test("the engine's clock begins at what it is told and never goes back", () => {
  const clock = new EngineClock(7e9);
  let last = 7e9;
  for (let i = 0; i < 1_000; i++) {
    const now = clock.nowNs();
    assert(now >= last);
    last = now;
  }
});
