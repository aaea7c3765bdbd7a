import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { LockFile } from "../../../capture/spool/lock_file.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("one at a time holds a file, and its process id can be read", () =>
  withFolder(async (folder) => {
    const path = join(folder, "lock");
    assertEquals([await LockFile.isLocked(path), LockFile.ownerOf(path)], [false, undefined]);
    const lock = await LockFile.take(path);
    assert(lock !== undefined);
    assertEquals([await LockFile.isLocked(path), LockFile.ownerOf(path)], [true, Deno.pid]);
    assertEquals(await LockFile.take(path), undefined);
    lock[Symbol.dispose]();
    assertEquals(await LockFile.isLocked(path), false);
    (await LockFile.take(path))?.remove();
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test("a file that its holder removes while another waits for it is made again", () =>
  withFolder(async (folder) => {
    const path = join(folder, "lock");
    const first = await LockFile.take(path);
    const second = LockFile.take(path);
    first?.remove();
    using lock = await second;
    // Whoever holds it holds the file that others would find.
    if (lock !== undefined) assertEquals(await LockFile.take(path), undefined);
  }));

Deno.test({
  name: "a link is not followed, and a folder is no lock",
  ignore: Deno.build.os === "windows", // There links need a right that users lack.
  fn: () =>
    withFolder(async (folder) => {
      const precious = join(folder, "precious");
      Deno.writeTextFileSync(precious, "mine");
      Deno.symlinkSync(precious, join(folder, "lock"));
      await assertRejects(() => LockFile.take(join(folder, "lock")), Deno.errors.InvalidData);
      await assertRejects(() => LockFile.isLocked(folder), Deno.errors.InvalidData, "not a file");
      assertEquals(Deno.readTextFileSync(precious), "mine");
    }),
});

Deno.test("a file system that refuses the lock keeps no file open", async () => {
  await withFolder(async (folder) => {
    const real = Deno.FsFile.prototype.tryLockSync;
    const files: Deno.FsFile[] = [];
    Deno.FsFile.prototype.tryLockSync = function () {
      files.push(this);
      throw new Deno.errors.PermissionDenied("no locks here");
    };
    try {
      await assertRejects(
        () => LockFile.take(join(folder, "lock")),
        Deno.errors.PermissionDenied,
        "no locks here",
      );
    } finally {
      Deno.FsFile.prototype.tryLockSync = real;
    }
    assertEquals(files.length, 1);
    assertThrows(() => files[0]?.statSync(), Deno.errors.BadResource);
  });
});
