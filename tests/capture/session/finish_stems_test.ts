import { assert, assertEquals } from "@std/assert";
import { withWorld } from "./fake_world.ts";
import { RATE_HZ, World } from "./simulated_session.ts";

/** What of a stem is silent, once its device has begun: edges behind the first tenth of a second, and up to its end. */
function silentIn(world: World, track: "mic" | "system", frames: number): number[] {
  const stem = world.stems[track];
  assertEquals(stem.frames, frames);
  // At a device's end less than a block may be missing: nobody waits for the next.
  return stem.edges.filter((frame) => frame > RATE_HZ / 10 && frame < frames - RATE_HZ / 50);
}

Deno.test("however late the workers hear of the end, no stem lacks what another has", async () => {
  for (let seed = 1; seed <= 12; seed++) {
    await World.in(seed, async (world) => {
      const session = await world.start();
      await world.timers.run(3);
      world.delayMs = 600;
      const frames = await world.stop(session);
      assert(frames > 3 * RATE_HZ && frames < 9 * RATE_HZ);
      for (const track of ["mic", "system"] as const) {
        assertEquals(silentIn(world, track, frames), [], `seed ${seed}, ${track}`);
      }
    });
  }
});

Deno.test("a worker that hears of a later end when the first has passed loses nothing", async () => {
  for (let seed = 1; seed <= 6; seed++) {
    await World.in(seed, async (world) => {
      const session = await world.start({ durationSeconds: 9 });
      await world.timers.run(4);
      world.delayMs = 3_000;
      assertEquals(session.extend(3), 12);
      await world.timers.run(5);
      world.delayMs = 10;
      const frames = await world.stop(session);
      assertEquals(frames, 12 * RATE_HZ);
      for (const track of ["mic", "system"] as const) {
        assertEquals(silentIn(world, track, frames), [], `seed ${seed}, ${track}`);
      }
    });
  }
});

Deno.test("a disk that takes half a minute over what was heard last costs none of it", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    await world.timers.run(100);
    const stopping = session.stop();
    await world.timers.run(30);
    await world.answerStop(100 * RATE_HZ);
    await world.timers.run(1);
    assertEquals((await stopping).frames, 100 * RATE_HZ);
  }));

Deno.test("a worker that hangs with its sound server keeps nobody waiting for a slow disk", () =>
  withWorld(async (world) => {
    const session = await world.startBoth();
    await world.say("mic", { type: "away", atFrame: 480, reason: "it went away" });
    await world.timers.run(2);
    const stopping = session.stop();
    await world.answerStop(2 * RATE_HZ, ["system"]);
    await world.timers.run(11);
    assertEquals((await stopping).frames, 2 * RATE_HZ);
  }));
