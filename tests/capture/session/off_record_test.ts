import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { hushedStretches, type HushOrder, type PlacedHush } from "../../../capture/ground/hush.ts";
import { TRACK_NAMES, type TrackName } from "../../../capture/ground/tracks.ts";
import { OffRecord } from "../../../capture/session/off_record.ts";
import { SessionTime } from "../../../capture/ground/session_time.ts";
import { Waiting } from "../../../capture/ground/waiting.ts";
import { randomNumbers } from "../../../scripts/stage/random_numbers.ts";
import { ManualClock } from "../simulated_source.ts";
import { CLOSED, withWorld } from "./fake_world.ts";
import { ManualTimers, settle } from "./manual_timers.ts";
import { RATE_HZ, World } from "./simulated_session.ts";

/** A fade, and the longest that a message is under way, and a poll. */
const EDGE_FRAMES = 0.06 * RATE_HZ;

/** In each stretch that the journal names a stem is silent, and is not silent otherwise but where `isMissing` says so. */
function check(
  world: World,
  frames: number,
  isMissing = (_track: TrackName, _frame: number) => false,
  step = 37,
) {
  const { pauses, mutes } = hushedStretches(world.placed);
  for (const track of TRACK_NAMES) {
    const stem = world.stems[track];
    assertEquals(stem.frames, frames);
    const hushed = [...pauses, ...mutes[track]];
    const isIn = (frame: number, before: number, behind: number) => {
      return hushed.some(({ fromFrame, toFrame }) => {
        return frame >= fromFrame + before && frame < toFrame + behind;
      });
    };
    for (let frame = 0; frame < frames; frame += step) {
      if (isIn(frame, 240, 0)) assert(stem.isSilent(frame), `${track} ${frame} is kept`);
      const isNear = isIn(frame, -EDGE_FRAMES, EDGE_FRAMES);
      const isWithin = frame >= EDGE_FRAMES && frame < frames - EDGE_FRAMES;
      const isWanted = isWithin && !isNear && !isMissing(track, frame);
      if (isWanted) assert(!stem.isSilent(frame), `${track} ${frame} is lost`);
    }
  }
}

Deno.test("whatever is asked when, stems are silent exactly where the journal says so", async () => {
  for (let seed = 1; seed <= 6; seed++) {
    await World.in(seed, async (world) => {
      const random = randomNumbers(seed);
      const session = await world.start();
      const orders: HushOrder[] = [
        { type: "pause" },
        { type: "resume" },
        ...TRACK_NAMES.flatMap((track) => [
          { type: "mute", track } as const,
          { type: "unmute", track } as const,
        ]),
      ];
      for (let i = 0; i < 20; i++) {
        await world.timers.run(random() * 1.5);
        const order = orders[Math.floor(random() * orders.length)];
        if (order !== undefined) await world.ask(session, order);
      }
      check(world, await world.stop(session));
    });
  }
});

Deno.test("an order is answered within 0.1 s, and nothing behind that is kept", () =>
  World.in(1, async (world) => {
    const session = await world.start();
    await world.timers.run(2);
    const before = world.clock.nowNs();
    const promise = session.hush({ type: "pause" });
    await world.timers.run(0.1);
    const atSeconds = await promise;
    assertLess(Math.abs(atSeconds - (before / 1e9 - 1_000)), 0.06);
    // Asked again it says since when.
    assertEquals(await world.ask(session, { type: "pause" }), atSeconds);
    const frames = await world.stop(session);
    assertEquals(world.placed.map(({ type }) => type), ["pause"]);
    check(world, frames);
  }));

Deno.test("what is said after a pause is kept although the workers hear of its end late", () =>
  World.in(9, async (world) => {
    const session = await world.start();
    await world.timers.run(2);
    await world.ask(session, { type: "pause" });
    await world.timers.run(2);
    // Their disk takes its time, and what they were told waits behind what they have to write.
    world.delayMs = 2_000;
    const atSeconds = await world.ask(session, { type: "resume" });
    await world.timers.run(5);
    const frames = await world.stop(session);
    const from = Math.round(atSeconds * RATE_HZ);
    for (const track of TRACK_NAMES) {
      const { edges } = world.stems[track];
      const silent = edges.filter((frame) =>
        frame > from + RATE_HZ / 50 && frame < frames - RATE_HZ / 50
      );
      assertEquals(silent, [], track);
      assertEquals(world.stems[track].isSilent(from + RATE_HZ), false);
    }
  }));

Deno.test("a pause of an hour, and an end in another", () =>
  World.in(2, async (world) => {
    world.pollMs = 100;
    const session = await world.start();
    await world.ask(session, { type: "pause" });
    await world.timers.run(3_600);
    await world.ask(session, { type: "resume" });
    await world.timers.run(5);
    await world.ask(session, { type: "pause" });
    await world.timers.run(5);
    check(world, await world.stop(session), undefined, 997);
  }));

