import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { readSmall, writeBeside } from "../../../meeting/steer/small_file.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("what was written is read, and replaced whole", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.json");
    for (const text of ["one", "é".repeat(4_000), ""]) {
      await writeBeside(path, text);
      assertEquals(await readSmall(path), text);
    }
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  }));

Deno.test("it is read whole while it is replaced without a pause", {
  // There it is either read or replaced; whoever may not tries again, who writes as who reads.
  ignore: Deno.build.os === "windows",
}, () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.json");
    const texts = ["one".repeat(900), "two".repeat(1_200)];
    await writeBeside(path, "one".repeat(900));
    let isRead = false;
    const writing = (async () => {
      for (let i = 0; !isRead; i++) {
        await writeBeside(path, texts[i % 2] ?? "");
        // The reader gets its turns in between.
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    })();
    try {
      for (let i = 0; i < 300; i++) {
        const text = await readSmall(path);
        assert(texts.includes(text), text.slice(0, 20));
      }
    } finally {
      isRead = true;
      await writing;
    }
  }));

Deno.test("what is too large, or no file, is not read", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.json");
    Deno.writeTextFileSync(path, "a".repeat(8_193));
    await assertRejects(() => readSmall(path), Deno.errors.InvalidData, "too large");
    await assertRejects(() => readSmall(folder), Deno.errors.InvalidData, "not a file");
  }));
