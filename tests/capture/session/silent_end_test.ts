import { assert, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import type { TrackName } from "../../../capture/ground/tracks.ts";
import { builtUrl } from "../../../ffi/bundle/manifest.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import { makeConversation } from "../../../scripts/stage/conversation.ts";
import { makeNoSpeech } from "../../../scripts/corpus/no_speech.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { whiteNoise } from "../../dsp/signals.ts";
import { RATE_HZ, World } from "./simulated_session.ts";

const rnnoiseUrl = builtUrl("rnnoise.wasm").href;
const noise = whiteNoise(RATE_HZ, 1e-4);
const { near, far } = makeConversation(16, 0.3);

/** The room, with sounds in it from an instant on. */
function soundOf(parts: readonly (readonly [TrackName, number, Float32Array])[]) {
  return (track: TrackName, seconds: number) => {
    const room = noise[Math.floor(seconds * RATE_HZ) % noise.length] ?? 0;
    return parts.reduce((sum, [side, from, samples]) => {
      const frame = Math.floor((seconds - from) * RATE_HZ);
      return side === track ? sum + (samples[frame] ?? 0) : sum;
    }, room);
  };
}

/** Where the journal says that the file ends, seconds; undefined for the end of the stems. */
function tailOf(world: World): number | undefined {
  const tail = world.records.find(({ type }) => type === "tail");
  return tail?.type === "tail" ? tail.atFrame / RATE_HZ : undefined;
}

Deno.test("a session ends when neither side has spoken for so long, and says where its file ends", () =>
  World.in(11, async (world) => {
    const keys = makeNoSpeech("typing", 40, -40, 3);
    world.sound = soundOf([["mic", 2, near], ["system", 2, far], ["mic", 24, keys]]);
    const session = await world.start({ speech: { rnnoiseUrl, stopSilenceSeconds: 20 } });
    await world.timers.run(60);
    assertEquals(await session.ended, "silence");
    const frames = await world.stop(session);
    const tail = tailOf(world) ?? 0;
    // The system's last turn ends at 2 + 15.5 s of the device.
    assert(tail > 17.5 && tail < 22.5, `${tail} s`);
    // Those keys are no reason to go on; the stems have all until somebody stops them.
    assertLess(tail + 10, frames / RATE_HZ);
    assertEquals(world.events.filter(({ type }) => type === "tail").length, 1);
    // It is on the disk before the session is over.
    assert(world.records.at(-1)?.type === "stop");
  }));

Deno.test("who is muted or paused does not speak, and in a pause it does not end", () =>
  World.in(12, async (world) => {
    world.sound = soundOf([["mic", 1, near], ["mic", 25, near], ["mic", 80, near]]);
    const session = await world.start({ speech: { rnnoiseUrl, stopSilenceSeconds: 25 } });
    await world.timers.run(16);
    await world.ask(session, { type: "mute", track: "mic" });
    await world.timers.run(5);
    await world.ask(session, { type: "pause" });
    // Far longer than it would take to end.
    await world.timers.run(50);
    let hasEnded = false;
    session.ended.then(() => hasEnded = true);
    await world.timers.run(1);
    assertEquals(hasEnded, false);
    await world.ask(session, { type: "resume" });
    await world.timers.run(40);
    assertEquals(await session.ended, "silence");
    await world.stop(session);
    assertLess(tailOf(world) ?? Infinity, 22);
  }));

Deno.test("whoever did not ask for it records on, and nobody listens for speech", () =>
  World.in(13, async (world) => {
    const session = await world.start();
    await world.timers.run(30);
    const frames = await world.stop(session);
    assertLess(29 * RATE_HZ, frames);
    assertEquals(tailOf(world), undefined);
  }));

Deno.test("a tail never reaches into a part that is a file already", async () => {
  for (const isSplit of [false, true]) {
    await World.in(14, async (world) => {
      world.sound = soundOf([["mic", 2, near], ["mic", 32, near]]);
      const session = await world.start({ speech: { rnnoiseUrl, stopSilenceSeconds: 30 } });
      await world.timers.run(56);
      await withFolder(async (folder) => {
        using spool = await Spool.create(join(folder, "2.confrec"));
        // Somebody has spoken up to 48 s; the part that is split off here begins in the silence behind that.
        if (isSplit) {
          const atFrame = 55 * RATE_HZ;
          const places = { atFrame, encodeFromFrame: atFrame, stemsFromFrame: atFrame };
          await session.split({
            ...{ spool, number: 2, settings: {}, ...places, beforeToFrame: atFrame },
          });
        }
        await world.timers.run(40);
        assertEquals(await session.ended, "silence");
        await world.stop(session);
        const tails = world.events.flatMap((one) => one.type === "tail" ? [one.atSeconds] : []);
        assertEquals(tails.length, isSplit ? 0 : 1);
        if (!isSplit) assertLess(tails[0] ?? 0, 55);
      });
    });
  }
});
