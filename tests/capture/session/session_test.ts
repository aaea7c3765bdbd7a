import type { TrackName } from "../../../capture/ground/tracks.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { FromTrack, ToTrack } from "../../../capture/track/track_protocol.ts";
import { DeviceError } from "../../../ffi/device_error.ts";
import {
  CLOSED,
  DEVICE,
  FILE,
  OPENED,
  progressOf,
  RATE_HZ,
  reportOf,
  withWorld,
} from "./fake_world.ts";
import { settle } from "./manual_timers.ts";

/** What a promise has resolved to by now. */
function watch<T>(promise: Promise<T>): T[] {
  const seen: T[] = [];
  promise.then((value) => seen.push(value), () => {});
  return seen;
}

Deno.test("no source starts before all are open, and the earliest first frame is the zero of all", () =>
  withWorld(async (world) => {
    const promise = world.start({ mic: DEVICE, system: DEVICE });
    const started = watch(promise);
    await world.say("mic", OPENED);
    await world.timers.run(4.9);
    assertEquals(world.of("mic", "start"), []);
    await world.say("system", OPENED);
    const startNs = world.clock.nowNs();
    assertEquals(world.of("mic", "start"), [{ type: "start", startNs }]);
    assertEquals(world.of("system", "start"), [{ type: "start", startNs }]);
    await world.say("mic", { type: "anchored", firstNs: startNs + 7 });
    await world.timers.run(2);
    assertEquals(started.length, 0);
    await world.say("system", { type: "anchored", firstNs: startNs + 5 });
    assertEquals(started.length, 1);
    for (const track of ["mic", "system"] as const) {
      assertEquals(world.of(track, "zero"), [{ type: "zero", zeroNs: startNs + 5 }]);
    }
    assertEquals(Object.keys(world.eventsOf("started")[0]?.tracks ?? {}), ["mic", "system"]);
    assertEquals(world.of("mic", "open")[0]?.stemPath, world.spool.stemPath("mic"));
    assertEquals(world.of("mic", "open")[0]?.libraryPath, "/lib.so");
  }));

Deno.test("a source that does not open in time does not hold the other back, and may come later", () =>
  withWorld(async (world) => {
    const promise = world.start({ mic: DEVICE, system: DEVICE });
    await world.say("mic", OPENED);
    await world.timers.run(5);
    const startNs = world.clock.nowNs();
    await world.say("mic", { type: "anchored", firstNs: startNs });
    const session = await promise;
    assertEquals(world.eventsOf("track-lost").map((e) => e.track), ["system"]);
    assertEquals(world.of("system", "start"), []);

    await world.timers.run(40);
    await world.say("system", OPENED);
    assertEquals(world.of("system", "start"), [{ type: "start", startNs }]);
    assertEquals(world.of("system", "zero"), [{ type: "zero", zeroNs: startNs }]);
    const [back] = world.eventsOf("track-back");
    assertAlmostEquals(back?.atSeconds ?? 0, 40, 1e-6);

    const stopping = session.stop();
    await world.answerStop(40 * RATE_HZ);
    const report = await stopping;
    assertEquals(report.tracks.system?.lost, undefined);
  }));

Deno.test("a source that delivers no first block in time does not hold the other back", () =>
  withWorld(async (world) => {
    const promise = world.start({ mic: DEVICE, system: DEVICE });
    await world.say("mic", OPENED);
    await world.say("system", OPENED);
    const firstNs = world.clock.nowNs() + 1e8;
    await world.say("system", { type: "anchored", firstNs });
    await world.timers.run(3);
    await promise;
    assertEquals(world.of("mic", "zero"), [{ type: "zero", zeroNs: firstNs }]);
    assertEquals(world.events.map((e) => e.type).slice(0, 2), ["started", "progress"]);
  }));

Deno.test("without any first block the zero is the instant of the start", () =>
  withWorld(async (world) => {
    const promise = world.start({ mic: DEVICE });
    await world.say("mic", OPENED);
    const startNs = world.clock.nowNs();
    await world.timers.run(3);
    await promise;
    assertEquals(world.of("mic", "zero"), [{ type: "zero", zeroNs: startNs }]);
  }));

