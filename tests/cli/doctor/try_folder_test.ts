import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { tryFolder } from "../../../cli/doctor/try_folder.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { Mount } from "../../../scripts/faults/ground/mounts.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const onLinux = Deno.build.os === "linux";

Deno.test("a folder that can be written to is left as it was, one that is not there too", () =>
  withFolder(async (folder) => {
    await tryFolder(folder, "--out");
    await tryFolder(join(folder, "not", "yet"), "--out");
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test(
  "a link to nothing is told, and nothing is made in its place",
  { ignore: !onLinux },
  () =>
    withFolder(async (folder) => {
      const link = join(folder, "recordings");
      Deno.symlinkSync(join(folder, "not mounted"), link);
      const error = await assertRejects(() => tryFolder(link, "--out"), UserError);
      assertStringIncludes(error.message, "is a link to");
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["recordings"]);
    }),
);

Deno.test("a disk on which there is no space for a file says so, and which option to change", {
  // Only root can mount.
  ignore: !onLinux || Deno.uid() !== 0,
}, () =>
  withFolder(async (folder) => {
    await using disk = await Mount.memory(join(folder, "small"), 1);
    Deno.writeFileSync(join(disk.folder, "greedy"), new Uint8Array((1 << 20) - 40_000 & ~4095));
    const error = await assertRejects(() => tryFolder(disk.folder, "--spool"), UserError);
    assert(/disk is full.*choose another --spool/.test(error.message), error.message);
    assertEquals([...Deno.readDirSync(disk.folder)].map(({ name }) => name), ["greedy"]);
  }));

Deno.test("what Deno keeps programs out of is refused as a recording would be", {
  ignore: !onLinux,
}, () =>
  withFolder(async (folder) => {
    const { href } = new URL("../../../cli/doctor/try_folder.ts", import.meta.url);
    const script = join(folder, "try.ts");
    Deno.writeTextFileSync(
      script,
      `import { tryFolder } from "${href}";
      await tryFolder("/dev/shm", "--out").catch((error) => console.log(error.message));`,
    );
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--allow-read", "--allow-write", "--allow-env"]
        .concat(["--allow-sys", "--allow-ffi", "--config", "deno.json", script]),
      stderr: "inherit",
    }).output();
    assertStringIncludes(new TextDecoder().decode(stdout), "confrec may not open files in /dev");
  }));
