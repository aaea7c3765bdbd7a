import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { makeFolders, removeFolders } from "../../../meeting/output/folders.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const WINDOWS = Deno.build.os === "windows";

function modeOf(folder: string): number {
  return (Deno.statSync(folder).mode ?? 0) & 0o777;
}

Deno.test("folders on the way to a file are their owner's, and what was there stays as it is", {
  ignore: WINDOWS,
}, () =>
  withFolder((folder) => {
    const there = join(folder, "there");
    Deno.mkdirSync(there);
    Deno.chmodSync(there, 0o755);
    const made = makeFolders(join(there, "a", "b"));
    assertEquals(made, [join(there, "a", "b"), join(there, "a")]);
    assertEquals([...made, there].map(modeOf), [0o700, 0o700, 0o755]);
    removeFolders(made);
    assertEquals([...Deno.readDirSync(there)], []);
  }));

Deno.test("who may read the file may read the folders that are made for it", {
  ignore: WINDOWS,
}, () =>
  withFolder((folder) => {
    const umask = Deno.umask(0o022);
    try {
      assertEquals(makeFolders(join(folder, "group"), 0o640).map(modeOf), [0o750]);
      assertEquals(makeFolders(join(folder, "all"), 0o664).map(modeOf), [0o755]);
    } finally {
      Deno.umask(umask);
    }
  }));
