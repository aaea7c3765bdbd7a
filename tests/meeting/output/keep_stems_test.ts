import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { keepStems } from "../../../meeting/output/keep_stems.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

async function withSpool(test: (spool: Spool, folder: string) => void): Promise<void> {
  await withFolder(async (folder) => {
    using spool = await Spool.create(join(folder, "a.mp3.confrec"));
    Deno.writeTextFileSync(spool.stemPath("mic"), "voice");
    test(spool, folder);
  });
}

Deno.test("the stems that are there are moved out of the spool", async () => {
  await withSpool((spool, folder) => {
    const targets = { mic: join(folder, "a.mic.wav"), system: join(folder, "a.system.wav") };
    assertEquals(keepStems(spool, targets, false), { mic: targets.mic });
    assertEquals(Deno.readTextFileSync(targets.mic), "voice");
    assertEquals(spool.remove(), true);
  });
});

Deno.test("a stem replaces nothing that came to be there meanwhile, unless that was wanted", async () => {
  await withSpool((spool, folder) => {
    const targets = { mic: join(folder, "a.mic.wav"), system: join(folder, "a.system.wav") };
    Deno.writeTextFileSync(targets.mic, "older");
    assertThrows(() => keepStems(spool, targets, false), Deno.errors.AlreadyExists, "it exists");
    assertEquals(Deno.readTextFileSync(targets.mic), "older");
    keepStems(spool, targets, true);
    assertEquals(Deno.readTextFileSync(targets.mic), "voice");
  });
});
