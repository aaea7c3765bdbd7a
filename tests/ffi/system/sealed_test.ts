import { assertEquals } from "@std/assert";
import { isReadOnly, isSealed } from "../../../ffi/system/sealed.ts";
import { PERMISSIONS } from "../../../scripts/build/compile.ts";
import { project } from "../../../scripts/project/folders.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { withReadOnlyDisk } from "./read_only_disk.ts";

Deno.test("an ordinary folder is open, and looking changes nothing in it", () =>
  withFolder((folder) => {
    assertEquals(isSealed(folder), false);
    assertEquals([...Deno.readDirSync(folder)].length, 0);
  }));

Deno.test(
  "with the program's own permissions, Deno opens nothing in /dev/shm, /proc and /sys, by a link neither",
  {
    ignore: Deno.build.os !== "linux",
  },
  () =>
    withFolder(async (folder) => {
      Deno.symlinkSync("/dev/shm", `${folder}/link`);
      const places = ["/dev/shm", "/proc", "/sys", `${folder}/link`, folder];
      const code = `import { isReadOnly, isSealed } from "${new URL(
        "../../../ffi/system/sealed.ts",
        import.meta.url,
      )}";
      console.log(JSON.stringify(${JSON.stringify(places)}.map((place) => isSealed(place))));`;
      Deno.writeTextFileSync(`${folder}/ask.ts`, code);
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-check", ...PERMISSIONS, `${folder}/ask.ts`],
        cwd: project,
        stderr: "inherit",
      }).output();
      assertEquals(JSON.parse(new TextDecoder().decode(stdout)), [true, true, true, true, false]);
    }),
);

Deno.test("a read-only disk is known by itself, also to who may do everything", {
  ignore: Deno.build.os !== "linux",
}, () =>
  withReadOnlyDisk((folder) => {
    assertEquals(isReadOnly(folder), true);
  }));

Deno.test("an ordinary folder, and one that is not there, are on no read-only disk", () =>
  withFolder((folder) => {
    assertEquals(isReadOnly(folder), false);
    assertEquals(isReadOnly(`${folder}/no`), false);
    assertEquals([...Deno.readDirSync(folder)].length, 0);
  }));
