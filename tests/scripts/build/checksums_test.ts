import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { writeChecksums } from "../../../scripts/build/checksums.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("every file of a folder is summed up, but not the sums themselves", async () => {
  await withFolder(async (folder) => {
    await assertRejects(() => writeChecksums(folder), Error, "compile first");
    await Deno.mkdir(join(folder, "source"));
    await Deno.writeTextFile(join(folder, "source", "b"), "");
    await Deno.writeTextFile(join(folder, "a b"), "abc");
    assertEquals(await writeChecksums(folder), 2);
    assertEquals(await writeChecksums(folder), 2);
    // The sums of "abc" and of nothing stand in FIPS 180-2, appendix B, and in its test vectors.
    assertEquals(
      await Deno.readTextFile(join(folder, "SHA256SUMS")),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a b\n" +
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  source/b\n",
    );
  });
});
