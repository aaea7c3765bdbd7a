import type { TrackName } from "../../../capture/ground/tracks.ts";
import type { Gap } from "../../../capture/timeline/anchor.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Track } from "../../../capture/track/track.ts";
import { ManualClock, PIPEWIRE, SimulatedSource } from "../simulated_source.ts";

const RATE_HZ = 48_000;

/** A track of a simulated device that starts at the session's zero, and all that comes out of it. */
function makeTrack(
  clock: ManualClock,
  source = new SimulatedSource(clock),
  track: TrackName = "mic",
) {
  source.start();
  const gaps: Gap[] = [];
  const stem: number[] = [];
  const startNs = clock.nowNs();
  const made = new Track({
    track,
    rateHz: RATE_HZ,
    source,
    startedNs: startNs,
    zeroNs: startNs,
    write: (samples) => stem.push(...samples),
    onGap: (gap) => gaps.push({ ...gap }),
  });
  return { track: made, source, gaps, stem, startNs };
}

/** Polls every 20 ms for so long. */
function run(track: Track, clock: ManualClock, seconds: number): void {
  for (let i = 0; i < Math.round(seconds * 50); i++) {
    clock.advance(0.02);
    track.poll(clock.nowNs());
  }
}

const soundIn = (stem: readonly number[]) => stem.filter((sample) => sample > 0.4).length;

Deno.test("a device's sound comes out at the stem's length, to the frame", () => {
  const clock = new ManualClock();
  const { track, stem, startNs } = makeTrack(clock);
  run(track, clock, 5);
  assertEquals(track.covers(startNs + 5e9), true);
  assertEquals(track.covers(startNs + 5.001e9), false);
  const report = track.finish(5 * RATE_HZ);
  assertEquals(report.frames, 5 * RATE_HZ);
  assertEquals(report.lost, undefined);
  assertEquals(stem.length, 5 * RATE_HZ);
  assert(soundIn(stem) > 4.98 * RATE_HZ);
});

Deno.test("a microphone's sockets become one channel, an output's one channel becomes two", () => {
  const clock = new ManualClock();
  const mic = makeTrack(clock, new SimulatedSource(clock, { channels: 4 }), "mic");
  const system = makeTrack(clock, new SimulatedSource(clock, { channels: 1 }), "system");
  for (const { track } of [mic, system]) {
    track.endAt(RATE_HZ);
    run(track, clock, 1.5);
    track.finish(RATE_HZ);
  }
  assertEquals(mic.stem.length, RATE_HZ);
  assertEquals(system.stem.length, 2 * RATE_HZ);
  // Half of full scale in each of four, which together have the power of one.
  assertAlmostEquals(mic.stem[RATE_HZ / 2] ?? 0, 4 * 0.5 / Math.sqrt(4), 1e-6);
});

Deno.test("blocks longer than usual are taken whole", () => {
  const clock = new ManualClock();
  const source = new SimulatedSource(clock, { blockFrames: 12_000, channels: 2 });
  const { track, stem } = makeTrack(clock, source);
  run(track, clock, 3);
  track.finish(2 * RATE_HZ);
  assert(soundIn(stem) > 1.95 * RATE_HZ);
});

Deno.test("one poll takes in two seconds at most, and says that there is more", () => {
  const clock = new ManualClock();
  const { track } = makeTrack(clock);
  clock.advance(5);
  assertEquals(track.poll(clock.nowNs()), true);
  assertEquals(track.poll(clock.nowNs()), true);
  assertEquals(track.poll(clock.nowNs()), false);
});

Deno.test("levels are those since they were last taken", () => {
  const clock = new ManualClock();
  const { track, source } = makeTrack(clock);
  run(track, clock, 3);
  // Half of full scale, constant: 20·log10(0.5) for peak and RMS alike.
  track.takeProgress();
  run(track, clock, 0.5);
  const loud = track.takeProgress();
  assertAlmostEquals(loud.peakDb, -6.02, 0.01);
  assertAlmostEquals(loud.rmsDb, -6.02, 0.01);
  assertEquals(loud.position, 3.5 * RATE_HZ);
  source.mute = true;
  run(track, clock, 1);
  track.takeProgress();
  run(track, clock, 0.1);
  assertEquals(track.takeProgress().peakDb, -Infinity);
});

Deno.test("a device that does not call back for 2 s is away, and back with its next block", () => {
  const clock = new ManualClock();
  const { track, source } = makeTrack(clock);
  run(track, clock, 3);
  source.mute = true;
  run(track, clock, 1.9);
  assertEquals(track.state.type, "live");
  run(track, clock, 0.2);
  assertEquals(track.state, { type: "away", reason: "nothing has come from Simulated for 2 s" });
  assertEquals(track.needsSource, true);
  source.mute = false;
  run(track, clock, 0.02);
  assertEquals(track.state.type, "live");
});

Deno.test("a device may take 5 s to deliver its first block", () => {
  const clock = new ManualClock();
  const { track, source } = makeTrack(clock);
  source.mute = true;
  run(track, clock, 4.9);
  assertEquals(track.state.type, "live");
  run(track, clock, 0.2);
  assertEquals(track.state.type, "away");
});

Deno.test("a device that says that it is gone is away at once", () => {
  const clock = new ManualClock();
  const { track, source } = makeTrack(clock);
  run(track, clock, 3);
  source.state = "gone";
  run(track, clock, 0.02);
  assertEquals(track.state, { type: "away", reason: "Simulated disconnected" });
  const report = track.finish(4 * RATE_HZ);
  assertEquals(report.lost, "Simulated disconnected");
  assertEquals(report.frames, 4 * RATE_HZ);
});

