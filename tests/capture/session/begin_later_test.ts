import { assert, assertAlmostEquals, assertEquals, assertLess, assertRejects } from "@std/assert";
import { TRACK_NAMES, type TrackName } from "../../../capture/ground/tracks.ts";
import { builtUrl } from "../../../ffi/bundle/manifest.ts";
import { makeNoSpeech } from "../../../scripts/corpus/no_speech.ts";
import { makeConversation } from "../../../scripts/stage/conversation.ts";
import { randomNumbers } from "../../../scripts/stage/random_numbers.ts";
import { whiteNoise } from "../../dsp/signals.ts";
import type { FromTrack } from "../../../capture/track/track_protocol.ts";
import { CLOSED, DEVICE, type FakeWorld, OPENED, progressOf, withWorld } from "./fake_world.ts";
import { settle } from "./manual_timers.ts";
import { RATE_HZ, World } from "./simulated_session.ts";

const speech = { rnnoiseUrl: builtUrl("rnnoise.wasm").href };
const noise = whiteNoise(RATE_HZ, 1e-4);
const { near } = makeConversation(20, 0.3);
/** Silence before the first turn of the conversation. */
const LEAD_SECONDS = 0.3;

/** The room, one who speaks from an instant on, and clicks that both sides hear. */
function roomWith(
  speaker: TrackName,
  fromSeconds: number,
  clicks: readonly number[],
): (track: TrackName, seconds: number) => number {
  return (track, seconds) => {
    if (clicks.some((at) => seconds >= at && seconds < at + 0.001)) return 1;
    const frame = Math.floor(seconds * RATE_HZ);
    const room = noise[frame % noise.length] ?? 0;
    const voice = near[Math.floor((seconds - fromSeconds) * RATE_HZ)] ?? 0;
    return track === speaker ? room + voice : room;
  };
}

Deno.test("a session begins so long before the first word, on both sides at the same instant, and loses nothing", async () => {
  for (let seed = 1; seed <= 4; seed++) {
    await World.in(20 + seed, async (world) => {
      const random = randomNumbers(seed);
      const preRollSeconds = [10, 0, 4, 7.3][seed - 1] ?? 10;
      const speaksAt = 18 + 10 * random();
      const wordAt = speaksAt + LEAD_SECONDS;
      // Before the pre-roll, in it, and after the session has begun.
      const clicks = [wordAt - preRollSeconds - 2, wordAt - 0.6 * preRollSeconds, speaksAt + 14];
      world.sound = roomWith(seed % 2 === 0 ? "mic" : "system", speaksAt, clicks);
      const starting = world.wait({ speech }, { preRollSeconds });
      await world.timers.run(speaksAt - 1);
      assertEquals([world.stems.mic.frames, world.stems.system.frames, world.records.length], [
        ...[0, 0, 0],
      ]);
      assertEquals(world.events.map(({ type }) => type), ["waiting"]);
      await world.timers.run(20);
      const session = await starting;
      assertEquals(world.events[1]?.type, "started");
      const frames = await world.stop(session);
      const [mic = [], system = []] = TRACK_NAMES.map((track) => {
        assertEquals(world.stems[track].frames, frames);
        return world.stems[track].loudFrames;
      });
      // Of the clicks, those from the pre-roll on.
      const expected = preRollSeconds === 0 ? 1 : 2;
      assertEquals([mic.length, system.length], [expected, expected], `seed ${seed}`);
      mic.forEach((frame, i) => assertLess(Math.abs(frame - (system[i] ?? 0)), 48));
      const lastClick = (mic.at(-1) ?? 0) / RATE_HZ;
      const wordSeconds = lastClick - (speaksAt + 14 - wordAt);
      assertLess(Math.abs(wordSeconds - preRollSeconds), 0.35, `seed ${seed}`);
      if (expected === 2) {
        const between = (mic[1] ?? 0) - (mic[0] ?? 0);
        const apart = ((clicks[2] ?? 0) - (clicks[1] ?? 0)) * RATE_HZ;
        assertLess(Math.abs(between - apart), 96);
      }
      assert((world.agoSeconds ?? 0) > preRollSeconds);
      assertEquals(
        world.records.map(({ type }) => type).filter((type) => !["anchor", "sound"].includes(type)),
        [
          ...["session", "opened", "opened", "zero", "stop"],
        ],
      );
    });
  }
});

