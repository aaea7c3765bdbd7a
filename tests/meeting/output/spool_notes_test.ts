import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { notedSpools, noteSpool } from "../../../meeting/output/spool_notes.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const DAY_MS = 24 * 3_600_000;

Deno.test("a spool that is left is known from anywhere, one that is gone is forgotten", () =>
  withFolder((folder) => {
    const cache = join(folder, "cache");
    const spool = join(folder, "deep", "meeting.mp3.confrec");
    Deno.mkdirSync(spool, { recursive: true });
    {
      using _note = noteSpool(spool, cache);
      assertEquals(notedSpools(cache), [spool]);
    }
    // A session that ends without removing its spool leaves the note, as a crash does.
    assertEquals(notedSpools(cache), [spool]);
    using again = noteSpool(spool, cache);
    Deno.removeSync(spool);
    again[Symbol.dispose]();
    assertEquals([...Deno.readDirSync(join(cache, "spools"))], []);
  }));

Deno.test("a spool on a disk that is not mounted may come back for three months", () =>
  withFolder((folder) => {
    const spool = join(folder, "meeting.mp3.confrec");
    noteSpool(spool, folder);
    assertEquals(notedSpools(folder), []);
    assertEquals(notedSpools(folder, Date.now() + 89 * DAY_MS), []);
    Deno.mkdirSync(spool);
    assertEquals(notedSpools(folder), [spool]);
    Deno.removeSync(spool);
    notedSpools(folder, Date.now() + 91 * DAY_MS);
    assertEquals([...Deno.readDirSync(join(folder, "spools"))], []);
  }));

Deno.test("what is no note is not believed, and without a cache nothing is noted", () =>
  withFolder((folder) => {
    Deno.mkdirSync(join(folder, "spools"));
    for (const text of ["", "relative.confrec", "/etc", "x".repeat(9_000)]) {
      Deno.writeTextFileSync(join(folder, "spools", "note"), text);
      assertEquals(notedSpools(folder), []);
    }
    noteSpool("/a.confrec", undefined)[Symbol.dispose]();
    assertEquals(notedSpools(undefined), []);
  }));

Deno.test("no more than a hundred notes are kept", () =>
  withFolder((folder) => {
    for (let i = 0; i < 120; i++) noteSpool(join(folder, `${i}.mp3.confrec`), folder);
    notedSpools(folder);
    assertEquals([...Deno.readDirSync(join(folder, "spools"))].length, 100);
  }));
