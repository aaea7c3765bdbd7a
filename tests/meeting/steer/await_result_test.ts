import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { awaitResult } from "../../../meeting/steer/await_result.ts";
import { noteResult } from "../../../meeting/steer/result_note.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("the note is waited for, also when the spool has gone before it", () =>
  withFolder(async (folder) => {
    const session = { spool: join(folder, "m.mp3.confrec"), out: join(folder, "m.mp3") };
    const waiting = awaitResult(session, "id", folder);
    setTimeout(() => noteResult(["id"], { exitCode: 0, out: session.out }, folder), 200);
    assertEquals(await waiting, { exitCode: 0, out: session.out });
  }));

Deno.test("a process that ends without a word is noticed; its spool can be recovered", () =>
  withFolder(async (folder) => {
    const spool = await Spool.create(join(folder, "m.mp3.confrec"));
    Deno.writeTextFileSync(spool.journalPath, "");
    const session = { spool: spool.folder, out: join(folder, "m.mp3") };
    const waiting = awaitResult(session, "id", folder, 100);
    setTimeout(() => spool[Symbol.dispose](), 100);
    await assertRejects(() => waiting, UserError, "confrec recover");
    spool.remove();
    await assertRejects(() => awaitResult(session, "id", folder, 0), UserError, "is not there");
  }));
