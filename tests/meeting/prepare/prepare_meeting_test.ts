/** What is settled of a meeting before it begins. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { prepareMeeting } from "../../../meeting/prepare/prepare_meeting.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { FakeRecording } from "../../cli/fake_recording.ts";

Deno.test("a number behind a relative name changes nothing of its folder, though the working folder was left", () =>
  withFolder(async (folder) => {
    const here = Deno.cwd();
    const world = new FakeRecording();
    let start = folder;
    let preparing: ReturnType<typeof prepareMeeting>;
    try {
      Deno.chdir(folder);
      start = Deno.cwd();
      preparing = prepareMeeting({ out: "new/m.mp3", spool: "spools" }, world);
    } finally {
      Deno.chdir(here);
    }
    const other = (await preparing).numbered(world.now(), 2);
    assertEquals(other.output.path, join(start, "new", "m 2.mp3"));
    assertEquals(other.spoolParent, join(start, "spools"));
  }));