Deno.test("a side that begins late, or goes and comes back in a pause, keeps what comes after it", () =>
  World.in(3, async (world) => {
    world.presentFrom.mic = 8;
    const session = await world.start();
    await world.ask(session, { type: "pause" });
    await world.timers.run(12);
    const [first] = world.sources.system;
    if (first !== undefined) first.state = "gone";
    await world.timers.run(2);
    await world.ask(session, { type: "resume" });
    await world.timers.run(5);
    const frames = await world.stop(session);
    const end = hushedStretches(world.placed).pauses[0]?.toFrame ?? 0;
    check(world, frames, (track, frame) => track === "mic" && frame < end);
    assertLess(end, frames - 4 * RATE_HZ);
  }));

Deno.test("what is muted is no trouble of its sound", () =>
  World.in(4, async (world) => {
    const session = await world.start({ warnSilenceSeconds: 5 });
    await world.ask(session, { type: "mute", track: "mic" });
    const [mic] = world.sources.mic;
    // Muted by its own switch too.
    if (mic !== undefined) mic.read = () => undefined;
    await world.timers.run(8);
    assertEquals(world.events.filter(({ type }) => type === "sound"), []);
    await world.stop(session);
  }));

Deno.test("a recording with a duration ends later by as much as it is extended, to the frame", () =>
  World.in(5, async (world) => {
    const session = await world.start({ durationSeconds: 10 });
    await world.timers.run(4);
    assertEquals(session.extend(5.5), 15.5);
    await world.timers.run(4);
    assertEquals(session.extend(1), 16.5);
    await world.timers.run(10);
    assertEquals(await session.ended, "duration");
    assertEquals(await world.stop(session), 16.5 * RATE_HZ);
    check(world, 16.5 * RATE_HZ);
    await assertRejects(() => Promise.try(() => session.extend(1)), Error, "has ended");
  }));

Deno.test("a recording that does not end by itself cannot end later", () =>
  World.in(6, async (world) => {
    const session = await world.start();
    assertEquals(session.extend(5), undefined);
    await world.stop(session);
    await assertRejects(() => session.hush({ type: "pause" }), Error, "has ended");
  }));

/** An `OffRecord` without workers, whose journal a test holds in its hands. */
function alone() {
  const clock = new ManualClock();
  const time = new SessionTime({ pace: 1, rateHz: RATE_HZ }, clock);
  time.begin(clock.nowNs());
  const noted: PlacedHush[] = [];
  const disk = { error: undefined as Error | undefined, synced: Promise.resolve() };
  const offRecord = new OffRecord({
    ...{ time, tracks: [], waiting: new Waiting(new ManualTimers(clock).after) },
    reporter: {
      hushed: () => {},
      noteHush: (order) => {
        if (disk.error !== undefined) throw disk.error;
        noted.push(order);
      },
      syncNotes: () => disk.synced,
    },
  });
  return { clock, noted, disk, offRecord };
}

Deno.test("who goes on does not wait for the disk that the pause waits for", async () => {
  const { clock, noted, disk, offRecord } = alone();
  const slow = Promise.withResolvers<void>();
  disk.synced = slow.promise;
  const pausing = offRecord.obey({ type: "pause" });
  clock.advance(1);
  const resuming = offRecord.obey({ type: "resume" });
  await settle();
  assertEquals(offRecord.isHushed("mic"), false);
  assertEquals(noted.map(({ type }) => type), ["pause", "resume"]);
  slow.resolve();
  assertEquals([await pausing, await resuming], [RATE_HZ, RATE_HZ]);
});

Deno.test("what the journal did not take is noted by the next order, and not answered before", async () => {
  const { noted, disk, offRecord } = alone();
  disk.error = new Error("No space left");
  await assertRejects(() => offRecord.obey({ type: "pause" }), Error, "No space");
  assertEquals(offRecord.isHushed("system"), true);
  await assertRejects(() => offRecord.obey({ type: "pause" }), Error, "No space");
  disk.error = undefined;
  await offRecord.obey({ type: "pause" });
  assertEquals(noted.map(({ type }) => type), ["pause"]);
});

Deno.test("a worker that is too busy to answer a pause in time answers it before the end of the pause", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    await world.timers.run(10);
    const pausing = session.hush({ type: "pause" });
    await settle();
    await world.say("system", { type: "hushed", atFrame: 10 * RATE_HZ });
    await world.timers.run(0.4);
    assertEquals(await pausing, 10);
    await world.timers.run(5);
    const resuming = session.hush({ type: "resume" });
    await settle();
    await world.say("system", { type: "hushed", atFrame: 16 * RATE_HZ });
    await world.say("mic", { type: "hushed", atFrame: 10.2 * RATE_HZ });
    await world.say("mic", { type: "hushed", atFrame: 15.9 * RATE_HZ });
    await world.timers.run(0.4);
    assertEquals(await resuming, 15.9);
    await world.say("mic", { type: "failed", failure: { kind: "bug", message: "x" } }, CLOSED);
    const edges = world.of("mic", "open")[1]?.resume?.hushEdges;
    assertEquals(edges, [10.2 * RATE_HZ, 15.9 * RATE_HZ]);
    const stopping = session.stop();
    await world.answerStop(20 * RATE_HZ);
    await stopping;
    const placed = world.journal.filter((r) => r.type === "pause" || r.type === "resume");
    assertEquals(placed.map(({ atFrame }) => atFrame / RATE_HZ), [10, 15.9]);
  }));