Deno.test("what is asked for afterwards is obeyed at its place: a pause, and a duration from the first frame", () =>
  World.in(31, async (world) => {
    world.sound = roomWith("mic", 10, []);
    const starting = world.wait({ speech, durationSeconds: 25 }, { preRollSeconds: 5 });
    await world.timers.run(18);
    const session = await starting;
    const pausedAt = await world.ask(session, { type: "pause" });
    await world.timers.run(1);
    const resumedAt = await world.ask(session, { type: "resume" });
    await world.timers.run(20);
    assertEquals(await session.ended, "duration");
    assertEquals(await world.stop(session), 25 * RATE_HZ);
    for (const track of TRACK_NAMES) {
      const stem = world.stems[track];
      assert(!stem.isSilent(Math.round((pausedAt - 0.2) * RATE_HZ)), track);
      assert(stem.isSilent(Math.round((pausedAt + 0.1) * RATE_HZ)), track);
      assert(stem.isSilent(Math.round((resumedAt - 0.1) * RATE_HZ)), track);
      assert(!stem.isSilent(Math.round((resumedAt + 0.2) * RATE_HZ)), track);
    }
  }));

Deno.test("a side that is not there, or comes while it waits or afterwards, delays nothing", async () => {
  for (const presentFrom of [8, 1_000, 27]) {
    await World.in(32, async (world) => {
      world.presentFrom.system = presentFrom;
      world.sound = roomWith("mic", 15, [33]);
      const starting = world.wait({ speech }, { preRollSeconds: 5 });
      await world.timers.run(24);
      const session = await starting;
      await world.timers.run(14);
      const frames = await world.stop(session);
      assertEquals([world.stems.mic.frames, world.stems.system.frames], [frames, frames]);
      const types = world.events.map(({ type }) => type).filter((type) => type !== "progress");
      const began = types.indexOf("started");
      // It is told of while it waits, as while it is recorded.
      const [before, after] = [types.slice(0, began), types.slice(began)];
      assertEquals(before, ["waiting", "track-lost", ...presentFrom < 15 ? ["track-back"] : []]);
      assertEquals(after.includes("track-lost"), presentFrom > 15, `${presentFrom} s`);
      assertEquals(after.includes("track-back"), presentFrom === 27, `${presentFrom} s`);
      const [mic] = world.stems.mic.loudFrames;
      const [system] = world.stems.system.loudFrames;
      assertEquals(system !== undefined, presentFrom < 33, `${presentFrom} s`);
      if (system !== undefined) assertLess(Math.abs(system - (mic ?? 0)), 96);
    });
  }
});

Deno.test("music does not begin it, and who gives up leaves nothing", () =>
  World.in(33, async (world) => {
    const music = makeNoSpeech("piano", 30, -30, 4);
    world.sound = (track, seconds) => {
      const room = noise[Math.floor(seconds * RATE_HZ) % noise.length] ?? 0;
      return room + (track === "system" ? music[Math.floor(seconds * RATE_HZ)] ?? 0 : 0);
    };
    const leaving = new AbortController();
    const starting = world.wait({ speech }, { preRollSeconds: 5, signal: leaving.signal });
    await world.timers.run(30);
    assertEquals(world.events.map(({ type }) => type), ["waiting"]);
    leaving.abort();
    await world.timers.run(5);
    const error = await assertRejects(() => starting);
    assertEquals(error, leaving.signal.reason);
    assertEquals(world.agoSeconds, undefined);
    assertEquals(world.stems.mic.frames, 0);
  }));

Deno.test("where no device is there one is waited for, and begins it with its first sound; the other joins", () =>
  World.in(35, async (world) => {
    world.presentFrom.mic = 40;
    world.presentFrom.system = 50;
    world.sound = roomWith("mic", 1_000, [41, 53]);
    const starting = world.wait({}, { awaitDevices: true, onSpeech: false });
    await world.timers.run(39);
    assertEquals(world.events.map(({ type }) => type), ["awaiting"]);
    const [awaiting] = world.events;
    assert(awaiting?.type === "awaiting");
    assertEquals(awaiting.reasons, { mic: "it is not there", system: "it is not there" });
    assertEquals([world.records.length, world.stems.mic.frames], [0, 0]);
    await world.timers.run(16);
    const frames = await world.stop(await starting);
    const types = world.events.map(({ type }) => type).filter((type) => type !== "progress");
    assertEquals(types, ["awaiting", "started", "track-lost", "track-back", "gap"]);
    assertEquals([world.stems.mic.frames, world.stems.system.frames], [frames, frames]);
    // The microphone is tried every 0.8 s.
    const [first = 0, second = 0] = world.stems.mic.loudFrames;
    assertLess(first, 1.01 * RATE_HZ);
    assertLess(0.1 * RATE_HZ, first);
    assertLess(Math.abs(second - first - 12 * RATE_HZ), 96);
    const [joined = 0] = world.stems.system.loudFrames;
    assertLess(Math.abs(joined - second), 96);
    assertEquals(world.records.filter(({ type }) => type === "zero").length, 1);
  }));

