import { mailIn } from "../../../capture/spool/spool_mail.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { noteSpool } from "../../../meeting/output/spool_notes.ts";
import { chooseSession, runningSessions } from "../../../meeting/steer/find_sessions.ts";
import { Mailbox } from "../../../meeting/steer/mailbox.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

async function running(folder: string, name: string): Promise<Spool> {
  const spool = await Spool.create(join(folder, `${name}.confrec`));
  new Mailbox(mailIn(spool.folder), () => Promise.resolve({})).open();
  return spool;
}

Deno.test("recordings are found in the folder and by their notes, once each", () =>
  withFolder(async (folder) => {
    const cache = join(folder, "cache");
    const far = join(folder, "far");
    Deno.mkdirSync(far);
    using here = await running(folder, "here.mp3");
    using there = await running(far, "there.mp3");
    using _one = noteSpool(here.folder, cache);
    using _two = noteSpool(there.folder, cache);
    const found = await runningSessions({ cache, folder });
    const outs = found.map(({ out }) => out).sort();
    assertEquals(outs, [join(far, "there.mp3"), join(folder, "here.mp3")].sort());
  }));

Deno.test("what nobody holds, or is only being finished, does not run", () =>
  withFolder(async (folder) => {
    (await running(folder, "left.mp3"))[Symbol.dispose]();
    (await running(folder, "recovered.mp3"))[Symbol.dispose]();
    using _finisher = await Spool.open(join(folder, "recovered.mp3.confrec"));
    assertEquals(await runningSessions({ cache: undefined, folder }), []);
  }));

Deno.test("the only one is meant; of several one must be named, by a part, its path or its spool", () =>
  withFolder(async (folder) => {
    const place = { cache: undefined, folder };
    using a = await running(folder, "Weekly a.mp3");
    const choose = async (name?: string) => (await chooseSession(place, name)).spool;
    assertEquals(await choose(), a.folder);
    using b = await running(folder, "weekly b.mp3");
    const error = await assertRejects(() => choose(), UserError, "several recordings run");
    assertEquals(error.kind, "usage");
    assertStringIncludes(error.message, "weekly b.mp3");
    await assertRejects(() => choose("WEEKLY"), UserError, "fits several");
    assertEquals(await choose("y B"), b.folder);
    assertEquals(await choose(join(folder, "Weekly a.mp3")), a.folder);
    assertEquals(await choose(b.folder), b.folder);
  }));

Deno.test("a recording anywhere can be named by its path or its spool", () =>
  withFolder(async (folder) => {
    const place = { cache: undefined, folder: join(folder, "elsewhere") };
    using spool = await running(folder, "m.mp3");
    for (const name of [spool.folder, join(folder, "m.mp3")]) {
      assertEquals((await chooseSession(place, name)).spool, spool.folder);
    }
  }));

Deno.test("where none runs, or none is called so, that is said", () =>
  withFolder(async (folder) => {
    const place = { cache: undefined, folder };
    const none = await assertRejects(() => chooseSession(place, undefined), UserError);
    assertEquals(none.kind, "session");
    assertStringIncludes(none.message, "none runs");
    using _spool = await running(folder, "m.mp3");
    await assertRejects(() => chooseSession(place, "nobody"), UserError, "there are: ");
  }));

Deno.test({
  name: "a recording that another user has closed is refused with the reason",
  // Root may look everywhere.
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  fn: () =>
    withFolder(async (folder) => {
      using spool = await running(folder, "m.mp3");
      Deno.chmodSync(spool.folder, 0o000);
      try {
        const place = { cache: undefined, folder };
        const unknown = await assertRejects(() => chooseSession(place, undefined), UserError);
        assertStringIncludes(unknown.message, "another user's");
        assertEquals(unknown.kind, "session");
        for (const name of ["m.mp3", spool.folder]) {
          const error = await assertRejects(() => chooseSession(place, name), UserError);
          assertStringIncludes(error.message, "only the user who records may steer");
          assertEquals(error.kind, "output");
        }
      } finally {
        Deno.chmodSync(spool.folder, 0o700);
      }
    }),
});

Deno.test("one that is just beginning, and one that has died, are told as what they are", () =>
  withFolder(async (folder) => {
    const place = { cache: undefined, folder };
    {
      using _beginning = await Spool.create(join(folder, "m.mp3.confrec"));
      for (const name of [undefined, "m.mp3"]) {
        const error = await assertRejects(() => chooseSession(place, name), UserError);
        assertStringIncludes(error.message, "it is just beginning");
        assertEquals(error.kind, "session");
      }
    }
    for (const name of [undefined, "m", join(folder, "m.mp3")]) {
      const error = await assertRejects(() => chooseSession(place, name), UserError);
      assertStringIncludes(error.message, "confrec recover");
    }
    const other = await assertRejects(() => chooseSession(place, "nobody"), UserError);
    assertStringIncludes(other.message, "none that is called");
  }));
