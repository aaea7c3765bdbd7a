import type { Stem } from "../../../capture/stem/stem.ts";
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import type { Source } from "../../../capture/source/source.ts";
import type { FromTrack, ResumeTrack, ToTrack } from "../../../capture/track/track_protocol.ts";
import { PollLoop } from "../../../capture/track/poll_loop.ts";
import { StemRecorder } from "../../../capture/track/stem_recorder.ts";
import { DeviceError } from "../../../ffi/device_error.ts";
import { ManualTimers } from "../session/manual_timers.ts";
import { ManualClock, PIPEWIRE, SimulatedSource } from "../simulated_source.ts";

const RATE_HZ = 48_000;

/** A stem in memory. */
class MemoryStem implements Stem {
  readonly isInPlace = true;
  frames = 0;
  /** Of them, those that are exactly 0. */
  silentFrames = 0;
  syncs = 0;
  isFinished = false;
  isClosed = false;
  /** Thrown by `write` from this frame on, and by `finish`. */
  fullFrom = Infinity;
  fullError = Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
  finishFails = false;
  /** How often `prepare` says that there is more. */
  parts = 0;

  write(samples: Float32Array): void {
    if (this.frames + samples.length > this.fullFrom) throw this.fullError;
    this.frames += samples.length;
    for (const sample of samples) if (sample === 0) this.silentFrames++;
  }

  silence(frames: number): void {
    this.write(new Float32Array(frames));
  }

  sync(): void {
    this.syncs++;
  }

  prepare(): boolean {
    return this.parts-- > 0;
  }

  finish(): void {
    if (this.finishFails) throw this.fullError;
    this.isFinished = true;
  }

  [Symbol.dispose](): void {
    this.isClosed = true;
  }
}

/** A recorder whose sources, stem and messages a test holds in its hands. */
function makeRunner(openSource?: (clock: ManualClock) => Source, resume?: ResumeTrack) {
  const clock = new ManualClock();
  const sent: FromTrack[] = [];
  const hushed: boolean[] = [];
  const stem = new MemoryStem();
  const sources: SimulatedSource[] = [];
  const recorder = new StemRecorder({
    open: {
      type: "open",
      track: "mic",
      choice: { kind: "device", stream: "input", name: "Simulated" },
      rateHz: RATE_HZ,
      stemPath: "",
      nowNs: 0,
      epochNs: 0,
      pace: 1,
      ...(resume === undefined ? {} : { resume }),
    },
    openSource: () => {
      if (openSource !== undefined) return openSource(clock);
      const source = new SimulatedSource(clock, { name: `Simulated ${sources.length + 1}` });
      sources.push(source);
      return source;
    },
    createStem: () => stem,
    nextStem: () => new MemoryStem(),
    send: (message) => sent.push(message),
    hush: (isHushed) => hushed.push(isHushed),
  });
  const tell = (message: ToTrack) => recorder.handle(message, clock.nowNs());
  const open = () => recorder.open(clock.nowNs());
  const run = (seconds: number) => {
    for (let i = 0; i < Math.round(seconds * 50); i++) {
      clock.advance(0.02);
      recorder.poll(clock.nowNs());
    }
  };
  const of = <T extends FromTrack["type"]>(type: T) =>
    sent.filter((m): m is Extract<FromTrack, { type: T }> => m.type === type);
  /** Opens, starts, and records from the instant of the start on. */
  const record = () => {
    open();
    const zeroNs = clock.nowNs();
    tell({ type: "start", startNs: zeroNs });
    run(0.1);
    tell({ type: "zero", zeroNs });
    return zeroNs;
  };
  return { recorder, clock, sent, hushed, stem, sources, open, tell, run, of, record };
}

/** Polls a recorder as its worker does; `look` comes before each poll. */
function pollLoop({ recorder, clock }: ReturnType<typeof makeRunner>, look: () => void) {
  const timers = new ManualTimers(clock);
  const poll = () => {
    look();
    const now = clock.nowNs();
    const more = recorder.poll(now);
    return { more, stage: recorder.stage, withinMs: (recorder.tryNs - now) / 1e6 };
  };
  new PollLoop({ clock, pace: 1, poll, after: timers.after }).start();
  return timers;
}

