/** Commands that come while a recording goes on in its next part. */
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { mailIn } from "../../../capture/spool/spool_mail.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { ask } from "../../../meeting/steer/ask.ts";
import { Mailbox } from "../../../meeting/steer/mailbox.ts";
import { withSession } from "../../../meeting/steer/with_session.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** A part, and what is asked there. */
async function part(folder: string, name: string) {
  const spool = await Spool.create(join(folder, `${name}.confrec`));
  const asked: string[] = [];
  const mailbox = new Mailbox(mailIn(spool.folder), ({ order }) => {
    asked.push(order);
    return Promise.resolve({ atSeconds: 5 });
  });
  return { spool, mailbox, asked, [Symbol.dispose]: () => spool[Symbol.dispose]() };
}

Deno.test("who asks between two parts reaches the next", () =>
  withFolder(async (folder) => {
    using first = await part(folder, "m.mp3");
    using second = await part(folder, "m.002.mp3");
    first.mailbox.open();
    const tries: string[] = [];
    const pausing = withSession({ cache: undefined, folder }, undefined, async ({ spool }) => {
      tries.push(spool);
      // The recording goes on in the next part after this one was chosen.
      if (tries.length === 1) await first.mailbox.end();
      return ask(spool, { order: "pause" });
    });
    while (tries.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    second.mailbox.open();
    while (second.asked.length === 0) {
      await second.mailbox.look();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assertEquals((await pausing).atSeconds, 5);
    assertEquals([first.asked, second.asked], [[], ["pause"]]);
    assertEquals([tries[0], tries.at(-1)], [first.spool.folder, second.spool.folder]);
  }));

Deno.test("what does not pass is reported", () =>
  withFolder(async (folder) => {
    using _finishing = await part(folder, "m.mp3");
    const place = { cache: undefined, folder };
    const error = await assertRejects(() => withSession(place, undefined, () => {}), UserError);
    assertEquals([error.kind, error.message.endsWith("; try again")], ["session", true]);
    await assertRejects(() => withSession(place, "other", () => {}), UserError, "none that is");
  }));
