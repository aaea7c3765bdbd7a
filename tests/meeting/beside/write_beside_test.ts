/** Files beside a finished one are whole, or not there; what fails is said in words. */
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { writeBeside } from "../../../meeting/beside/write_beside.ts";
import { OutputError } from "../../../post/publish/output_error.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const OPTIONS = { force: false, advice: "run it again" };

Deno.test("a folder in which nothing can be written is told of by the name that was asked for", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "none", "a.json");
    const error = await assertRejects(() => writeBeside(path, "{}", OPTIONS), OutputError);
    assertEquals(
      [error.kind, error.message],
      [
        "gone",
        `Cannot write ${path}: its folder is not there; bring it back and run it again`,
      ],
    );
  });
});

Deno.test("what is there stays without force, and nothing else is left", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "a.json");
    await writeBeside(path, "first", OPTIONS);
    await assertRejects(() => writeBeside(path, "second", OPTIONS), OutputError, "it exists");
    assertEquals(Deno.readTextFileSync(path), "first");
    await writeBeside(path, "third", { ...OPTIONS, force: true });
    assertEquals(Deno.readTextFileSync(path), "third");
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.json"]);
  });
});
