import { mailIn } from "../../../capture/spool/spool_mail.ts";
import { assert, assertEquals, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { ask, SessionGoneError } from "../../../meeting/steer/ask.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { Mailbox, type Obeyed } from "../../../meeting/steer/mailbox.ts";
import type { SteerRequest } from "../../../meeting/steer/steer_protocol.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const ORDER = { order: "mark", text: "x" } as const;

/** A spool that this process holds, with a mailbox that is looked into all the time. */
async function inSpool(
  obey: ((request: SteerRequest) => Promise<Obeyed>) | undefined,
  test: (spool: Spool) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    using spool = await Spool.create(join(folder, "m.mp3.confrec"));
    const mailbox = new Mailbox(mailIn(spool.folder), obey ?? (() => Promise.resolve({})));
    mailbox.open();
    const timer = setInterval(() => obey && mailbox.look().catch(() => {}), 10);
    try {
      await test(spool);
    } finally {
      clearInterval(timer);
      await mailbox.look().catch(() => {});
    }
  });
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

Deno.test("who asks gets the answer, and leaves nothing behind", () =>
  inSpool(() => Promise.resolve({ atSeconds: 3 }), async (spool) => {
    const { done, atSeconds } = await ask(spool.folder, ORDER);
    assertEquals([done, atSeconds], [true, 3]);
    assertEquals([
      names(mailIn(spool.folder).requestsFolder),
      names(mailIn(spool.folder).answersFolder),
    ], [[], []]);
  }));

Deno.test("a refusal is an error with the reason", () =>
  inSpool(() => Promise.reject(new Error("too late")), async (spool) => {
    const error = await assertRejects(() => ask(spool.folder, ORDER), UserError, "too late");
    assertEquals(error.kind, "usage");
  }));

Deno.test("a session that lives and does not answer is given up, and the request taken back", () =>
  inSpool(undefined, async (spool) => {
    const asking = ask(spool.folder, ORDER, 300);
    await assertRejects(() => asking, UserError, "does not answer within 0.3 s");
    assertEquals(names(mailIn(spool.folder).requestsFolder), []);
  }));

Deno.test("a session that has died is noticed in time, whether before or after it was asked", () =>
  inSpool(undefined, async (spool) => {
    const startMs = performance.now();
    Deno.writeTextFileSync(spool.journalPath, "");
    setTimeout(() => spool[Symbol.dispose](), 300);
    const error = await assertRejects(() => ask(spool.folder, ORDER), SessionGoneError);
    assertStringIncludes(error.message, "confrec recover");
    assertLess(performance.now() - startMs, 2_000);
    await assertRejects(() => ask(spool.folder, ORDER), SessionGoneError);
    assertEquals(error.kind, "session");
  }));

Deno.test("a session that ends at its last request leaves nothing to recover, and its answer counts", () =>
  inSpool(undefined, async (spool) => {
    const { requestsFolder, answersFolder } = mailIn(spool.folder);
    Deno.writeTextFileSync(spool.journalPath, "");
    const asking = ask(spool.folder, ORDER);
    while (names(requestsFolder).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const [name = ""] = names(requestsFolder);
    const id = name.replace(".json", "");
    Deno.writeTextFileSync(join(answersFolder, name), JSON.stringify({ id, done: true }));
    spool[Symbol.dispose]();
    assertEquals((await asking).id, id);
    Deno.removeSync(spool.journalPath);
    // Its folder is the last to go.
    const error = await assertRejects(() => ask(spool.folder, ORDER), SessionGoneError);
    assertStringIncludes(error.message, "it has ended");
  }));

Deno.test("a recording whose mailbox is not there yet, or any more, says so", () =>
  inSpool(undefined, async (spool) => {
    Deno.removeSync(mailIn(spool.folder).requestsFolder);
    await assertRejects(
      () => ask(spool.folder, ORDER),
      UserError,
      "just beginning, or just ending",
    );
  }));

Deno.test({
  name: "a mailbox that is a link gets no request",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inSpool(undefined, async (spool) => {
      const elsewhere = join(spool.folder, "..", "elsewhere");
      Deno.mkdirSync(elsewhere);
      Deno.removeSync(mailIn(spool.folder).requestsFolder);
      Deno.symlinkSync(elsewhere, mailIn(spool.folder).requestsFolder);
      await assertRejects(() => ask(spool.folder, ORDER), UserError, "not a folder");
      assertEquals(names(elsewhere), []);
      assert(!spool.remove());
    }),
});