Deno.test("a track opens, tells its first instant, records, and ends with the frames it is told", () => {
  const { open, recorder, clock, sent, stem, tell, run, of } = makeRunner();
  open();
  assertEquals(sent, [
    { type: "opened", name: "Simulated 1", rateHz: RATE_HZ, channels: 1, isSpare: false },
  ]);
  const zeroNs = clock.nowNs();
  tell({ type: "start", startNs: zeroNs });
  run(1);
  assertEquals(sent.slice(1), [{ type: "anchored", firstNs: zeroNs }]);
  tell({ type: "zero", zeroNs });
  run(2);
  tell({ type: "stop", endNs: clock.nowNs() });
  assertEquals(of("ending").map((m) => m.frames), [3 * RATE_HZ]);
  tell({ type: "finish", frames: 3 * RATE_HZ + 480 });
  run(0.04);
  assertEquals(of("stopped").map((m) => m.report.frames), [3 * RATE_HZ + 480]);
  assertEquals(of("progress").at(-1)?.progress.frames, 3 * RATE_HZ + 480);
  assertEquals([stem.frames, stem.isFinished], [3 * RATE_HZ + 480, true]);
  assertEquals(recorder.isDone, true);
  recorder.close();
});

Deno.test("progress is told five times a second at most, and the stem is synced more often than every second", () => {
  const { run, of, stem, record } = makeRunner();
  record();
  run(10);
  assertAlmostEquals(of("progress").length, 50, 2);
  // At once, with the first sound a quarter of a second later, and then every 0.7 s.
  assertAlmostEquals(stem.syncs, 15, 1);
  assertAlmostEquals(of("progress").at(-1)?.progress.frames ?? 0, 10 * RATE_HZ, 0.4 * RATE_HZ);
});

Deno.test("who has much to do before a stem is whole says all the while that he is there", () => {
  const { clock, tell, run, of, stem, record } = makeRunner();
  record();
  run(2);
  stem.parts = 500;
  tell({ type: "stop", endNs: clock.nowNs() });
  tell({ type: "finish", frames: 2 * RATE_HZ });
  const told = of("progress").length;
  run(9);
  assertAlmostEquals(of("progress").length - told, 45, 1);
  assertEquals([of("stopped").length, stem.isFinished], [0, false]);
  run(2);
  assertEquals([of("stopped").length, stem.isFinished], [1, true]);
});

Deno.test("an end known from the beginning is kept without being told again", () => {
  const { open, clock, tell, run, of, stem } = makeRunner();
  open();
  const zeroNs = clock.nowNs();
  tell({ type: "start", startNs: zeroNs });
  run(0.1);
  tell({ type: "zero", zeroNs, endNs: zeroNs + 2e9 });
  run(5);
  tell({ type: "stop", endNs: zeroNs + 2e9 });
  tell({ type: "finish", frames: 2 * RATE_HZ });
  run(0.02);
  assertEquals(of("ending").map((m) => m.frames), [2 * RATE_HZ]);
  assertEquals(stem.frames, 2 * RATE_HZ);
});

Deno.test("a device that does not open is told once, and tried again until it does", () => {
  const opened: number[] = [];
  const { open, recorder, sent, run } = makeRunner((clock) => {
    opened.push(clock.nowNs() / 1e9 - 1_000);
    if (opened.length < 4) {
      throw new DeviceError("busy", "Cannot open the microphone: it is in use");
    }
    return new SimulatedSource(clock);
  });
  open();
  assertEquals(sent, [{
    type: "unopened",
    failure: { kind: "busy", message: "Cannot open the microphone: it is in use" },
  }]);
  run(10);
  // At once, and 0.2, 0.6 and 1.4 s later, to the next poll.
  assertEquals(opened.map((seconds) => Math.round(seconds * 10) / 10), [0, 0.2, 0.6, 1.4]);
  assertEquals(sent.map((message) => message.type), ["unopened", "opened"]);
  assertEquals(recorder.isDone, false);
});

