import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { runTool } from "../../../scripts/project/tool.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { makeZip } from "../../../scripts/windows/zip.ts";

const ignore = Deno.build.os === "windows";

Deno.test(
  "what was put into an archive, another program finds in it, whole",
  { ignore },
  async () => {
    await withFolder(async (folder) => {
      const files = {
        "a folder/empty.txt": new Uint8Array(),
        "a folder/inner/é 漢.bin": Uint8Array.from({ length: 100_000 }, (_, i) => i * i),
        "one.txt": new TextEncoder().encode("one\r\n"),
      };
      const entries = Object.entries(files).map(([name, bytes]) => ({ name, bytes }));
      const path = join(folder, "a.zip");
      await Deno.writeFile(path, makeZip(entries));
      // It compares every checksum.
      await runTool("python3", ["-m", "zipfile", "-t", path]);
      await runTool("python3", ["-m", "zipfile", "-e", path, folder]);
      for (const [name, bytes] of Object.entries(files)) {
        assertEquals(await Deno.readFile(join(folder, name)), bytes);
      }
      assertEquals(makeZip(entries), await Deno.readFile(path));
    });
  },
);
