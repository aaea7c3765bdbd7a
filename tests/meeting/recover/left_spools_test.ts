import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { leftSpools, leftSpoolsNotice } from "../../../meeting/recover/left_spools.ts";
import { leaveSpool } from "../../capture/recovery/leave_spool.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("one that cannot be looked into does not hide those behind it", () =>
  withFolder(async (folder) => {
    Deno.mkdirSync(join(folder, "a.mp3.confrec", "lock"), { recursive: true });
    leaveSpool(join(folder, "b.mp3.confrec"));
    leaveSpool(join(folder, "c.mp3.confrec"));
    const left = await leftSpools(folder, join(folder, "c.mp3.confrec"));
    assertEquals(left, [join(folder, "b.mp3.confrec")]);
    assertEquals(leftSpoolsNotice(folder, left)?.includes("confrec recover"), true);
  }));

Deno.test("in a folder that is not there nothing waits", async () => {
  assertEquals(await leftSpools("/nothing/here"), []);
});