Deno.test("the stem of a device that is not there grows in silence until it comes", () => {
  let isThere = false;
  const { open, clock, tell, run, of, stem } = makeRunner((clock) => {
    if (!isThere) throw new DeviceError("missing", "there is none");
    return new SimulatedSource(clock);
  });
  open();
  const zeroNs = clock.nowNs();
  tell({ type: "zero", zeroNs });
  run(60);
  assertEquals(of("away"), [{ type: "away", atFrame: 0, reason: "there is none" }]);
  // As far behind as a source's sound may be late.
  assertAlmostEquals(stem.frames / RATE_HZ, 50, 0.1);
  isThere = true;
  run(20);
  assertAlmostEquals((of("back")[0]?.atFrame ?? NaN) / RATE_HZ, 60, 1);
  tell({ type: "stop", endNs: clock.nowNs() });
  tell({ type: "finish", frames: 80 * RATE_HZ });
  run(0.1);
  const [stopped] = of("stopped");
  assertEquals([stopped?.report.frames, stopped?.report.lost], [80 * RATE_HZ, undefined]);
  assertAlmostEquals(stopped?.report.startOffsetSeconds ?? NaN, 60, 1);
  assertEquals(of("gap").map(({ gap }) => gap.cause), ["late-start"]);
});

Deno.test("a worker that takes another's place goes on with its stem, behind silence of the right length", () => {
  const zeroNs = 990e9;
  const { open, run, of, stem, tell, clock } = makeRunner(undefined, {
    ...{ zeroNs, hushEdges: [], reason: "it hung" },
  });
  // Of ten seconds the other has written eight.
  stem.frames = 8 * RATE_HZ;
  open();
  run(5);
  assertEquals(of("away").map((m) => m.reason), ["it hung"]);
  assertEquals(of("back").length, 1);
  const [gap] = of("gap").map((m) => m.gap);
  assertEquals([gap?.atFrame, gap?.cause], [8 * RATE_HZ, "replaced"]);
  assertAlmostEquals((gap?.frames ?? NaN) / RATE_HZ, 2, 0.1);
  tell({ type: "stop", endNs: clock.nowNs() });
  tell({ type: "finish", frames: 15 * RATE_HZ });
  run(0.1);
  assertEquals([stem.frames, stem.isFinished], [15 * RATE_HZ, true]);
});

Deno.test("silence that a worker has written and not told of is told by the one that takes its place", () => {
  for (const [silentSeconds, cause] of [[3, "replaced"], [0, "late-start"]] as const) {
    const silentFrom = silentSeconds * RATE_HZ;
    const resume = { zeroNs: 990e9, silentFrom, hushEdges: [], reason: "it hung" };
    const { open, run, of, stem } = makeRunner(undefined, resume);
    stem.frames = 8 * RATE_HZ;
    open();
    run(5);
    const [gap] = of("gap").map((m) => m.gap);
    assertEquals([gap?.atFrame, gap?.cause], [silentFrom, cause]);
    assertAlmostEquals((gap?.frames ?? NaN) / RATE_HZ, 10 - silentSeconds, 0.1);
  }
});

Deno.test("a device that opens but does not start is tried again too", () => {
  const opened: SimulatedSource[] = [];
  const { open, of, sent, tell, run, clock } = makeRunner((clock) => {
    const source = new SimulatedSource(clock);
    if (opened.length === 0) source.startError = new DeviceError("denied", "no access");
    opened.push(source);
    return source;
  });
  open();
  tell({ type: "start", startNs: clock.nowNs() });
  assertEquals(of("unopened").map((m) => m.failure.kind), ["denied"]);
  assertEquals(opened[0]?.isDisposed, true);
  run(1);
  assertEquals(sent.map((message) => message.type), ["opened", "unopened", "opened"]);
  tell({ type: "start", startNs: clock.nowNs() });
  run(0.1);
  assertEquals(of("anchored").length, 1);
});