Deno.test("one source that does not open leaves the other, and the report says why", () =>
  withWorld(async (world) => {
    const promise = world.start({ mic: DEVICE, system: DEVICE });
    const failure = { kind: "busy", message: "Cannot open the microphone: in use" } as const;
    await world.say("mic", { type: "unopened", failure });
    await world.say("system", OPENED);
    await world.say("system", { type: "anchored", firstNs: 5 });
    const session = await promise;
    assertEquals(Object.keys(world.eventsOf("started")[0]?.tracks ?? {}), ["system"]);
    assertEquals(world.eventsOf("track-lost"), [
      { type: "track-lost", track: "mic", atSeconds: 0, reason: failure.message },
    ]);
    // Its stem grows in silence, so that nothing that follows the stems has to wait for it.
    assertEquals(world.of("mic", "zero"), [{ type: "zero", zeroNs: 5 }]);
    const stopping = session.stop();
    await world.answerStop(480);
    const report = await stopping;
    assertEquals(report.tracks.mic?.lost, failure.message);
    assertEquals(report.tracks.system?.frames, 480);
    await session.closed;
  }));

Deno.test("a device that could not be opened at first is recorded from when it can", () =>
  withWorld(async (world) => {
    const promise = world.start({ mic: DEVICE, system: DEVICE });
    const failure = { kind: "missing", message: "there is no such device" } as const;
    await world.say("mic", { type: "unopened", failure });
    await world.say("system", OPENED);
    const firstNs = world.clock.nowNs();
    await world.say("system", { type: "anchored", firstNs });
    const session = await promise;
    assertEquals(world.of("mic", "zero"), [{ type: "zero", zeroNs: firstNs }]);
    await world.timers.run(30);
    await world.say("mic", { type: "back", atFrame: 30 * RATE_HZ, name: "Device", isSpare: false });
    assertEquals(world.eventsOf("track-back").map((e) => e.atSeconds), [30]);
    const stopping = session.stop();
    await world.answerStop(30 * RATE_HZ);
    assertEquals((await stopping).tracks.mic?.lost, undefined);
  }));

Deno.test("when none can be opened, the first one's error is told and nothing is left on disk", () =>
  withWorld(async (world, folder) => {
    const promise = world.start({ mic: DEVICE, system: DEVICE });
    const mic = { kind: "denied", message: "Cannot open the microphone: denied" } as const;
    const system = { kind: "missing", message: "no such output" } as const;
    await world.say("system", { type: "unopened", failure: system });
    await world.say("mic", { type: "unopened", failure: mic });
    for (const track of ["mic", "system"] as const) {
      assertEquals(world.of(track, "stop").length, 1);
      await world.say(track, CLOSED);
    }
    const error = await assertRejects(() => promise, DeviceError, "denied");
    assertEquals(error.kind, "denied");
    assertEquals([...Deno.readDirSync(folder)], []);
    assertEquals(world.isDisposed, true);
    assertEquals(world.timers.waiting, 0);
  }));

