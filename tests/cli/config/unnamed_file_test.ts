import { assert, assertEquals, assertThrows } from "@std/assert";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { unnamedFile } from "../../../cli/config/unnamed_file.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { TemporaryFolder, withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { withReadOnlyDisk } from "../../ffi/system/read_only_disk.ts";
import { fakeNow } from "../fake_io.ts";

const REQUEST = {
  out: undefined,
  spool: undefined,
  force: false,
  now: fakeNow(),
  hostName: "room",
  env: () => undefined,
};
const NAME = "meeting 2026-02-03 14-05-09";

Deno.test("a file in the settings is filled in, and numbered where something of its name is there", async () => {
  await withFolder(async (folder) => {
    const file = (name: string) => join(folder, name);
    const name = (force = false) => unnamedFile({ ...REQUEST, out: file("{host}.mp3"), force });
    assertEquals(name(), file("room.mp3"));
    await Deno.writeTextFile(file("room.mp3"), "");
    assertEquals(name(), file("room (2).mp3"));
    // A recording that runs, or waits to be recovered.
    await Deno.mkdir(file("room (2).mp3.confrec"));
    assertEquals(name(), file("room (3).mp3"));
    await Deno.writeTextFile(file("room (3).mic.wav"), "");
    assertEquals(name(), file("room (4).mp3"));
    assertEquals(name(true), file("room.mp3"));
  });
});

Deno.test("recordings in the making are looked for where they are made", async () => {
  await withFolder(async (folder) => {
    const spool = join(folder, "spools");
    await Deno.mkdir(join(spool, "a.mp3.confrec"), { recursive: true });
    const out = join(folder, "a.mp3");
    assertEquals(unnamedFile({ ...REQUEST, out, spool }), join(folder, "a (2).mp3"));
  });
});

Deno.test("a folder in the settings takes files that are named by date and time", async () => {
  await withFolder(async (folder) => {
    const wanted = join(folder, `${NAME}.mp3`);
    assertEquals(unnamedFile({ ...REQUEST, out: folder }), wanted);
    assertEquals(unnamedFile({ ...REQUEST, out: `${folder}/` }), wanted);
    const later = join(folder, "later");
    assertEquals(unnamedFile({ ...REQUEST, out: `${later}/` }), join(later, `${NAME}.mp3`));
    await Deno.writeTextFile(wanted, "");
    assertEquals(unnamedFile({ ...REQUEST, out: folder }), join(folder, `${NAME} (2).mp3`));
  });
});

Deno.test("on a share that does not answer no numbers are tried", () => {
  const { lstatSync } = Deno;
  let looks = 0;
  Deno.lstatSync = () => {
    looks++;
    throw Object.assign(new Error("Host is down (os error 112)"), { code: "EHOSTDOWN" });
  };
  try {
    assertEquals(unnamedFile({ ...REQUEST, out: "/share/a.mp3" }), resolve("/share/a.mp3"));
  } finally {
    Deno.lstatSync = lstatSync;
  }
  assert(looks < 20, `${looks} looks`);
});

Deno.test("a placeholder that there is not is refused", () => {
  assertThrows(
    () => unnamedFile({ ...REQUEST, out: "/a/{day}.mp3" }),
    UserError,
    "Cannot fill {day} in --out: there are {date}, {time}, {host} and, with --split, {part}",
  );
});

/** What the imports of packages are found by. */
const CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));

/** Asks in another process: all tests of this one share its working folder. */
async function askIn(cwd: string, home: string): Promise<string> {
  const module = new URL("../../../cli/config/unnamed_file.ts", import.meta.url).href;
  const code = `
    const { unnamedFile } = await import(${JSON.stringify(module)});
    console.log(unnamedFile({
      force: false,
      now: new Date(2026, 1, 3, 14, 5, 9),
      hostName: "room",
      env: () => ${JSON.stringify(home)},
    }));`;
  using script = new TemporaryFolder();
  const path = join(script.path, "ask.ts");
  await Deno.writeTextFile(path, code);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", CONFIG, path],
    cwd,
    stderr: "inherit",
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("without settings the working folder has the file, and where that cannot be the user's own", async () => {
  await withFolder(async (folder) => {
    const real = await Deno.realPath(folder);
    const home = join(real, "home");
    assertEquals(await askIn(real, home), join(real, `${NAME}.mp3`));
    // What stands in braces is part of the folder's name.
    await Deno.mkdir(join(real, "{date} {x}"));
    assertEquals(await askIn(join(real, "{date} {x}"), home), `${NAME}.mp3`);
    if (Deno.build.os !== "linux") return;
    const own = join(home, "Recordings", `${NAME}.mp3`);
    assertEquals(await askIn("/proc", home), own);
    await withReadOnlyDisk(async (disk) => assertEquals(await askIn(disk, home), own));
  });
});