Deno.test("a file that does not open is the end of its track", () => {
  const { open, recorder, sent, tell, run } = makeRunner(() => {
    throw new Deno.errors.InvalidData("Cannot play: it holds no sound");
  });
  open();
  assertEquals(sent, [{
    type: "failed",
    failure: { kind: "file", message: "Cannot play: it holds no sound" },
  }]);
  assertEquals(recorder.isDone, true);
  tell({ type: "start", startNs: 0 });
  run(1);
  assertEquals(sent.length, 1);
});

Deno.test("a full disk ends the track with what its stem holds", () => {
  const { recorder, stem, run, of, record } = makeRunner();
  stem.fullFrom = 2 * RATE_HZ;
  record();
  run(5);
  const [failed] = of("failed");
  assertEquals(failed?.failure.kind, "disk");
  assertStringIncludes(failed?.failure.message ?? "", "No space");
  assertEquals(failed?.failure.report?.frames, stem.frames);
  assert(stem.frames > 1.9 * RATE_HZ && stem.isFinished && recorder.isDone);
});

Deno.test("a stem that cannot even be made whole is closed", () => {
  const { stem, run, of, record } = makeRunner();
  stem.fullFrom = RATE_HZ;
  stem.finishFails = true;
  record();
  run(5);
  assertEquals(of("failed").length, 1);
  assertEquals(stem.isClosed, true);
});

Deno.test("an exception nobody thought of is told as a bug", () => {
  const { stem, run, of, record } = makeRunner();
  stem.fullFrom = RATE_HZ;
  stem.fullError = Object.assign(new TypeError("x is not a function"), { code: "" });
  record();
  run(5);
  assertEquals(of("failed").map((m) => m.failure.kind), ["bug"]);
});

Deno.test("a device that goes away is opened again, and both that and its return are reported", () => {
  const { run, of, sources, stem, record } = makeRunner();
  record();
  run(5);
  const [first] = sources;
  assert(first !== undefined);
  first.state = "gone";
  run(0.02);
  assertEquals(of("away").map((m) => m.reason), ["Simulated 1 disconnected"]);
  assertEquals([first.isDisposed, sources.length], [true, 2]);
  run(5);
  assertEquals(of("back").map((m) => m.name), ["Simulated 2"]);
  assertEquals(of("failed"), []);
  assertAlmostEquals(stem.frames / RATE_HZ, 10.1, 1);
});

Deno.test("a kill takes a second at most, also when a device has just been opened, or opened again", async () => {
  const sources: SimulatedSource[] = [];
  const runner = makeRunner((clock) => {
    const source = new SimulatedSource(clock, PIPEWIRE);
    sources.push(source);
    return source;
  });
  const { clock, stem, of } = runner;
  const zeroNs = runner.record();
  const unwritten: number[] = [];
  const timers = pollLoop(runner, () => {
    const { startedNs = NaN } = sources.at(-1) ?? {};
    const now = clock.nowNs();
    unwritten.push(Math.min(now - startedNs, now - zeroNs - stem.frames * 1e9 / RATE_HZ) / 1e9);
  });
  for (const phaseSeconds of [1, 3.1, 3.2]) {
    await timers.run(phaseSeconds);
    const [last] = sources.slice(-1);
    assert(last !== undefined);
    last.state = "gone";
  }
  await timers.run(3);
  assertEquals([sources.length, of("back").length], [4, 3]);
  const most = Math.max(...unwritten);
  assert(most > 0.8 && most < 0.95, `${most} s`);
  // And from then on it costs no more.
  const polls = unwritten.length;
  await timers.run(2);
  assertEquals(unwritten.length - polls, 8);
});

Deno.test("what was heard is in the stem before a device is opened again, as that may hang", () => {
  const framesAtOpening: number[] = [];
  const sources: SimulatedSource[] = [];
  const runner = makeRunner((clock) => {
    framesAtOpening.push(runner.stem.frames);
    const source = new SimulatedSource(clock, PIPEWIRE);
    sources.push(source);
    return source;
  });
  runner.record();
  // Its first blocks have no place yet.
  runner.run(0.5);
  assertEquals(runner.stem.frames, 0);
  const [source] = sources;
  assert(source !== undefined);
  source.state = "gone";
  runner.run(0.04);
  assertEquals(framesAtOpening.length, 2);
  assertAlmostEquals((framesAtOpening[1] ?? NaN) / RATE_HZ, 0.6 - 0.025, 0.05);
});