Deno.test("when no source answers at all, the start fails and the workers are ended", () =>
  withWorld(async (world, folder) => {
    const promise = world.start({ mic: DEVICE, system: DEVICE });
    await world.timers.run(29);
    assertEquals(world.isDisposed || world.terminated.length > 0, false);
    await world.timers.run(3);
    await assertRejects(() => promise, DeviceError, "no source has answered");
    assertEquals(world.terminated, ["mic", "system"]);
    // A worker may still be inside the library.
    assertEquals(world.isDisposed, false);
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test("the only source is waited for longer, and a file even when a device is open", () =>
  withWorld(async (world) => {
    const promise = world.start({ mic: DEVICE, system: FILE });
    await world.say("mic", OPENED);
    await world.timers.run(20);
    assertEquals(world.of("mic", "start"), []);
    await world.say("system", OPENED);
    assertEquals(world.of("mic", "start").length, 1);
    await world.timers.run(3);
    await promise;
  }));

Deno.test("a file that cannot be played fails the session, whatever the other source does", () =>
  withWorld(async (world, folder) => {
    const promise = world.start({ mic: DEVICE, system: FILE });
    await world.say("mic", OPENED);
    const failure = { kind: "file", message: 'Cannot play "a.wav": it holds no sound' } as const;
    await world.say("system", { type: "failed", failure }, CLOSED);
    await world.say("mic", CLOSED);
    await assertRejects(() => promise, Deno.errors.InvalidData, "holds no sound");
    assertEquals(world.of("mic", "stop").length, 1);
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test("a worker that breaks while it opens fails as a bug", () =>
  withWorld(async (world) => {
    const promise = world.start({ mic: DEVICE });
    const failure = { kind: "bug", message: "x is not a function" } as const;
    await world.say("mic", { type: "failed", failure }, CLOSED);
    const error = await assertRejects(() => promise, Error, "not a function");
    assertEquals(error instanceof DeviceError, false);
  }));

Deno.test("no source, and a pace that a device cannot follow, are refused", () =>
  withWorld(async (world) => {
    await assertRejects(() => world.start({}), RangeError, "no source");
    await assertRejects(() => world.start({ mic: DEVICE }, { pace: 2 }), RangeError, "2 times");
  }));

Deno.test("a duration is told to the tracks from the beginning, and its end is exact", () =>
  withWorld(async (world) => {
    const session = await world.startBoth(DEVICE, { durationSeconds: 10 });
    const [zero] = world.of("mic", "zero");
    assert(zero !== undefined);
    assertEquals(zero.endNs, zero.zeroNs + 10e9);
    const ended = watch(session.ended);
    await world.timers.run(9.9);
    assertEquals(ended, []);
    await world.timers.run(0.5);
    assertEquals(ended, ["duration"]);
    await world.timers.run(5);
    const stopping = session.stop();
    await settle();
    assertEquals(world.of("mic", "stop"), [{ type: "stop", endNs: zero.zeroNs + 10e9 }]);
    await world.answerStop(10 * RATE_HZ);
    assertEquals((await stopping).frames, 10 * RATE_HZ);
    assertAlmostEquals(world.eventsOf("progress").at(-1)?.seconds ?? 0, 10, 1e-6);
  }));

Deno.test("files end the session when the last of them has, at exactly that instant", () =>
  withWorld(async (world) => {
    const session = await world.startBoth(FILE, { pace: 100 });
    const zeroNs = world.of("mic", "zero")[0]?.zeroNs ?? 0;
    const ended = watch(session.ended);
    assertEquals(world.of("mic", "open")[0]?.libraryPath, undefined);
    await world.timers.run(1);
    await world.say("mic", { type: "ended", endNs: zeroNs + 20e9 });
    assertEquals(ended, []);
    assertEquals(world.eventsOf("track-ended"), [
      { type: "track-ended", track: "mic", atSeconds: 20 },
    ]);
    await world.say("system", { type: "ended", endNs: zeroNs + 30e9 });
    assertEquals(ended, ["sources-ended"]);
    const stopping = session.stop();
    await settle();
    assertEquals(world.of("system", "stop"), [{ type: "stop", endNs: zeroNs + 30e9 }]);
    await world.answerStop(30 * RATE_HZ);
    assertEquals((await stopping).frames, 30 * RATE_HZ);
  }));

Deno.test("a stem that is further than the others' end makes the session longer, and cuts nothing", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    await world.timers.run(2);
    const stopping = session.stop();
    await settle();
    await world.say("mic", { type: "ending", frames: 2 * RATE_HZ });
    assertEquals(world.of("mic", "finish"), []);
    await world.say("system", { type: "ending", frames: 2 * RATE_HZ + 100 });
    const finish: ToTrack = { type: "finish", frames: 2 * RATE_HZ + 100 };
    assertEquals(world.of("mic", "finish"), [finish]);
    assertEquals(world.of("system", "finish"), [finish]);
    await world.say("mic", { type: "stopped", report: reportOf(finish.frames) }, CLOSED);
    const lost = {
      lost: "unplugged",
      gapCount: 2,
      gapFrames: RATE_HZ,
      dropped: 3,
      unplacedFrames: 9,
    };
    const report = reportOf(finish.frames, lost);
    await world.say("system", { type: "stopped", report }, CLOSED);
    assertEquals(await stopping, {
      rateHz: RATE_HZ,
      frames: finish.frames,
      tracks: {
        mic: {
          name: "Device",
          frames: finish.frames,
          dropped: 0,
          unplacedFrames: 0,
          gaps: { count: 0, seconds: 0 },
          ppm: 12,
          startOffsetSeconds: 0.25,
        },
        system: {
          name: "Device",
          frames: finish.frames,
          dropped: 3,
          unplacedFrames: 9,
          gaps: { count: 2, seconds: 1 },
          ppm: 12,
          startOffsetSeconds: 0.25,
          lost: "unplugged",
        },
      },
    });
    assert(session.stop() === session.stop());
    await session.closed;
    assertEquals(world.isDisposed, true);
  }));

Deno.test("a worker that hangs at the end costs its own track only", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    await world.say("mic", progressOf(RATE_HZ));
    await world.say("system", progressOf(RATE_HZ));
    await world.timers.run(1);
    const stopping = watch(session.stop());
    await settle();
    await world.say("mic", { type: "ending", frames: RATE_HZ });
    await world.timers.run(10);
    await world.say("mic", { type: "stopped", report: reportOf(RATE_HZ) }, CLOSED);
    await world.timers.run(60);
    const [report] = stopping;
    assertEquals(report?.tracks.mic?.lost, undefined);
    assertEquals(report?.tracks.system?.lost, "Device did not answer");
    assertEquals(report?.tracks.system?.frames, RATE_HZ);
    await world.timers.run(2);
    await session.closed;
    assertEquals(world.terminated, ["mic", "system"]);
    assertEquals(world.isDisposed, false);
  }));

Deno.test("a worker that still moves at the end is given all the time it needs", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    await world.timers.run(1);
    const stopping = watch(session.stop());
    await settle();
    for (const track of ["mic", "system"] as const) {
      await world.say(track, { type: "ending", frames: RATE_HZ });
    }
    for (let i = 0; i < 10; i++) {
      await world.timers.run(9);
      await world.say("mic", progressOf(RATE_HZ));
    }
    // One sync of a disk that is busy may take half a minute.
    await world.timers.run(50);
    assertEquals(stopping, []);
    for (const track of ["mic", "system"] as const) {
      await world.say(track, { type: "stopped", report: reportOf(RATE_HZ) }, CLOSED);
    }
    assertEquals(stopping.length, 1);
  }));

