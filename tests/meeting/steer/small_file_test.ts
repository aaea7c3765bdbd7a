import { assertEquals, assertRejects } from "@std/assert";
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

Deno.test("what is too large, or no file, is not read", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.json");
    Deno.writeTextFileSync(path, "a".repeat(8_193));
    await assertRejects(() => readSmall(path), Deno.errors.InvalidData, "too large");
    await assertRejects(() => readSmall(folder), Deno.errors.InvalidData, "not a file");
  }));
