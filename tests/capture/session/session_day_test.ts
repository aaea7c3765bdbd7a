/** A session that runs for a day: under Wine that takes minutes, so that it is by itself. */
import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { DEVICE, progressOf, RATE_HZ, withWorld } from "./fake_world.ts";

Deno.test("a day goes by: the end is exact, the journal stays small, and nothing piles up", () =>
  withWorld(async (world) => {
    let told = 0;
    const session = await world.startBoth(DEVICE, { onEvent: () => told++ });
    /** The least that was in use at any minute: what is garbage by then does not count. */
    const hours = async (from: number, to: number) => {
      let leastBytes = Infinity;
      for (let minute = 60 * from; minute < 60 * to; minute++) {
        // Who says nothing for longer is told of.
        for (const seconds of [0, 30]) {
          for (const track of ["mic", "system"] as const) {
            await world.say(track, progressOf((60 * minute + seconds) * RATE_HZ));
          }
          await world.timers.run(30);
        }
        // The journal's syncs end in real time.
        await new Promise((resolve) => setTimeout(resolve, 0));
        leastBytes = Math.min(leastBytes, Deno.memoryUsage().heapUsed);
      }
      return leastBytes;
    };
    const early = await hours(0, 4);
    const late = await hours(4, 24);
    assertAlmostEquals(told, 24 * 3_600 * 4, 100);
    // A few bytes that stay of each tick would come to more.
    assertLess(late - early, 20e6);
    assertEquals(world.timers.waiting, 1);
    const stopping = session.stop();
    await world.answerStop(86_400 * RATE_HZ);
    assertEquals((await stopping).frames, 86_400 * RATE_HZ);
    assertLess(Deno.statSync(world.spool.journalPath).size, 30e6);
  }));