Deno.test("a track that fails while it records leaves the other, and its stem counts for what it holds", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    const ended = watch(session.ended);
    await world.timers.run(1);
    const failure = { kind: "disk", message: "No space", report: reportOf(9_600) } as const;
    await world.say("mic", { type: "failed", failure }, CLOSED);
    assertEquals(world.eventsOf("track-lost"), [
      { type: "track-lost", track: "mic", atSeconds: 0.2, reason: "No space" },
    ]);
    assertEquals(ended, []);
    const stopping = session.stop();
    await world.answerStop(RATE_HZ, ["system"]);
    const report = await stopping;
    assertEquals([report.tracks.mic?.frames, report.tracks.mic?.lost], [9_600, "No space"]);
  }));

const BUG: FromTrack = { type: "failed", failure: { kind: "bug", message: "stack overflow" } };

Deno.test("a worker that dies of a bug is replaced by one that goes on with its stem", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    const zeroNs = world.of("mic", "zero")[0]?.zeroNs ?? NaN;
    await world.say("mic", progressOf(480), BUG);
    assertEquals(world.eventsOf("track-lost").map((e) => e.reason), ["stack overflow"]);
    assertEquals(world.of("mic", "open").length, 1);
    await world.say("mic", CLOSED);
    const [first, second] = world.of("mic", "open");
    assertEquals(second?.resume, { zeroNs, hushEdges: [], reason: "stack overflow" });
    assert(first?.fence !== undefined && second?.fence !== undefined);
    assertEquals([new Int32Array(first.fence)[0], new Int32Array(second.fence)[0]], [1, 0]);
    await world.say("mic", { type: "back", atFrame: 960, name: "Device", isSpare: false });
    const stopping = session.stop();
    await world.answerStop(RATE_HZ);
    assertEquals((await stopping).tracks.mic?.lost, undefined);
    assertEquals(world.isDisposed, true);
  }));

Deno.test("a worker that dies while it opens its device is replaced once the session runs", () =>
  withWorld(async (world) => {
    const promise = world.start({ mic: DEVICE, system: DEVICE });
    await world.say("mic", BUG, CLOSED);
    await world.say("system", OPENED);
    assertEquals(world.of("mic", "open").length, 1);
    await world.say("system", { type: "anchored", firstNs: world.clock.nowNs() });
    await promise;
    const zeroNs = world.of("system", "zero")[0]?.zeroNs ?? NaN;
    assertEquals(world.of("mic", "open")[1]?.resume, {
      zeroNs,
      hushEdges: [],
      reason: "stack overflow",
    });
    assertEquals(world.eventsOf("track-lost").map((e) => e.track), ["mic"]);
  }));

