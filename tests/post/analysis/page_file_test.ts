/** Pages of numbers on the disk. */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { PagedHops } from "../../../post/analysis/paged_hops.ts";
import { PageFile } from "../../../post/analysis/page_file.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { random } from "../../dsp/signals.ts";

const page = (value: number) => new Uint16Array(1_000).fill(value);

Deno.test("pages are read again in any order, and the file is the owner's alone", async () => {
  await withFolder((folder) => {
    const path = join(folder, "levels.tmp");
    Deno.writeTextFileSync(path, "left by a session that was killed");
    using file = new PageFile(path);
    const places = Array.from({ length: 9 }, (_, i) => file.put(page(i)) ?? NaN);
    const read = page(0);
    for (const i of [8, 0, 3, 4, 4]) {
      file.get(places[i] ?? NaN, read);
      assertEquals(read, page(i));
    }
    assertEquals(Deno.statSync(path).size, 9 * 2_000);
  });
});

Deno.test("without a page there is no file", async () => {
  await withFolder((folder) => {
    using _file = new PageFile(join(folder, "levels.tmp"));
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("where nothing can be written the pages stay in memory, and go to the file once that is possible", async () => {
  await withFolder((folder) => {
    const within = join(folder, "chunks");
    const path = join(within, "levels.tmp");
    using file = new PageFile(path);
    const hops = new PagedHops(file);
    const next = random(7);
    const values = Uint16Array.from({ length: 200_000 }, () => 65_535 * next());
    hops.append(values.subarray(0, 100_000));
    Deno.mkdirSync(within);
    hops.append(values.subarray(100_000));
    assertEquals(Deno.statSync(path).size, 3 * 65_536);
    for (const i of [0, 199_999, 99_999, 40_000, 150_000]) assertEquals(hops.at(i), values[i]);
    assertEquals(hops.over(0, 200_000).sum, values.reduce((sum, x) => sum + x, 0));
  });
});

Deno.test("a file that gives nothing back is an error that says so", async () => {
  await withFolder((folder) => {
    const path = join(folder, "levels.tmp");
    const file = new PageFile(path);
    const at = file.put(page(1)) ?? NaN;
    Deno.truncateSync(path, 500);
    const error = assertThrows(() => file.get(at, page(0)), Deno.errors.InvalidData);
    assertStringIncludes(error.message, `Cannot read ${path}: it is shorter than it was; `);
    file[Symbol.dispose]();
    assertEquals(file.put(page(2)), undefined);
    assertThrows(() => file.get(at, page(0)), Deno.errors.InvalidData);
  });
});

Deno.test({
  name: "a link in its place goes, and not what it leads to",
  // There a link needs a privilege.
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder((folder) => {
      const [path, thesis] = [join(folder, "levels.tmp"), join(folder, "thesis.txt")];
      Deno.writeTextFileSync(thesis, "years of work");
      Deno.symlinkSync(thesis, path);
      using file = new PageFile(path);
      assertEquals(file.put(page(1)), 0);
      assertEquals(Deno.readTextFileSync(thesis), "years of work");
      assertEquals(Deno.lstatSync(path).isFile, true);
    }),
});
