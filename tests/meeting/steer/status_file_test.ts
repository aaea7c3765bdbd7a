/** What others can read of how a recording goes. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { StatusFile } from "../../../meeting/steer/status_file.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("a pause, a mute and a mark are worth writing at once, levels and times are not", () =>
  withFolder(async (folder) => {
    const path = join(folder, "status.json");
    const status = new StatusFile(path, { out: "/a.mp3" }, () => new Date(0), () => {});
    const told = async (...[event]: Parameters<StatusFile["take"]>) => {
      status.take(event);
      const { hasNews } = status;
      await status.write();
      assertEquals(status.hasNews, false);
      return [hasNews, JSON.parse(Deno.readTextFileSync(path)).state];
    };
    const progress = {
      event: "progress",
      ...{ seconds: 1, bytes: 1, chunksWaiting: 0, tracks: {} },
    } as const;
    assertEquals(await told(progress), [false, "recording"]);
    assertEquals(await told({ event: "paused", atSeconds: 1 }), [true, "paused"]);
    assertEquals(await told(progress), [false, "paused"]);
    assertEquals(await told({ event: "muted", track: "mic", atSeconds: 1 }), [true, "paused"]);
    assertEquals(await told({ event: "marked", atSeconds: 1, text: "" }), [true, "paused"]);
    assertEquals(await told({ event: "resumed", atSeconds: 2 }), [true, "recording"]);
  }));
