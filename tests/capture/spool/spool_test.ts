import { mailIn } from "../../../capture/spool/spool_mail.ts";
import { join } from "node:path";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Spool, SpoolBusyError } from "../../../capture/spool/spool.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** Elsewhere a file that is open keeps its name and its folder, and links need a right that users lack. */
const unix = Deno.build.os !== "windows";

Deno.test("a spool is a folder beside the file, for its owner only", () =>
  withFolder(async (folder) => {
    const path = Spool.folderFor(join(folder, "meeting.mp3"));
    assertEquals(path, join(folder, "meeting.mp3.confrec"));
    using spool = await Spool.create(path);
    assertEquals(spool.stemPath("mic"), join(path, "mic.wav"));
    assertEquals(spool.stemPath("system"), join(path, "system.wav"));
    const names = [...Deno.readDirSync(path)].map((e) => e.name).sort();
    assertEquals(names, ["chunks", "lock", ...(unix ? [] : ["lock.pid"])]);
    if (!unix) return;
    assertEquals((Deno.statSync(path).mode ?? 0) & 0o777, 0o700);
    assertEquals((Deno.statSync(spool.chunksFolder).mode ?? 0) & 0o777, 0o700);
    assertEquals((Deno.statSync(join(path, "lock")).mode ?? 0) & 0o777, 0o600);
  }));

Deno.test("a spool's name is never longer than the file system takes, whatever the file is called", () =>
  withFolder(async (folder) => {
    for (const bytes of [243, 247, 248, 250, 255]) {
      const path = Spool.folderFor(join(folder, `${"a".repeat(bytes - 4)}.mp3`));
      using spool = await Spool.create(path);
      assertEquals(path.endsWith(".mp3.confrec"), true);
      assertEquals(spool.remove(), true);
    }
  }));

Deno.test("a spool that is held is refused to others, with the holder's process id", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.confrec");
    using _spool = await Spool.create(path);
    assertEquals(await Spool.isLocked(path), true);
    for (const take of [Spool.create, Spool.open]) {
      const error = await assertRejects(() => take(path), SpoolBusyError, String(Deno.pid));
      assertEquals(error.pid, Deno.pid);
    }
  }));

Deno.test("a spool that was left behind is not recorded into, but can be opened to finish it", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.confrec");
    (await Spool.create(path))[Symbol.dispose]();
    assertEquals(await Spool.isLocked(path), false);
    await assertRejects(() => Spool.create(path), Deno.errors.AlreadyExists, "confrec recover");
    using _again = await Spool.open(path);
    assertEquals(await Spool.isLocked(path), true);
  }));

Deno.test("a lock ends with its process, however that ends", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.confrec");
    const module = new URL("../../../capture/spool/spool.ts", import.meta.url).href;
    const holder = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `import { Spool } from ${JSON.stringify(module)};
         const spool = await Spool.create(${JSON.stringify(path)});
         console.log("held");
         setInterval(() => spool.folder, 1e6);`,
      ],
      stdout: "piped",
    }).spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    const error = await assertRejects(() => Spool.open(path), SpoolBusyError);
    assertEquals(error.pid, holder.pid);
    holder.kill("SIGKILL");
    await holder.status;
    await reader.cancel();
    // The process id in the file is still there, and means nothing.
    using spool = await Spool.open(path);
    assertEquals(spool.folder, path);
  }));

Deno.test("removing takes our files and nothing else, and the folder only when it is empty", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.confrec");
    const spool = await Spool.create(path);
    const ours = [
      spool.stemPath("mic"),
      spool.stemPath("system"),
      spool.journalPath,
      join(spool.chunksFolder, "000001-0a1b2c.mp3"),
      join(spool.chunksFolder, "programme.part"),
    ];
    for (const file of ours) Deno.writeTextFileSync(file, "x");
    const foreign = join(spool.chunksFolder, "Letter to my mother.odt");
    Deno.writeTextFileSync(foreign, "x");
    assertEquals(spool.remove(), false);
    assertEquals([...Deno.readDirSync(path)].map((e) => e.name), ["chunks"]);
    assertEquals(Deno.readTextFileSync(foreign), "x");
    Deno.removeSync(foreign);
    const again = await Spool.open(path);
    assertEquals(again.remove(), true);
    assertEquals([...Deno.readDirSync(folder)], []);
    assertEquals(again.remove(), true);
  }));

Deno.test({
  name: "links are never followed out of a spool",
  ignore: !unix,
  fn: () =>
    withFolder(async (folder) => {
      const outside = join(folder, "outside");
      Deno.mkdirSync(outside);
      const kept = ["mic.wav", "000001.mp3", "lock"].map((name) => join(outside, name));
      for (const file of kept) Deno.writeTextFileSync(file, "precious");

      const path = join(folder, "a.confrec");
      const spool = await Spool.create(path);
      Deno.symlinkSync(join(outside, "mic.wav"), spool.stemPath("mic"));
      Deno.removeSync(spool.chunksFolder);
      Deno.symlinkSync(outside, spool.chunksFolder);
      assertEquals(spool.remove(), false);

      const linked = join(folder, "linked.confrec");
      Deno.symlinkSync(outside, linked);
      await assertRejects(() => Spool.open(linked), Deno.errors.InvalidData, "not a folder");

      const lock = join(path, "lock");
      Deno.symlinkSync(join(outside, "lock"), lock);
      await assertRejects(
        () => Spool.open(path),
        Deno.errors.InvalidData,
        "the lock is not a file",
      );
      for (const file of kept) assertEquals(Deno.readTextFileSync(file), "precious");
    }),
});

