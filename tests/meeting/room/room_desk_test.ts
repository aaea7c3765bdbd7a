/** A room whose folder for requests another room holds. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { checkRoom } from "../../../meeting/room/check_room.ts";
import { Room } from "../../../meeting/room/room.ts";
import { ask } from "../../../meeting/steer/ask.ts";
import { runningSessions } from "../../../meeting/steer/find_sessions.ts";
import { type FakeRoomWorld, withRoom } from "./fake_room.ts";

const roomsIn = (world: FakeRoomWorld) => join(world.cacheFolder(), "rooms");

/** Lets time go by until something is so. */
async function until<T>(world: FakeRoomWorld, look: () => T | Promise<T>): Promise<T> {
  for (let n = 0; n < 2_000; n++) {
    const seen = await look();
    if (seen) return seen;
    await world.pass(1);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error("Waited in vain");
}

Deno.test("a room that began without a cache takes nothing that another is asked, until that ends", async () => {
  await withRoom(
    async ({ world, room, folder }) => {
      Deno.removeSync(roomsIn(world));
      const out = join(folder, "{date}.wav");
      const request = { trigger: "call", aftercare: {}, ignored: [], input: { out } } as const;
      const audience = { hear: () => {}, onBegin: () => {}, onSign: () => {}, onOutcome: () => {} };
      const holder = await Room.open(checkRoom(request, world), world, audience);
      const ended: string[] = [];
      void room.finished.then(() => ended.push("the other"));
      void holder.finished.then(() => ended.push("the holder"));
      const lookForRoom = async () => {
        const place = { cache: world.cacheFolder(), folder: undefined };
        const [found] = await runningSessions(place);
        return found?.status && found;
      };
      const found = await until(world, lookForRoom);
      assertEquals(found?.out, out);
      void ask(found?.spool ?? "", { order: "stop", wait: true }).catch(() => {});
      await until(world, () => ended.length > 0);
      assertEquals([ended, holder.stopRequests.length], [["the holder"], 1]);
      await until(world, async () => (await lookForRoom())?.out === join(folder, "{time}.mp3"));
    },
    {},
    (world) => {
      Deno.mkdirSync(world.cacheFolder());
      Deno.writeTextFileSync(roomsIn(world), "no folder");
    },
  );
});
