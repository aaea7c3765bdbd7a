import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { EventHub } from "../../../meeting/events/event_hub.ts";
import { sessionAt } from "../../../meeting/steer/find_sessions.ts";
import { Steering } from "../../../meeting/steer/steering.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("the status of a part that begins later knows what was muted, and which device stands in", async () => {
  await withFolder(async (folder) => {
    const events = new EventHub();
    const never = () => Promise.reject(new Error("nobody asks"));
    const steering = new Steering({
      events,
      about: {
        ...{ out: "a.mp3", tracks: ["mic", "system"], awaited: {}, spared: ["mic"] },
        ...{ rateHz: 48_000, bytesPerSecond: 16_000 },
      },
      controls: {
        ...{ mark: never, pause: never, resume: never, mute: never, unmute: never },
        ...{ split: () => 0, extend: never },
      } as never,
      stop: () => {},
    }, () => new Date());
    events.emit({ event: "muted", track: "system", atSeconds: 1 });
    events.emit({
      ...{ event: "track", track: "mic", state: "back", atSeconds: 2 },
      ...{ name: "Built-in", isSpare: true },
    });
    using first = await Spool.create(join(folder, "1.confrec"));
    using second = await Spool.create(join(folder, "2.confrec"));
    const known = async (spool: Spool) => {
      const { status } = await sessionAt(spool.folder) ?? {};
      return { muted: status?.muted, spares: status?.spares };
    };
    steering.moveTo(first.folder, "a.001.mp3");
    await written(first);
    assertEquals(await known(first), { muted: ["system"], spares: { mic: "Built-in" } });
    events.emit({ event: "unmuted", track: "system", atSeconds: 3 });
    events.emit({ event: "muted", track: "mic", atSeconds: 3 });
    events.emit({ event: "track", track: "mic", state: "moved", atSeconds: 4, name: "Jabra" });
    steering.moveTo(second.folder, "a.002.mp3");
    await written(second);
    assertEquals(await known(second), { muted: ["mic"], spares: undefined });
    await steering.end();
  });
});

/** Resolves when the status is there; it is written beside and renamed. */
async function written(spool: Spool): Promise<void> {
  for (;;) {
    try {
      await Deno.stat(join(spool.folder, "status.json"));
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
