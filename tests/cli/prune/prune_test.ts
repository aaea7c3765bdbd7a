import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { pruneFolder } from "../../../cli/prune/prune.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { mp3Of } from "../../meeting/retention/recordings.ts";
import { fakeIo, fakeNow } from "../fake_io.ts";
import { callOf } from "../steer/running_meeting.ts";

/** Has the system refuse a path to one of Deno's functions, also to who may read everything. */
function withoutPermission(
  one: "openSync" | "readDirSync",
  path: string,
): Disposable {
  const real = Deno[one];
  const refuse = (asked: string | URL, ...rest: never[]) => {
    if (asked === path) {
      throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    }
    return real(asked, ...rest);
  };
  Object.assign(Deno, { [one]: refuse });
  return { [Symbol.dispose]: () => void Object.assign(Deno, { [one]: real }) };
}

/** A folder with recordings of today and of forty days ago, and a file that confrec did not make. */
async function withMeetings(
  test: (
    folder: string,
    run: (...more: string[]) => Promise<{ code: number; out: string }>,
  ) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const old = new Date(fakeNow().getTime() - 40 * 86_400_000);
    Deno.writeFileSync(join(folder, "new.mp3"), mp3Of(fakeNow()));
    Deno.writeFileSync(join(folder, "old.mp3"), mp3Of(old));
    Deno.writeTextFileSync(join(folder, "other.wav"), "");
    const world = { cacheFolder: () => join(folder, "cache"), workingFolder: () => folder };
    await test(folder, async (...more) => {
      const io = fakeIo();
      const code = await pruneFolder(callOf(["prune", folder, ...more]), io, world);
      return { code, out: io.stdout.text };
    });
  });
}

Deno.test("a dry run names each recording, and why it would go or stay", () =>
  withMeetings(async (folder, run) => {
    const { code, out } = await run("--keep", "30d", "--dry-run");
    assertEquals(code, 0);
    assertEquals(out.split("\n"), [
      `would remove ${join(folder, "old.mp3")} (1 KB): it is older than 30 days`,
      `would keep ${join(folder, "new.mp3")} (1 KB): it is not that old`,
      "Would remove 1 recording (1 KB) and keep 1; left alone: 1 sound file that confrec did not make",
      "",
    ]);
    assertEquals([...Deno.readDirSync(folder)].length, 3);
  }));

Deno.test("without it they are removed", () =>
  withMeetings(async (folder, run) => {
    const { code, out } = await run("--keep", "1");
    assertEquals(code, 0);
    assertEquals(out.split("\n").at(-2)?.startsWith("Removed 1 recording (1 KB) and kept 1"), true);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(names, ["new.mp3", "other.wav"]);
  }));

Deno.test("programs get a JSON object for each recording, and nothing else", () =>
  withMeetings(async (folder, run) => {
    const { out } = await run("--keep", "30d", "--dry-run", "--json");
    const [first, ...rest] = out.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals([first.action, first.out], ["remove", join(folder, "old.mp3")]);
    assertEquals(Object.keys(first), ["action", "out", "bytes", "recorded", "why"]);
    assertEquals(rest.map(({ action }) => action), ["keep"]);
  }));

Deno.test("without a folder, with something else, or without a rule nothing is done", async () => {
  await withFolder(async (folder) => {
    const world = { cacheFolder: () => undefined, workingFolder: () => folder };
    const run = (...words: string[]) => pruneFolder(callOf(["prune", ...words]), fakeIo(), world);
    await assertRejects(() => run("--keep", "30d"), UserError, "no folder is named");
    await assertRejects(
      () => run(join(folder, "no"), "--keep", "30d"),
      UserError,
      "no such folder",
    );
    const file = join(folder, "a.mp3");
    Deno.writeTextFileSync(file, "");
    await assertRejects(() => run(file, "--keep", "30d"), UserError, "it is not a folder");
    assertThrows(() => callOf(["prune", folder]), UserError, "--keep 30d|50GB|200 is missing");
    assertThrows(() => callOf(["prune", folder, "--keep", "30m"]), UserError, "how much to keep");
  });
});

Deno.test("what may not be read is named, and not taken for made by others", () =>
  withMeetings(async (folder, run) => {
    const sealed = join(folder, "new.mp3");
    using _ = withoutPermission("openSync", sealed);
    const { code, out } = await run("--keep", "30d", "--dry-run");
    assertEquals(code, 0);
    assertEquals(
      out.trimEnd().split("\n").at(-1),
      "Would remove 1 recording (1 KB) and keep 0; left alone: 1 sound file that confrec did not " +
        `make; no permission to read ${sealed}`,
    );
  }));

Deno.test("a folder that may not be read is refused in one line", () =>
  withMeetings(async (folder, run) => {
    using _ = withoutPermission("readDirSync", folder);
    await assertRejects(
      () => run("--keep", "3d"),
      UserError,
      `Cannot look through ${folder}: permission is denied; name a folder`,
    );
  }));
