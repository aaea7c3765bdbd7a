import { assert, assertEquals, assertRejects } from "@std/assert";
import { basename, join } from "node:path";
import { clearLeftWork, workFolder } from "../../../meeting/output/work_folder.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("a work folder is hidden, and goes with all that is in it, and with the folders made for it", () =>
  withFolder(async (folder) => {
    const parent = join(folder, "new", "deep");
    {
      using work = await workFolder(parent);
      assert(basename(work.path).startsWith(".confrec-mix-"));
      Deno.writeTextFileSync(join(work.path, "half"), "half");
    }
    assertEquals(names(folder), []);
  }));

Deno.test("the next one removes what a process that was killed has left, and nothing that somebody holds", () =>
  withFolder(async (folder) => {
    // As after a kill: a folder with things in it, and a lock that nobody holds.
    const left = join(folder, ".confrec-mix-dead");
    Deno.mkdirSync(join(left, "converted"), { recursive: true });
    Deno.writeTextFileSync(join(left, "lock"), "42\\n");
    Deno.writeTextFileSync(join(left, "converted", "mic.wav"), "sound");
    Deno.mkdirSync(join(folder, ".confrec-other"));
    using held = await workFolder(folder);
    assertEquals(names(folder), [basename(held.path), ".confrec-other"].sort());
    {
      using second = await workFolder(folder);
      assert(names(folder).includes(basename(held.path)) && second.path !== held.path);
    }
    assertEquals(await clearLeftWork(folder), []);
  }));

Deno.test("a folder that is just being made, and a copy that is just being written, are left alone", () =>
  withFolder(async (folder) => {
    Deno.mkdirSync(join(folder, ".confrec-mix-new"));
    Deno.writeTextFileSync(join(folder, ".confrec-0123abcd.part"), "half a file");
    assertEquals(await clearLeftWork(folder), []);
    const later = Date.now() + 25 * 3_600_000;
    assertEquals((await clearLeftWork(folder, later)).length, 2);
    assertEquals(names(folder), []);
  }));

Deno.test("what a link leads to is not removed with what was left", {
  // On Windows links need a right that users lack.
  ignore: Deno.build.os === "windows",
}, () =>
  withFolder(async (folder) => {
    const precious = join(folder, "precious");
    Deno.mkdirSync(precious);
    Deno.writeTextFileSync(join(precious, "file"), "kept");
    const left = join(folder, ".confrec-mix-dead");
    Deno.mkdirSync(left);
    Deno.writeTextFileSync(join(left, "lock"), "");
    Deno.symlinkSync(precious, join(left, "chunks"));
    Deno.symlinkSync(precious, join(folder, ".confrec-mix-link"));
    assertEquals(await clearLeftWork(folder), [left]);
    assertEquals(names(precious), ["file"]);
  }));

Deno.test("two who clear up at the same time do not get in each other's way", () =>
  withFolder(async (folder) => {
    const one = async () => {
      for (let i = 0; i < 20; i++) {
        using work = await workFolder(folder);
        Deno.writeTextFileSync(join(work.path, "half made"), "x");
        await clearLeftWork(folder);
      }
    };
    await Promise.all([one(), one(), one()]);
    await clearLeftWork(folder, Date.now() + 3_600_000);
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test("a folder that somebody else has removed meanwhile does not make the work fail", {
  ignore: Deno.build.os === "windows",
}, () =>
  withFolder(async (folder) => {
    {
      using work = await workFolder(folder);
      Deno.removeSync(work.path, { recursive: true });
    }
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test("a folder that cannot be locked is not left behind", () =>
  withFolder(async (folder) => {
    const real = Deno.FsFile.prototype.writeSync;
    Deno.FsFile.prototype.writeSync = () => {
      throw new Error("No space left on device (os error 28)");
    };
    try {
      await assertRejects(() => workFolder(folder));
    } finally {
      Deno.FsFile.prototype.writeSync = real;
    }
    assertEquals([...Deno.readDirSync(folder)], []);
  }));