Deno.test("who slept does not blame the device for it", () => {
  const clock = new ManualClock();
  const { track, source } = makeTrack(clock);
  run(track, clock, 3);
  source.mute = true;
  clock.advance(30);
  track.poll(clock.nowNs());
  run(track, clock, 1);
  assertEquals(track.state.type, "live");
  run(track, clock, 1.2);
  assertEquals(track.state.type, "away");
});

Deno.test("nor does a block that had waited since before the sleep", () => {
  const clock = new ManualClock();
  const { track, source } = makeTrack(clock);
  run(track, clock, 3);
  clock.advance(0.01);
  const waiting = [source.read()];
  source.read = () => waiting.pop();
  clock.advance(30);
  track.poll(clock.nowNs());
  assertEquals(waiting.length, 0);
  run(track, clock, 1);
  assertEquals(track.state.type, "live");
});

Deno.test("another device goes on where the first went away, with silence of the length it was missing", () => {
  const clock = new ManualClock();
  const { track, source, gaps, stem } = makeTrack(clock);
  run(track, clock, 10);
  source.framesDropped = 7;
  source.state = "gone";
  run(track, clock, 3);
  const next = new SimulatedSource(clock, { name: "Other", rateHz: 16_000, channels: 2 });
  next.start();
  track.replace(next, clock.nowNs());
  assertEquals(source.isDisposed, true);
  assertEquals(track.state.type, "away");
  assertEquals(track.needsSource, false);
  run(track, clock, 7);
  assertEquals(track.state.type, "live");
  next.framesDropped = 2;
  const report = track.finish(20 * RATE_HZ);
  assertEquals(stem.length, 20 * RATE_HZ);
  assertEquals(report.name, "Other");
  assertEquals(report.dropped, 9);
  assertEquals(report.gapCount, 1);
  assertEquals(gaps.map((gap) => gap.cause), ["replaced"]);
  // Both devices deliver blocks of 10 ms, and an aligner may be 3 ms off.
  assertAlmostEquals(report.gapFrames / RATE_HZ, 3, 0.013);
  assertAlmostEquals(soundIn(stem) / RATE_HZ, 17, 0.05);
});

Deno.test("a source that is closed is never read again, and time goes on", () => {
  const clock = new ManualClock();
  const { track, source } = makeTrack(clock);
  run(track, clock, 3);
  source.framesDropped = 3;
  track.abandonSource("it cannot be opened");
  track.abandonSource("again");
  assertEquals(source.isDisposed, true);
  run(track, clock, 20);
  assertEquals(track.state, { type: "away", reason: "it cannot be opened" });
  assertEquals(track.needsSource, true);
  assertEquals(track.takeProgress().dropped, 3);
  // The stem follows the time without its source, some seconds behind.
  assert(track.report.frames > 12 * RATE_HZ);
  assertEquals(track.finish(23 * RATE_HZ).frames, 23 * RATE_HZ);
});

Deno.test("an end told in time is kept to the frame, whatever comes after it", () => {
  const clock = new ManualClock();
  const { track, stem } = makeTrack(clock);
  assertEquals(track.endAt(12_345), 12_345);
  run(track, clock, 3);
  track.finish(12_345);
  assertEquals(stem.length, 12_345);
});

Deno.test("it is known until when nothing that is heard of a stream has its place", () => {
  const clock = new ManualClock();
  const { track, source } = makeTrack(clock, new SimulatedSource(clock, PIPEWIRE));
  const gathering = () => {
    const seen: boolean[] = [];
    for (let i = 0; i < 150; i++) {
      run(track, clock, 0.02);
      seen.push(track.isGathering);
    }
    const count = seen.filter((is) => is).length;
    assertEquals(seen.lastIndexOf(true) - seen.indexOf(true) + 1, count);
    return seen.lastIndexOf(true) * 0.02;
  };
  assertAlmostEquals(gathering(), 0.85, 0.05);
  source.state = "gone";
  run(track, clock, 0.02);
  assertEquals([track.state.type, track.isGathering], ["away", false]);
  const next = new SimulatedSource(clock, PIPEWIRE);
  next.start();
  track.replace(next, clock.nowNs());
  clock.advance(0.04);
  run(track, clock, 0.02);
  assertAlmostEquals(gathering(), 0.8, 0.05);
  // A device that begins to count anew, without being opened again.
  next.restart();
  assertAlmostEquals(gathering(), 0.85, 0.05);
});

Deno.test("only a live device can be outdated", () => {
  const clock = new ManualClock();
  const { track, source } = makeTrack(clock);
  run(track, clock, 1);
  assertEquals(track.isOutdated(), false);
  source.outdated = true;
  assertEquals(track.isOutdated(), true);
  source.state = "gone";
  run(track, clock, 0.1);
  assertEquals(track.isOutdated(), false);
});

Deno.test("what was heard is written before its device is closed, which may hang", () => {
  for (const isOpenedFirst of [false, true]) {
    const clock = new ManualClock();
    // Its first blocks are gathered for 0.8 s.
    const { track, source, stem } = makeTrack(clock, new SimulatedSource(clock, PIPEWIRE));
    run(track, clock, 0.6);
    assertEquals(stem.length, 0);
    let written = NaN;
    source[Symbol.dispose] = () => void (written = stem.length);
    if (isOpenedFirst) track.replace(new SimulatedSource(clock), clock.nowNs());
    else track.settle(clock.nowNs());
    assertAlmostEquals(written / RATE_HZ, 0.55, 0.05);
  }
});
