import { assertEquals, assertThrows } from "@std/assert";
import { writeWhole } from "../../../post/chunks/write_whole.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("a file is written whole, for its owner only, in the place of what was there", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x`;
    await Deno.writeTextFile(path, "something longer");
    writeWhole(path, new Uint8Array([1, 2, 3]));
    assertEquals([...await Deno.readFile(path)], [1, 2, 3]);
    if (Deno.build.os !== "windows") assertEquals((await Deno.stat(path)).mode, 0o100600);
    assertEquals([...Deno.readDirSync(folder)].map((entry) => entry.name), ["x"]);
  });
});

Deno.test("a link in the place of the temporary file is not followed", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/victim`, "precious");
    await Deno.symlink(`${folder}/victim`, `${folder}/x.tmp`);
    writeWhole(`${folder}/x`, new Uint8Array([1]));
    assertEquals(await Deno.readTextFile(`${folder}/victim`), "precious");
  });
});

Deno.test("what cannot be written leaves nothing behind", async () => {
  await withFolder(async (folder) => {
    assertThrows(() => writeWhole(`${folder}/no/x`, new Uint8Array(1)), Deno.errors.NotFound);
    // The name is taken by a folder, which a file cannot replace.
    await Deno.mkdir(`${folder}/taken/full`, { recursive: true });
    assertThrows(() => writeWhole(`${folder}/taken`, new Uint8Array(1)));
    assertEquals([...Deno.readDirSync(folder)].map((entry) => entry.name), ["taken"]);
  });
});
