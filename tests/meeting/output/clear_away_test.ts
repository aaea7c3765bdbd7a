import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { clearAway } from "../../../meeting/output/clear_away.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("a spool goes with its stems, and what is not confrec's is told of and stays", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "a.mp3.confrec");
    for (const foreign of [[], ["notes.txt"]]) {
      using spool = await Spool.create(path);
      for (const name of ["mic.wav", "system.wav", ...foreign]) {
        Deno.writeTextFileSync(join(path, name), "x");
      }
      const told = foreign.length > 0
        ? `${path} is not empty: what is in it is not confrec's`
        : undefined;
      assertEquals(await clearAway(spool), told);
    }
    assertEquals([...Deno.readDirSync(path)].map(({ name }) => name), ["notes.txt"]);
  });
});

Deno.test("a stem that another program holds is told of, and is no failure", async () => {
  const spool = {
    folder: "a.mp3.confrec",
    removeStems: () => Promise.reject(new Deno.errors.Busy("mic.wav is in use")),
    remove: () => true,
  };
  assertEquals(
    await clearAway(spool),
    "Cannot remove a.mp3.confrec: mic.wav is in use; its file is finished, remove it when nothing uses it",
  );
});
