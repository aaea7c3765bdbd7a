import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { OutputError } from "../../../post/publish/output_error.ts";
import { publish } from "../../../post/publish/publish.ts";
import { TemporaryFolder } from "../../../scripts/stage/temporary_folder.ts";

const PLAIN = { force: false, advice: "run: confrec recover x", verify: () => {} };

async function inFolders(body: (from: string, to: string) => Promise<void>, other?: string) {
  using from = new TemporaryFolder();
  using to = new TemporaryFolder(other === undefined ? {} : { parent: other });
  await Deno.writeTextFile(`${from.path}/part`, "sound");
  await body(from.path, to.path);
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();

/** A folder on another file system than the temporary one, where the machine has one. */
function otherFileSystem(): string | undefined {
  try {
    using here = new TemporaryFolder();
    const differs = Deno.statSync("/dev/shm").dev !== Deno.statSync(here.path).dev;
    return differs ? "/dev/shm" : undefined;
  } catch {
    return undefined;
  }
}

const elsewhere = otherFileSystem();

for (const other of [undefined, elsewhere]) {
  const place = other ? "another file system" : "the same file system";
  const ignore = other === undefined && elsewhere === undefined;
  Deno.test({
    name: `a file gets its name on ${place}, and nothing is left behind`,
    ignore,
    fn: () =>
      inFolders(async (from, to) => {
        await publish(`${from}/part`, `${to}/a b.mp3`, PLAIN);
        assertEquals(await Deno.readTextFile(`${to}/a b.mp3`), "sound");
        assertEquals([names(from), names(to)], [[], ["a b.mp3"]]);
      }, other),
  });

  Deno.test({
    name: `a file on ${place} has the permissions that are asked for`,
    ignore: ignore || Deno.build.os === "windows",
    fn: () =>
      inFolders(async (from, to) => {
        await Deno.chmod(`${from}/part`, 0o600);
        await publish(`${from}/part`, `${to}/x.mp3`, { ...PLAIN, mode: 0o640 });
        assertEquals((Deno.statSync(`${to}/x.mp3`).mode ?? 0) & 0o777, 0o640);
      }, other),
  });

  Deno.test({
    name: `what is there on ${place} is kept without force, replaced with it`,
    ignore,
    fn: () =>
      inFolders(async (from, to) => {
        await Deno.writeTextFile(`${to}/x.mp3`, "old");
        const error = await assertRejects(
          () => publish(`${from}/part`, `${to}/x.mp3`, PLAIN),
          OutputError,
        );
        assertEquals([error.kind, await Deno.readTextFile(`${to}/x.mp3`)], ["exists", "old"]);
        assertEquals([names(from), names(to)], [["part"], ["x.mp3"]]);
        await publish(`${from}/part`, `${to}/x.mp3`, { ...PLAIN, force: true });
        assertEquals([await Deno.readTextFile(`${to}/x.mp3`), names(from)], ["sound", []]);
      }, other),
  });

  Deno.test({
    name: `a file that is not whole gets no name on ${place}`,
    ignore,
    fn: () =>
      inFolders(async (from, to) => {
        await Deno.writeTextFile(`${to}/x.mp3`, "old");
        const verify = () => {
          throw new OutputError("failed", "Cannot trust it");
        };
        await assertRejects(
          () => publish(`${from}/part`, `${to}/x.mp3`, { ...PLAIN, force: true, verify }),
          OutputError,
          "Cannot trust it",
        );
        assertEquals([names(from), names(to)], [["part"], ["x.mp3"]]);
        assertEquals(await Deno.readTextFile(`${to}/x.mp3`), "old");
      }, other),
  });
}

Deno.test("where there are no links a file gets its name too, and nothing is replaced", () =>
  inFolders(async (from, to) => {
    const link = Deno.link;
    Deno.link = () => Promise.reject(new Deno.errors.PermissionDenied("no links on this disk"));
    try {
      await Deno.writeTextFile(`${to}/old.mp3`, "old");
      const error = await assertRejects(
        () => publish(`${from}/part`, `${to}/old.mp3`, PLAIN),
        OutputError,
      );
      assertEquals([error.kind, await Deno.readTextFile(`${to}/old.mp3`)], ["exists", "old"]);
      await publish(`${from}/part`, `${to}/new.mp3`, PLAIN);
      assertEquals([await Deno.readTextFile(`${to}/new.mp3`), names(from)], ["sound", []]);
    } finally {
      Deno.link = link;
    }
  }));

for (const other of [undefined, elsewhere]) {
  Deno.test({
    name: `a file that has its name on ${other ? "another" : "the same"} file system is there, ` +
      "also where its source cannot be removed",
    ignore: other === undefined && elsewhere === undefined,
    fn: () =>
      inFolders(async (from, to) => {
        const remove = Deno.removeSync;
        Deno.removeSync = () => {
          throw new Deno.errors.PermissionDenied("it is in use");
        };
        try {
          await publish(`${from}/part`, `${to}/x.mp3`, PLAIN);
        } finally {
          Deno.removeSync = remove;
        }
        assertEquals(await Deno.readTextFile(`${to}/x.mp3`), "sound");
        assertEquals(names(from), ["part"]);
      }, other),
  });
}

Deno.test("a folder that has vanished is told, with what to do", () =>
  inFolders(async (from, to) => {
    const error = await assertRejects(
      () => publish(`${from}/part`, `${to}/gone/x.mp3`, PLAIN),
      OutputError,
    );
    assertEquals(error.kind, "gone");
    assertStringIncludes(error.message, "bring it back and run: confrec recover x");
  }));

Deno.test("the system's errors become what a person can do", () => {
  const cases: [Error, string, string][] = [
    [Object.assign(new Error("No space"), { code: "ENOSPC" }), "full", "free space and run: r"],
    [Object.assign(new Error("quota"), { code: "EDQUOT" }), "full", "quota"],
    [Object.assign(new Error("ro"), { code: "EROFS" }), "denied", "read-only"],
    [new Deno.errors.PermissionDenied("EACCES"), "denied", "permissions"],
    [new Deno.errors.NotFound("ENOENT"), "gone", "bring it back"],
    [new Deno.errors.AlreadyExists("EEXIST"), "exists", "--force"],
    [new Error("Input/output error"), "failed", "Input/output error"],
  ];
  for (const [error, kind, part] of cases) {
    const told = OutputError.from(error, "/x.mp3", "run: r");
    if (!(told instanceof OutputError)) throw new Error("not an OutputError");
    assertEquals([told.kind, told.cause], [kind, error]);
    assertStringIncludes(told.message, "Cannot write /x.mp3: ");
    assertStringIncludes(told.message, part);
  }
});

Deno.test("errors that say enough by themselves stay as they are", () => {
  for (const error of [new DOMException("x", "AbortError"), new Error("Cannot encode MP3: y"), 7]) {
    assertEquals(OutputError.from(error, "/x.mp3", "run: r"), error);
  }
});