Deno.test("a worker that hangs while its device is away is replaced, and the library stays", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    const talk = async (seconds: number) => {
      for (let i = 0; i < seconds; i++) {
        await world.timers.run(1);
        await world.say("system", progressOf(480));
      }
    };
    await talk(60);
    // One that delivers may be mute for long, if its disk is.
    assertEquals(world.of("mic", "open").length, 1);
    await world.say("mic", { type: "away", atFrame: 0, reason: "it went away" });
    await talk(44);
    assertEquals(world.of("mic", "open").length, 1);
    await talk(2);
    assertEquals(world.of("mic", "open")[1]?.resume?.reason, "it went away");
    assertEquals(world.of("mic", "open")[1]?.resume?.silentFrom, 0);
    assertEquals(world.terminated, ["mic"]);
    const stopping = session.stop();
    await world.answerStop(RATE_HZ);
    await stopping;
    await session.closed;
    assertEquals(world.isDisposed, false);
  }));

Deno.test("a worker that hangs while its device delivers is told of, and that it moves again", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    const talk = async (seconds: number) => {
      for (let i = 0; i < seconds; i++) {
        await world.timers.run(1);
        await world.say("system", progressOf(480));
      }
    };
    await world.say("mic", progressOf(480));
    await talk(44);
    assertEquals(world.eventsOf("track-lost"), []);
    await talk(60);
    const reason = "nothing was heard of Device for 45 s";
    assertEquals(world.eventsOf("track-lost"), [
      { type: "track-lost", track: "mic", atSeconds: 0.01, reason },
    ]);
    await world.say("mic", progressOf(960), progressOf(1_440));
    assertEquals(world.eventsOf("track-back").map((e) => [e.track, e.atSeconds]), [["mic", 0.02]]);
    assertEquals(world.of("mic", "open").length, 1);
    const stopping = session.stop();
    await world.answerStop(RATE_HZ);
    await stopping;
  }));

Deno.test("a worker that hangs at the end must not touch its stem any more when it wakes up", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    await world.say("mic", progressOf(480));
    const isFenced = (track: TrackName) => {
      const { fence = new SharedArrayBuffer(4) } = world.of(track, "open")[0] ?? {};
      return new Int32Array(fence)[0] === 1;
    };
    const stopping = session.stop();
    await world.answerStop(RATE_HZ, ["system"]);
    // Its disk may be slow.
    await world.timers.run(50);
    assertEquals(isFenced("mic"), false);
    await world.timers.run(20);
    assertEquals((await stopping).tracks.mic?.frames, 480);
    assertEquals([isFenced("mic"), isFenced("system")], [true, false]);
    await session.closed;
  }));

Deno.test({
  name: "a journal that is removed just before the end is whole under its name",
  ignore: Deno.build.os === "windows", // There a file that is open keeps its name.
  fn: () =>
    withWorld(async (world) => {
      const session = await world.startBoth();
      Deno.removeSync(world.spool.journalPath);
      const stopping = session.stop();
      await world.answerStop(RATE_HZ);
      await stopping;
      const kinds = world.journal.map(({ type }) => type);
      assertEquals([kinds[0], kinds.at(-1)], ["session", "stop"]);
    }),
});

Deno.test("who dies again and again, of a full disk, or as a file, is not replaced", () =>
  withWorld(async (world) => {
    await world.startBoth();
    for (let i = 0; i < 9; i++) await world.say("mic", BUG, CLOSED);
    assertEquals(world.of("mic", "open").length, 5);
    const failure = { kind: "disk", message: "full" } as const;
    await world.say("system", { type: "failed", failure }, CLOSED);
    assertEquals(world.of("system", "open").length, 1);
  }));

Deno.test("who dies once in a while, and delivers in between, is replaced for ever", () =>
  withWorld(async (world) => {
    await world.startBoth();
    for (let i = 0; i < 9; i++) {
      await world.say("mic", BUG, CLOSED);
      await world.say("mic", { type: "back", atFrame: 480, name: "Device", isSpare: false });
      for (let s = 0; s < 310; s++) {
        await world.say("mic", progressOf(480));
        await world.timers.run(1);
      }
    }
    assertEquals(world.of("mic", "open").length, 10);
    // Who says nothing does not deliver, nor who is away.
    for (let i = 0; i < 4; i++) {
      await world.say("mic", BUG, CLOSED);
      await world.say("mic", { type: "back", atFrame: 480, name: "Device", isSpare: false });
      await world.timers.run(310);
    }
    await world.say("mic", BUG, CLOSED);
    assertEquals(world.of("mic", "open").length, 14);
  }));