Deno.test("a device that is away is opened again after 0.2, 0.4, 0.8, 0.8 … s, however seldom is polled", async () => {
  const opened: number[] = [];
  const sources: SimulatedSource[] = [];
  const runner = makeRunner((clock) => {
    opened.push(clock.nowNs());
    if (opened.length > 1 && opened.length < 8) throw new DeviceError("missing", "it is not there");
    const source = new SimulatedSource(clock);
    sources.push(source);
    return source;
  });
  runner.record();
  let polls = 0;
  const timers = pollLoop(runner, () => polls++);
  await timers.run(3);
  const [source] = sources;
  assert(source !== undefined);
  source.state = "gone";
  polls = 0;
  await timers.run(5);
  const afterFirst = opened.slice(2).map((ns) => Math.round((ns - (opened[1] ?? 0)) / 1e8) / 10);
  assertEquals(afterFirst, [0.2, 0.6, 1.4, 2.2, 3, 3.8]);
  // It costs little more than a device that is there.
  assertAlmostEquals(polls, 5 * 4 + 6, 6);
  assertEquals(runner.recorder.tryNs, Infinity);
});

Deno.test("a device that opens but delivers nothing gets 5 s to wake up before the next try", () => {
  const opened: SimulatedSource[] = [];
  const { run, of, record } = makeRunner((clock) => {
    const source = new SimulatedSource(clock, { name: `Simulated ${opened.length + 1}` });
    source.mute = opened.length === 1;
    opened.push(source);
    return source;
  });
  record();
  run(3);
  const [first] = opened;
  assert(first !== undefined);
  first.mute = true;
  run(2.1);
  assertEquals(opened.length, 2);
  run(4.8);
  assertEquals(opened.length, 2);
  run(0.4);
  assertEquals(opened.length, 3);
  run(1);
  assertEquals(of("away").length, 1);
  assertEquals(of("back").map((m) => m.name), ["Simulated 3"]);
});

Deno.test("a device that cannot be opened again leaves silence, and the end is not held up", () => {
  let isThere = true;
  let opened = 0;
  let current: SimulatedSource | undefined;
  const { run, of, tell, clock, stem, record } = makeRunner((clock) => {
    opened++;
    if (!isThere) throw new DeviceError("missing", "there is no such device");
    current = new SimulatedSource(clock);
    return current;
  });
  const zeroNs = record();
  run(5);
  isThere = false;
  assert(current !== undefined);
  current.state = "gone";
  run(20);
  // At once, and 0.2, 0.6, 1.4 s later, then every 0.8 s.
  assertEquals(opened, 1 + 3 + Math.floor((20 - 0.6) / 0.8));
  assertEquals(of("away").length, 1);
  assertEquals(of("back"), []);
  tell({ type: "stop", endNs: clock.nowNs() });
  const frames = of("ending")[0]?.frames ?? 0;
  assertEquals(frames, Math.round((clock.nowNs() - zeroNs) * RATE_HZ / 1e9));
  tell({ type: "finish", frames });
  run(0.02);
  assertEquals(of("stopped").map((m) => m.report.frames), [frames]);
  assertEquals(of("stopped")[0]?.report.lost !== undefined, true);
  assertEquals(stem.frames, frames);
});

Deno.test("when another device becomes the default, recording goes on there", () => {
  const { run, of, sources, record } = makeRunner();
  record();
  run(3);
  const [first] = sources;
  assert(first !== undefined);
  first.outdated = true;
  run(2.1);
  assertEquals(of("moved").map((m) => m.name), ["Simulated 2"]);
  assertEquals(first.isDisposed, true);
  run(3);
  assertEquals(sources.length, 2);
  assertEquals(of("away"), []);
});

