import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { noteResult, takeResult } from "../../../meeting/steer/result_note.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const RESULT = { exitCode: 4, out: "/a/m.mp3" };

Deno.test("a result is noted for each who asked, and can be taken once", () =>
  withFolder(async (folder) => {
    const cache = join(folder, "cache");
    await noteResult(["a", "b"], RESULT, cache);
    for (const id of ["a", "b"]) {
      assertEquals(await takeResult(id, cache), RESULT);
      assertEquals(await takeResult(id, cache), undefined);
    }
  }));

Deno.test("nothing is noted when nobody asked, or where there is no cache", () =>
  withFolder(async (folder) => {
    await noteResult([], RESULT, join(folder, "cache"));
    await noteResult(["a"], RESULT, undefined);
    assertEquals([...Deno.readDirSync(folder)], []);
    assertEquals(await takeResult("a", undefined), undefined);
  }));

Deno.test("notes that nobody took go with the next one, after a day", () =>
  withFolder(async (folder) => {
    await noteResult(["old"], RESULT, folder);
    const yesterday = Date.now() / 1_000 - 25 * 3_600;
    Deno.utimeSync(join(folder, "results", "old.json"), yesterday, yesterday);
    await noteResult(["new"], RESULT, folder);
    const names = [...Deno.readDirSync(join(folder, "results"))].map(({ name }) => name);
    assertEquals(names, ["new.json"]);
  }));
