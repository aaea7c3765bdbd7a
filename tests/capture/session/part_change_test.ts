import { assertEquals } from "@std/assert";
import { join } from "node:path";
import type { TrackName } from "../../../capture/ground/tracks.ts";
import type { Session } from "../../../capture/session/session.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import { StemFile } from "../../../capture/stem/stem_file.ts";
import { isThere } from "../../../ffi/system/is_there.ts";
import { WavReader } from "../../../formats/wav_reader.ts";
import type { FromTrack } from "../../../capture/track/track_protocol.ts";
import { CLOSED, type FakeWorld, RATE_HZ, reportOf, withWorld } from "./fake_world.ts";

/** Writes a stem whose samples say which second they are of. */
function writeStem(spool: Spool, track: TrackName, seconds: number): void {
  const stem = StemFile.create(spool.stemPath(track), RATE_HZ, track);
  const channels = track === "mic" ? 1 : 2;
  for (let s = 0; s < seconds; s++) stem.write(new Float32Array(RATE_HZ * channels).fill(s + 1));
  stem.finish();
}

/** The seconds that a stem holds, if it is there: the first and the last of them. */
function secondsIn(spool: Spool, track: TrackName): readonly number[] | undefined {
  if (!isThere(spool.stemPath(track))) return undefined;
  using reader = WavReader.open(spool.stemPath(track));
  const at = (frame: number) => (reader.read(frame, 1)[0] ?? NaN) - 1;
  return [at(0), at(reader.info.frames - 1)];
}

/** Begins a part at a second; its stems begin 5 s before. */
async function splitAt(session: Session, number: number, spool: Spool, second: number) {
  const atFrame = second * RATE_HZ;
  const { settled } = await session.split({
    ...{ number, spool, settings: {}, atFrame, encodeFromFrame: atFrame },
    ...{ stemsFromFrame: atFrame - 5 * RATE_HZ, beforeToFrame: atFrame + 2 * RATE_HZ },
  });
  const split = { state: "pending" };
  settled.then(() => split.state = "settled", () => split.state = "rejected");
  return split;
}

/** What a worker says that writes the stem of a part. */
function changed(spool: Spool, track: TrackName): FromTrack {
  return { type: "changed", stemPath: spool.stemPath(track) };
}

async function stop(world: FakeWorld, session: Session, tracks: readonly TrackName[]) {
  const stopping = session.stop();
  await world.answerStop(60 * RATE_HZ, tracks);
  await stopping;
}

Deno.test("a side that had failed before a split is in the next part up to where it was lost, and in no later one", () =>
  withWorld(async (world, folder) => {
    const session = await world.startBoth();
    writeStem(world.spool, "mic", 20);
    const failure = { kind: "disk", message: "EIO", report: reportOf(20 * RATE_HZ) } as const;
    await world.say("mic", { type: "failed", failure }, CLOSED);
    using second = await Spool.create(join(folder, "2.confrec"));
    using third = await Spool.create(join(folder, "3.confrec"));
    const split = await splitAt(session, 2, second, 10);
    assertEquals(split.state, "pending");
    await world.say("system", changed(second, "system"));
    assertEquals([split.state, secondsIn(second, "mic")], ["settled", [5, 19]]);
    const another = await splitAt(session, 3, third, 40);
    await world.say("system", changed(third, "system"));
    assertEquals([another.state, secondsIn(third, "mic")], ["settled", undefined]);
    await stop(world, session, ["system"]);
  }));

Deno.test("a part is settled by its own stems alone, however many changes a worker owes", () =>
  withWorld(async (world, folder) => {
    const session = await world.startBoth();
    using second = await Spool.create(join(folder, "2.confrec"));
    using third = await Spool.create(join(folder, "3.confrec"));
    const splits = [await splitAt(session, 2, second, 10), await splitAt(session, 3, third, 20)];
    const states = () => splits.map(({ state }) => state);
    await world.say("mic", changed(second, "mic"), changed(third, "mic"));
    await world.say("system", changed(second, "system"));
    assertEquals(states(), ["settled", "pending"]);
    await world.say("system", changed(third, "system"));
    assertEquals(states(), ["settled", "settled"]);
    await stop(world, session, ["mic", "system"]);
  }));

Deno.test("a part is not settled where its own beginning could not be carried over, and the next one is", () =>
  withWorld(async (world, folder) => {
    const session = await world.startBoth();
    writeStem(world.spool, "mic", 25);
    await world.say("mic", { type: "failed", failure: { kind: "disk", message: "EIO" } }, CLOSED);
    const spools = [2, 3, 4].map((n) => Spool.create(join(folder, `${n}.confrec`)));
    const states: string[] = [];
    for (const [i, spool] of (await Promise.all(spools)).entries()) {
      using _ = spool;
      const inTheWay = spool.stemPath("mic");
      if (i === 0) Deno.mkdirSync(inTheWay);
      const split = await splitAt(session, i + 2, spool, 10 * i + 10);
      await world.say("system", changed(spool, "system"));
      states.push(split.state);
      if (i === 0) Deno.removeSync(inTheWay);
    }
    assertEquals(states, ["rejected", "rejected", "settled"]);
    await stop(world, session, ["system"]);
  }));

Deno.test("who takes over from a worker that owed the stems of two parts finds the first of them made", () =>
  withWorld(async (world, folder) => {
    const session = await world.startBoth();
    writeStem(world.spool, "mic", 25);
    using second = await Spool.create(join(folder, "2.confrec"));
    using third = await Spool.create(join(folder, "3.confrec"));
    const splits = [await splitAt(session, 2, second, 10), await splitAt(session, 3, third, 20)];
    const states = () => splits.map(({ state }) => state);
    await world.say("system", changed(second, "system"), changed(third, "system"));
    await world.say("mic", { type: "failed", failure: { kind: "bug", message: "x" } }, CLOSED);
    const { before, stemPath } = world.of("mic", "open")[1] ?? {};
    assertEquals([before?.path, stemPath], [second.stemPath("mic"), third.stemPath("mic")]);
    assertEquals(secondsIn(second, "mic"), [5, 24]);
    await world.say("mic", changed(third, "mic"));
    assertEquals(states(), ["settled", "settled"]);
    await stop(world, session, ["mic", "system"]);
  }));

Deno.test("what a worker that hangs while it delivers owed to a part is there once the recording has ended", () =>
  withWorld(async (world, folder) => {
    const session = await world.startBoth();
    writeStem(world.spool, "system", 25);
    using second = await Spool.create(join(folder, "2.confrec"));
    const split = await splitAt(session, 2, second, 10);
    await world.say("mic", changed(second, "mic"));
    await world.timers.run(120);
    assertEquals(split.state, "pending");
    const stopping = session.stop();
    await world.answerStop(60 * RATE_HZ, ["mic"]);
    await world.timers.run(120);
    await stopping;
    await world.timers.run(0);
    assertEquals([split.state, secondsIn(second, "system")], ["settled", [5, 24]]);
    await session.closed;
  }));
