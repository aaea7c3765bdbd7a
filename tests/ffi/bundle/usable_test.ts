import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { unpackEmbedded } from "../../../ffi/bundle/embedded.ts";
import { whyUnusable } from "../../../ffi/bundle/usable.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("what was built can be used, what is no library or program cannot, and why is said", async () => {
  for (const name of ["confrec_audio", "ffmpeg"] as const) {
    assertEquals(await whyUnusable(name, await unpackEmbedded(name)), undefined);
    await withFolder(async (folder) => {
      const path = join(folder, "nothing.exe");
      Deno.writeTextFileSync(path, "no program", { mode: 0o700 });
      assert(await whyUnusable(name, path));
      assert(await whyUnusable(name, join(folder, "missing")));
    });
  }
});
