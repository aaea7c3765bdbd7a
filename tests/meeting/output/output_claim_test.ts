import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { claimOutput } from "../../../meeting/output/output_claim.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

async function inCache(test: (cache: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await test(join(folder, "cache"));
  });
}

Deno.test("a file is made by one session at a time, others hear whose it is", () =>
  inCache(async (cache) => {
    using _claim = await claimOutput("/a/meeting.mp3", cache);
    const error = await assertRejects(() => claimOutput("/a/meeting.mp3", cache), UserError);
    assertEquals(error.kind, "usage");
    assertEquals(error.message.includes(`process id ${Deno.pid}`), true);
    using _other = await claimOutput("/b/meeting.mp3", cache);
  }));

Deno.test("nothing is left of a claim that is over", () =>
  inCache(async (cache) => {
    (await claimOutput("/a/meeting.mp3", cache))[Symbol.dispose]();
    assertEquals([...Deno.readDirSync(join(cache, "claims"))], []);
    (await claimOutput("/a/meeting.mp3", cache))[Symbol.dispose]();
  }));

Deno.test("without a cache that can be used, everybody may", () =>
  inCache(async (cache) => {
    Deno.writeTextFileSync(cache, "not a folder");
    for (const place of [undefined, cache]) {
      using _one = await claimOutput("/a/meeting.mp3", place);
      using _two = await claimOutput("/a/meeting.mp3", place);
    }
  }));