Deno.test("who gives up waiting for a device leaves nothing", () =>
  World.in(36, async (world) => {
    world.presentFrom.mic = world.presentFrom.system = 1e6;
    const leaving = new AbortController();
    const starting = world.wait({}, {
      ...{ awaitDevices: true, onSpeech: false, signal: leaving.signal },
    });
    await world.timers.run(7_300);
    leaving.abort(new Error("Ctrl+C"));
    await world.timers.run(3);
    await assertRejects(() => starting, Error, "Ctrl+C");
    assertEquals(world.records, []);
  }));

Deno.test("a microphone that is muted while it waits is told of, once, and when it is not any more", () =>
  World.in(37, async (world) => {
    const mute = { fromSeconds: 6, toSeconds: 20 };
    const room = roomWith("mic", 1_000, []);
    world.sound = (track, seconds) => {
      const isMuted = track === "mic" && seconds >= mute.fromSeconds && seconds < mute.toSeconds;
      return isMuted ? 0 : room(track, seconds);
    };
    const leaving = new AbortController();
    const starting = world.wait({ speech }, { signal: leaving.signal });
    await world.timers.run(mute.fromSeconds);
    const [source] = world.sources.mic;
    assert(source !== undefined);
    source.muted = { what: "device", name: "Device" };
    await world.timers.run(mute.toSeconds - mute.fromSeconds);
    source.muted = undefined;
    await world.timers.run(3);
    const told = world.events.flatMap((one) => {
      return one.type === "sound" ? [[one.track, one.kind, one.state]] : [];
    });
    assertEquals(told, [["mic", "muted", "begun"], ["mic", "muted", "ended"]]);
    assertEquals(world.records, []);
    leaving.abort(new Error("enough"));
    await world.timers.run(3);
    await assertRejects(() => starting, Error, "enough");
  }));

/** Both sides are listened to until a word. */
function listen(world: FakeWorld) {
  const word = Promise.withResolvers<number>();
  const makePlace = () => Promise.resolve({ spool: world.spool, settings: {} });
  const starting = world.start({ mic: DEVICE, system: DEVICE }, {
    spool: undefined as never,
    later: { preRollSeconds: 0, onSpeech: false, begin: word.promise, makePlace },
  });
  return { word, starting };
}

/** Both wait for a word for an hour; the system's device does not answer. It comes, and `between` says what happens then. */
const waitForWord = (
  between: (world: FakeWorld, keep: FromTrack) => Promise<void>,
): Promise<void> =>
  withWorld(async (world) => {
    const { word, starting } = listen(world);
    await world.say("mic", OPENED);
    await world.timers.run(6);
    await world.say("mic", { type: "anchored", firstNs: world.clock.nowNs() });
    await world.timers.run(3_600);
    const zeroNs = world.clock.nowNs();
    word.resolve(0);
    await settle();
    const { fromFrame } = world.of("mic", "keep")[0] ?? { fromFrame: NaN };
    await between(world, { type: "kept", fromFrame });
    const session = await starting;
    assertAlmostEquals(world.eventsOf("started")[0]?.agoSeconds ?? NaN, 0, 0.001);
    const told = [
      world.of("system", "zero"),
      world.of("mic", "open").flatMap((o) => o.resume ?? []),
    ];
    for (const { zeroNs: asked } of told.flat()) assertAlmostEquals(asked, zeroNs, 1e6);
    assertEquals(told.flat().length, 1);
    const stopping = session.stop();
    await world.answerStop(RATE_HZ);
    await stopping;
  });

Deno.test("a device that opens while the other side keeps what it has heard begins with the recording", () =>
  waitForWord(async (world, kept) => {
    await world.say("system", kept, OPENED);
    await world.say("mic", kept);
  }));

Deno.test("a worker that dies when the recording begins is replaced by one that begins with it, and is not waited for", () =>
  waitForWord(async (world, kept) => {
    await world.say("system", kept);
    await world.say("mic", { type: "failed", failure: { kind: "bug", message: "x" } }, CLOSED);
  }));

Deno.test("a worker that hangs while the session waits is told of when it begins", () =>
  withWorld(async (world) => {
    const { word, starting } = listen(world);
    for (const track of ["mic", "system"] as const) {
      await world.say(track, OPENED);
      await world.say(track, { type: "anchored", firstNs: world.clock.nowNs() });
    }
    for (let s = 1; s <= 60; s++) {
      await world.timers.run(1);
      await world.say("system", progressOf(s * 48_000));
    }
    word.resolve(0);
    await settle();
    const fromFrame = world.of("system", "keep")[0]?.fromFrame ?? NaN;
    await world.say("system", { type: "kept", fromFrame });
    await world.timers.run(11);
    const session = await starting;
    assertEquals(Object.keys(world.eventsOf("started")[0]?.tracks ?? {}), ["system"]);
    assertEquals(world.eventsOf("track-lost").at(-1)?.track, "mic");
    const stopping = session.stop();
    await world.answerStop(48_000 * 60);
    await stopping;
  }));
