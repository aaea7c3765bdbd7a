/** The picture of a file, and what is said of those that cannot be one. */
import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { readCover } from "../../../meeting/prepare/read_cover.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("what is no picture for a file is refused with what to do", async () => {
  await withFolder((folder) => {
    const write = (name: string, bytes: number) => {
      const path = join(folder, name);
      Deno.writeFileSync(path, new Uint8Array(bytes));
      return path;
    };
    const cases = [
      [join(folder, "none.png"), "there is no such file; name a JPEG or a PNG"],
      [folder, "it is not a file; name a JPEG or a PNG"],
      [write("empty.png", 0), "it is no whole JPEG or PNG; name another file"],
      [write("large.jpg", 2_500_000), "it has 2.5 MB; make it smaller than 2 MB"],
    ] as const;
    for (const [path, why] of cases) {
      const error = assertThrows(() => readCover(path), UserError);
      assertEquals(error.message, `Cannot use --cover ${path}: ${why}`);
    }
  });
});