Deno.test("a spool whose chunks are not a folder is refused, and let go of", () =>
  withFolder(async (parent) => {
    const folder = join(parent, "a.confrec");
    Deno.mkdirSync(folder);
    Deno.writeTextFileSync(join(folder, "chunks"), "mine");
    const error = await assertRejects(() => Spool.open(folder), Deno.errors.InvalidData);
    assertStringIncludes(error.message, "its chunks are not a folder");
    assertEquals(await Spool.isLocked(folder), false);
  }));

Deno.test({
  name: "a spool is not put back through a link that has taken its place",
  ignore: !unix,
  fn: () =>
    withFolder(async (parent) => {
      const folder = join(parent, "a.confrec");
      using spool = await Spool.create(folder);
      Deno.renameSync(folder, join(parent, "moved"));
      Deno.mkdirSync(join(parent, "precious"));
      Deno.symlinkSync(join(parent, "precious"), folder);
      await assertRejects(() => spool.keep(), Deno.errors.InvalidData, "taken its place");
      assertEquals([...Deno.readDirSync(join(parent, "precious"))], []);
    }),
});

Deno.test("chunks' folder alone is put back, and the lock stays as it is", () =>
  withFolder(async (parent) => {
    using spool = await Spool.create(join(parent, "a.confrec"));
    assertEquals(await spool.keep(), false);
    Deno.removeSync(spool.chunksFolder);
    assertEquals(await spool.keep(), true);
    assertEquals([...Deno.readDirSync(spool.chunksFolder)], []);
    assertEquals([await spool.keep(), await Spool.isLocked(spool.folder)], [false, true]);
  }));

Deno.test({
  name: "a spool that was put back by half is put back and held as soon as that is possible",
  ignore: !unix,
  fn: () =>
    withFolder(async (parent) => {
      using spool = await Spool.create(join(parent, "a.confrec"));
      Deno.removeSync(spool.folder, { recursive: true });
      const { writeSync } = Deno.FsFile.prototype;
      Deno.FsFile.prototype.writeSync = () => {
        throw new Error("No space left on device (os error 28)");
      };
      try {
        await assertRejects(() => spool.keep(), Error, "os error 28");
      } finally {
        Deno.FsFile.prototype.writeSync = writeSync;
      }
      assertEquals(await Spool.isLocked(spool.folder), false);
      assertEquals([await spool.keep(), await spool.keep()], [true, false]);
      assertEquals(await Spool.isLocked(spool.folder), true);
    }),
});

Deno.test({
  name: "a spool is not put back where a file has taken its place",
  ignore: !unix,
  fn: () =>
    withFolder(async (parent) => {
      const folder = join(parent, "a.confrec");
      using spool = await Spool.create(folder);
      Deno.renameSync(folder, join(parent, "moved"));
      Deno.writeTextFileSync(folder, "mine");
      await assertRejects(() => spool.keep(), Deno.errors.InvalidData, "taken its place");
      assertEquals(Deno.readTextFileSync(folder), "mine");
      // Its own lock is no stranger's when it comes back.
      Deno.removeSync(folder);
      Deno.renameSync(join(parent, "moved"), folder);
      assertEquals([await spool.keep(), await spool.keep()], [true, false]);
      assertEquals(await Spool.isLocked(folder), true);
    }),
});

Deno.test("where there is no spool, none is held and none is opened", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.confrec");
    assertEquals(await Spool.isLocked(path), false);
    await assertRejects(() => Spool.open(path), Deno.errors.NotFound);
    await assertRejects(() => Spool.create(join(path, "b.confrec")), Deno.errors.NotFound);
    assert(!(await Spool.isLocked(folder)));
  }));

Deno.test({
  name: "a spool that somebody removes while it is held is put back, and still held",
  ignore: !unix,
  fn: () =>
    withFolder(async (parent) => {
      const folder = join(parent, "deep", "a.confrec");
      Deno.mkdirSync(join(parent, "deep"));
      using spool = await Spool.create(folder);
      assertEquals(await spool.keep(), false);
      Deno.removeSync(join(parent, "deep"), { recursive: true });
      assertEquals([await Spool.isLocked(folder), await spool.keep()], [false, true]);
      assertEquals([await Spool.isLocked(folder), await spool.keep()], [true, false]);
      assertEquals(Deno.statSync(spool.chunksFolder).isDirectory, true);
      assertEquals(spool.remove(), true);
    }),
});

Deno.test("what others asked goes with the spool, and before it is finished by somebody else", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.confrec");
    const leaveMail = () => {
      const { requestsFolder, answersFolder, statusPath } = mailIn(path);
      for (const each of [requestsFolder, answersFolder]) {
        Deno.mkdirSync(each);
        for (const end of ["json", "json.part"]) {
          Deno.writeTextFileSync(join(each, `${crypto.randomUUID()}.${end}`), "{}");
        }
      }
      for (const each of [statusPath, `${statusPath}.part`]) Deno.writeTextFileSync(each, "{}");
    };
    const first = await Spool.create(path);
    leaveMail();
    first[Symbol.dispose]();
    using spool = await Spool.open(path);
    const names = [...Deno.readDirSync(path)].map((e) => e.name).sort();
    assertEquals(names, ["chunks", "lock", ...(unix ? [] : ["lock.pid"])]);
    leaveMail();
    assertEquals(spool.remove(), true);
  }));

Deno.test("what somebody else has put beside requests keeps the spool", () =>
  withFolder(async (folder) => {
    using spool = await Spool.create(join(folder, "a.confrec"));
    Deno.mkdirSync(mailIn(spool.folder).requestsFolder);
    Deno.writeTextFileSync(join(mailIn(spool.folder).requestsFolder, "notes.txt"), "mine");
    assertEquals(spool.remove(), false);
    assertEquals(
      Deno.readTextFileSync(join(mailIn(spool.folder).requestsFolder, "notes.txt")),
      "mine",
    );
  }));
