import { assertEquals } from "@std/assert";
import { SessionTime } from "../../../capture/ground/session_time.ts";

class HandClock {
  ns = 1e9;
  nowNs(): number {
    return this.ns;
  }
}

const RATE_HZ = 48_000;

Deno.test("before a session has begun there is no span, and every instant is frame 0", () => {
  const clock = new HandClock();
  const time = new SessionTime({ pace: 1, rateHz: RATE_HZ, durationSeconds: 5 }, clock);
  clock.ns = 3e9;
  assertEquals([time.hasBegun, time.span, time.frameOf(clock.ns)], [false, undefined, 0]);
  assertEquals([time.epochNs, time.nowOrEndNs, time.endNs], [1e9, 3e9, undefined]);
});

Deno.test("frames count from the session's zero, and time stands still at its end", () => {
  const clock = new HandClock();
  const time = new SessionTime({ pace: 1, rateHz: RATE_HZ, durationSeconds: 5 }, clock);
  time.begin(2e9);
  assertEquals(time.span, { zeroNs: 2e9, endNs: 7e9 });
  assertEquals([time.frameOf(1e9), time.frameOf(2.5e9)], [0, RATE_HZ / 2]);
  clock.ns = 60e9;
  assertEquals(time.nowOrEndNs, 7e9);
  time.endAt(6e9);
  assertEquals([time.nowOrEndNs, time.span?.endNs], [6e9, 7e9]);
});

Deno.test("without a duration there is no end until one is found", () => {
  const clock = new HandClock();
  const time = new SessionTime({ pace: 2, rateHz: RATE_HZ }, clock);
  time.begin(1e9);
  clock.ns = 4e9;
  // Twice as fast from its epoch on.
  assertEquals([time.span, time.nowOrEndNs], [{ zeroNs: 1e9 }, 7e9]);
  time.endAt(5e9);
  assertEquals(time.nowOrEndNs, 5e9);
});