Deno.test("a device is kept as long as the one that became the default does not open", () => {
  const opened: SimulatedSource[] = [];
  let tries = 0;
  const { run, of, stem, record } = makeRunner((clock) => {
    if (opened.length === 1 && tries++ < 2) throw new DeviceError("busy", "in use");
    const source = new SimulatedSource(clock, { name: `Simulated ${opened.length + 1}` });
    opened.push(source);
    return source;
  });
  record();
  run(3);
  const [first] = opened;
  assert(first !== undefined);
  first.outdated = true;
  run(0.7);
  assertEquals([tries, first.isDisposed, of("moved").length], [2, false, 0]);
  run(7.3);
  assertEquals(of("moved").map((m) => m.name), ["Simulated 2"]);
  assertEquals(first.isDisposed, true);
  assertEquals(of("away"), []);
  run(2);
  // Nothing was missed: sound from the first frame to the last, but for what is held for fades.
  assertAlmostEquals(stem.frames / RATE_HZ, 13.1, 0.1);
});

Deno.test("the old default is recorded until the new one delivers, however long it takes to wake up", () => {
  const opened: SimulatedSource[] = [];
  const { run, of, stem, record } = makeRunner((clock) => {
    const source = new SimulatedSource(clock, { name: `Simulated ${opened.length + 1}` });
    source.mute = opened.length > 0;
    opened.push(source);
    return source;
  });
  record();
  run(3);
  const [first] = opened;
  assert(first !== undefined);
  first.outdated = true;
  run(3);
  assertEquals([opened.length, first.isDisposed, of("moved").length], [2, false, 0]);
  const [, second] = opened;
  assert(second !== undefined);
  second.mute = false;
  run(2);
  assertEquals([first.isDisposed, of("moved").map((m) => m.name)], [true, ["Simulated 2"]]);
  assertEquals(of("gap").filter(({ gap }) => gap.frames > 0.1 * RATE_HZ), []);
  assertAlmostEquals(stem.frames / RATE_HZ, 8.1, 0.1);
});

Deno.test("a new default that never delivers is closed again, and the old one stays", () => {
  const opened: SimulatedSource[] = [];
  const { recorder, run, of, record } = makeRunner((clock) => {
    const source = new SimulatedSource(clock);
    source.mute = opened.length > 0;
    opened.push(source);
    return source;
  });
  record();
  run(3);
  const [first] = opened;
  assert(first !== undefined);
  first.outdated = true;
  run(7);
  assertEquals([opened[1]?.isDisposed, first.isDisposed, of("away").length], [true, false, 0]);
  recorder.close();
  assertEquals(opened.every(({ isDisposed }) => isDisposed), true);
});

Deno.test("a session that ends before it began leaves no stem", () => {
  const { open, recorder, tell, sent, stem } = makeRunner();
  open();
  tell({ type: "stop", endNs: 0 });
  assertEquals(recorder.isDone, true);
  assertEquals(sent.map((m) => m.type), ["opened"]);
  assertEquals([stem.frames, stem.isFinished], [0, false]);
});

Deno.test("the end is waited for as long as anything comes, and half a second more", () => {
  const { run, of, tell, clock, sources, record } = makeRunner();
  const zeroNs = record();
  run(3);
  const endNs = clock.nowNs() + 1e9;
  tell({ type: "stop", endNs });
  const frames = Math.round((endNs - zeroNs) * RATE_HZ / 1e9);
  tell({ type: "finish", frames });
  run(0.7);
  assertEquals(of("stopped"), []);
  const [source] = sources;
  assert(source !== undefined);
  source.mute = true;
  run(0.48);
  assertEquals(of("stopped"), []);
  run(0.06);
  assertEquals(of("stopped").map((m) => m.report.frames), [frames]);
});

