import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import type { Gap } from "../../../capture/timeline/anchor.ts";
import { DeviceWatch } from "../../../capture/track/device_watch.ts";
import { Track } from "../../../capture/track/track.ts";
import { ManualClock, SimulatedSource } from "../simulated_source.ts";

/** How often, in 30 s with so much between two polls (ms), the sound server is asked whether the device is the right one. */
function looksAt(pollMs: readonly number[]): number {
  const clock = new ManualClock();
  const source = new SimulatedSource(clock);
  source.start();
  let looks = 0;
  source.isOutdated = () => ++looks < 0;
  const startNs = clock.nowNs();
  using track = new Track({
    ...{ track: "mic", rateHz: 48_000, source, startedNs: startNs, zeroNs: startNs },
    write: () => {},
    onGap: () => {},
  });
  using watch = new DeviceWatch(() => source, 1);
  for (let i = 0; clock.nowNs() < startNs + 30e9; i++) {
    clock.advance((pollMs[i % pollMs.length] ?? NaN) / 1e3);
    track.poll(clock.nowNs());
    watch.look(track, clock.nowNs());
  }
  return looks;
}

Deno.test("whether a device is the right one is asked every half second while it is recorded", () => {
  assertAlmostEquals(looksAt([250]), 60, 1);
  // Polls are late by some milliseconds, each by another number of them.
  assertAlmostEquals(looksAt([252, 247, 249, 255, 247]), 60, 1);
});

Deno.test("it is asked at each of the rarer polls before somebody speaks", () => {
  assertAlmostEquals(looksAt([398, 403, 399]), 75, 1);
});

Deno.test("how long a sound server was waited for is known: nobody slept meanwhile", () => {
  const clock = new ManualClock();
  const source = new SimulatedSource(clock);
  source.start();
  source.isOutdated = () => {
    const answersMs = performance.now() + 20;
    while (performance.now() < answersMs);
    return false;
  };
  const zeroNs = clock.nowNs();
  using track = new Track({
    ...{ track: "mic", rateHz: 48_000, source, startedNs: zeroNs, zeroNs, write: () => {} },
    onGap: () => {},
  });
  using watch = new DeviceWatch(() => source, 2);
  assertEquals(watch.busyUntilNs, -Infinity);
  clock.advance(1);
  track.poll(clock.nowNs());
  watch.look(track, clock.nowNs());
  // At twice the speed 20 ms are 40.
  assertLess(clock.nowNs() + 39e6, watch.busyUntilNs);
});

Deno.test("however long the next device takes to open, all that the one before has heard is kept", () => {
  const clock = new ManualClock();
  const source = new SimulatedSource(clock);
  source.start();
  source.outdated = true;
  const zeroNs = clock.nowNs();
  const gaps: Gap[] = [];
  let frames = 0;
  using track = new Track({
    ...{ track: "mic", rateHz: 48_000, source, startedNs: zeroNs, zeroNs },
    write: (samples) => void (frames += samples.length),
    onGap: (gap) => gaps.push(gap),
  });
  using watch = new DeviceWatch(() => {
    // Several questions to a sound server, of which each may take seconds.
    clock.advance(7);
    return new SimulatedSource(clock, { name: "Next" });
  }, 1);
  for (let i = 0; i < 40; i++) {
    clock.advance(0.25);
    track.poll(clock.nowNs(), watch.busyUntilNs);
    watch.look(track, clock.nowNs());
  }
  assertEquals([track.report.name, gaps], ["Next", []]);
  assertAlmostEquals(frames / 48_000, (clock.nowNs() - zeroNs) / 1e9, 0.1);
});
