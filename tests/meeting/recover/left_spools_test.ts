import { assertEquals } from "@std/assert";
import { join } from "node:path";
import {
  leftElsewhereNotice,
  leftNotices,
  leftSpools,
  leftSpoolsNotice,
  spoolsBelow,
} from "../../../meeting/recover/left_spools.ts";
import { noteSpool } from "../../../meeting/output/spool_notes.ts";
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

Deno.test("spools are found in the folders below, not behind links, not in spools, and not without end", () =>
  withFolder((folder) => {
    const at = (...names: string[]) => join(folder, ...names);
    const spools = [
      at("a.mp3.confrec"),
      at("2026", "b.mp3.confrec"),
      at("2026", "01", "c.mp3.confrec"),
      at("1", "2", "3", "4", "5", "deep.mp3.confrec"),
    ];
    for (const spool of spools) leaveSpool(spool);
    leaveSpool(at("a.mp3.confrec", "chunks", "inner.mp3.confrec"));
    if (Deno.build.os !== "windows") Deno.symlinkSync(at("2026"), at("link"));
    const { spools: found, isPartial } = spoolsBelow(folder);
    assertEquals([...found].sort(), spools.sort());
    assertEquals(isPartial, false);
    leaveSpool(at("1", "2", "3", "4", "5", "6", "deeper.mp3.confrec"));
    assertEquals(spoolsBelow(folder).isPartial, true);
  }));

Deno.test("a start names what waits beside it, and what this user left elsewhere", () =>
  withFolder(async (folder) => {
    const cache = join(folder, "cache");
    const own = join(folder, "new", "today.mp3.confrec");
    const beside = join(folder, "new", "yesterday.mp3.confrec");
    const elsewhere = join(folder, "old", "monday.mp3.confrec");
    const gone = join(folder, "old", "sunday.mp3.confrec");
    for (const spool of [own, beside, elsewhere]) leaveSpool(spool);
    for (const spool of [own, beside, elsewhere, gone]) noteSpool(spool, cache);
    const notices = await leftNotices(join(folder, "new"), own, cache);
    assertEquals(notices.map((notice) => notice.split(" ")[0]), [beside, elsewhere]);
    assertEquals(await leftNotices(join(folder, "old"), "", undefined), [notices[1]]);
  }));

Deno.test("many recordings elsewhere are one line", () => {
  const notice = leftElsewhereNotice(["/a.confrec", "/b.confrec", "/c.confrec", "/d.confrec"]) ??
    "";
  assertEquals(notice.split("confrec recover").length, 4);
  assertEquals(notice.endsWith("; and 1 more"), true);
});