Deno.test("what comes between stop and finish is kept for the end that another track needs", () => {
  const { tell, run, stem, clock, of, record, sources } = makeRunner();
  const zeroNs = record();
  run(3);
  tell({ type: "stop", endNs: clock.nowNs() });
  const frames = of("ending").at(-1)?.frames ?? 0;
  assertEquals(frames, Math.round((clock.nowNs() - zeroNs) * RATE_HZ / 1e9));
  run(1.5);
  assertEquals(stem.frames <= frames, true);
  tell({ type: "finish", frames: frames + 0.4 * RATE_HZ });
  run(0.02);
  assertEquals(of("stopped").map(({ report }) => report.frames), [frames + 0.4 * RATE_HZ]);
  assertEquals([stem.frames, stem.silentFrames], [frames + 0.4 * RATE_HZ, 0]);
  assertEquals(sources.length, 1);
});

Deno.test("an end that becomes a later one after it has passed costs nothing", () => {
  const { open, clock, tell, run, stem, of } = makeRunner();
  open();
  const zeroNs = clock.nowNs();
  tell({ type: "start", startNs: zeroNs });
  run(0.1);
  tell({ type: "zero", zeroNs, endNs: zeroNs + 2e9 });
  run(4);
  assert(stem.frames <= 2 * RATE_HZ);
  tell({ type: "extend", endNs: zeroNs + 6e9 });
  run(3);
  tell({ type: "stop", endNs: zeroNs + 6e9 });
  tell({ type: "finish", frames: 6 * RATE_HZ });
  run(0.02);
  assertEquals([stem.frames, stem.silentFrames], [6 * RATE_HZ, 0]);
  assertEquals(of("gap"), []);
});

Deno.test("a file whose thread began late is heard up to the end all the same", () => {
  const { tell, run, stem, of, record } = makeRunner((clock) => {
    const late = { nowNs: () => clock.nowNs() - 3e9 };
    return new SimulatedSource(late, { exact: true });
  });
  const zeroNs = record();
  tell({ type: "stop", endNs: zeroNs + 1e9 });
  tell({ type: "finish", frames: RATE_HZ });
  run(1);
  assertEquals(of("stopped"), []);
  run(4);
  assertEquals(of("stopped").map(({ report }) => report.frames), [RATE_HZ]);
  assertEquals([stem.frames, stem.silentFrames], [RATE_HZ, 0]);
});

Deno.test("closing tolerates a device that cannot be closed", () => {
  const { open, recorder } = makeRunner((clock) => {
    const source = new SimulatedSource(clock);
    source[Symbol.dispose] = () => {
      throw new Error("the server has died");
    };
    return source;
  });
  open();
  recorder.close();
  assertEquals(recorder.isDone, true);
});

Deno.test("what is played to headphones is hushed with the stem, by the worker that comes after too", () => {
  const { hushed, record, tell, run, of } = makeRunner();
  record();
  run(1);
  tell({ type: "hush", on: true, atFrame: RATE_HZ });
  tell({ type: "hush", on: false, atFrame: 2 * RATE_HZ });
  assertEquals(hushed, [false, true, false]);
  // What is on the disk already stays; until then it is from where it was asked for.
  assert((of("hushed")[0]?.atFrame ?? 0) >= RATE_HZ);
  assertEquals(of("hushed")[1]?.atFrame, 2 * RATE_HZ);
  const next = makeRunner(undefined, { zeroNs: 990e9, hushEdges: [5], reason: "it hung" });
  next.open();
  assertEquals(next.hushed, [true]);
});

Deno.test("a device that is awaited costs a few polls a second, and from when it comes it is heard at once", async () => {
  let isThere = false;
  const runner = makeRunner((clock) => {
    if (!isThere) throw new DeviceError("missing", "it is not there");
    return new SimulatedSource(clock);
  });
  const polls: number[] = [];
  runner.open();
  const timers = pollLoop(runner, () => polls.push(runner.clock.nowNs()));
  await timers.run(60);
  assertEquals(runner.sent.map(({ type }) => type), ["unopened"]);
  assert(polls.length < 60 * 4, `${polls.length} polls`);
  isThere = true;
  await timers.run(0.9);
  assertEquals(runner.of("opened").length, 1);
  polls.length = 0;
  await timers.run(1);
  assertAlmostEquals(polls.length, 50, 2);
});