Deno.test("when all tracks have failed there is nothing left to record", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    const ended = watch(session.ended);
    const failure = { kind: "disk", message: "broken" } as const;
    await world.say("mic", { type: "failed", failure }, CLOSED);
    await world.say("system", { type: "failed", failure }, CLOSED);
    assertEquals(ended, ["all-lost"]);
    const report = await session.stop();
    assertEquals(report.tracks.mic?.lost, "broken");
    await session.closed;
  }));

Deno.test("devices that go away may come back; only when all are away for a minute is it over", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    const ended = watch(session.ended);
    /** Another 70 s, in which a worker says something. */
    const listen = async (track: TrackName) => {
      await world.timers.run(35);
      await world.say(track, progressOf(480));
      await world.timers.run(35);
    };
    const away: FromTrack = { type: "away", atFrame: RATE_HZ, reason: "unplugged" };
    await world.say("mic", away);
    await listen("system");
    await world.say("system", away);
    await world.timers.run(59);
    await world.say("mic", { type: "back", atFrame: 2 * RATE_HZ, name: "Other", isSpare: false });
    await listen("mic");
    assertEquals(ended, []);
    assertEquals(world.eventsOf("track-back").map((e) => e.name), ["Other"]);
    await world.say("mic", away);
    await world.timers.run(61);
    assertEquals(ended, ["all-lost"]);
    assertEquals(world.eventsOf("track-lost").length, 3);
  }));

Deno.test("what happens is told as events and journalled, with an anchor a second", () =>
  withWorld(async (world) => {
    const session = await world.startBoth(DEVICE, { settings: { out: "a.mp3" } });
    for (const track of ["mic", "system"] as const) await world.say(track, progressOf(480));
    await world.timers.run(5);
    const gap = { atFrame: 480, frames: 4_800, cause: "stall" } as const;
    await world.say("mic", { type: "gap", gap });
    await world.say("system", { type: "moved", atFrame: 960, name: "Headset", isSpare: false });
    assertEquals(world.eventsOf("gap"), [
      { type: "gap", track: "mic", atSeconds: 0.01, seconds: 0.1, cause: "stall" },
    ]);
    assertEquals(world.eventsOf("track-moved").map((e) => e.name), ["Headset"]);
    assertAlmostEquals(world.eventsOf("progress").length, 20, 1);
    assertEquals(world.eventsOf("progress").at(-1)?.tracks.mic, {
      frames: 480,
      peakDb: -6,
      rmsDb: -Infinity,
      ppm: 12,
      dropped: 0,
    });
    const stopping = session.stop();
    await world.answerStop(5 * RATE_HZ);
    await stopping;
    const { journal } = world;
    const [first] = journal;
    assert(first?.type === "session");
    assertEquals(first.settings, { out: "a.mp3" });
    assertEquals(first.tracks.mic, { name: "Device", kind: "device", stream: "input" });
    assertAlmostEquals(journal.filter((r) => r.type === "anchor").length, 10, 2);
    const kinds = journal.map((r) => r.type).filter((type) => type !== "anchor");
    assertEquals(kinds, ["session", "opened", "opened", "zero", "gap", "moved", "stop"]);
    const last = journal.at(-1);
    assert(last?.type === "stop");
    assertEquals(last.frames, 5 * RATE_HZ);
  }));

Deno.test("levels of what came after the last tick are told too", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    const stopping = session.stop();
    await world.say("mic", progressOf(480));
    await world.answerStop(480);
    await stopping;
    const last = world.eventsOf("progress").at(-1);
    assertEquals([last?.seconds, last?.tracks.mic?.peakDb], [0.01, -6]);
  }));

Deno.test("a journal that is gone does not disturb the recording", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    await world.timers.run(1);
    Deno.removeSync(world.spool.journalPath);
    await world.timers.run(2);
    const stopping = session.stop();
    await world.answerStop(3 * RATE_HZ);
    assertEquals((await stopping).frames, 3 * RATE_HZ);
  }));

Deno.test("a spool that holds a journal already is refused", () =>
  withWorld(async (world) => {
    Deno.writeTextFileSync(world.spool.journalPath, "");
    const error = await assertRejects(() => world.start({ mic: DEVICE }));
    assert(error instanceof Deno.errors.AlreadyExists);
    assertStringIncludes(error.message, "exists");
    assertEquals(Deno.readTextFileSync(world.spool.journalPath), "");
    assertEquals(world.isDisposed, true);
  }));
