import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { freePlaces, keepStems } from "../../../meeting/output/keep_stems.ts";
import { OutputError } from "../../../post/publish/output_error.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const ADVICE = "run: confrec recover a.mp3.confrec";

async function withSpool(
  test: (
    spool: Spool,
    targets: { readonly mic: string; readonly system: string },
  ) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    using spool = await Spool.create(join(folder, "a.mp3.confrec"));
    Deno.writeTextFileSync(spool.stemPath("mic"), "voice");
    await test(spool, {
      mic: join(folder, "a.mic.wav"),
      system: join(folder, "a.system.wav"),
    });
  });
}

/** As it is between two disks: no file can be moved or linked from one to the other. */
async function onAnotherDisk(from: string, test: () => Promise<void>): Promise<void> {
  const { rename, link } = Deno;
  const apart = (real: typeof rename) => async (source: string | URL, target: string | URL) => {
    if (source !== from) return await real(source, target);
    throw Object.assign(new Error("Invalid cross-device link (os error 18)"), { code: "EXDEV" });
  };
  try {
    Deno.rename = apart(rename);
    Deno.link = apart(link as typeof rename) as typeof Deno.link;
    await test();
  } finally {
    Object.assign(Deno, { rename, link });
  }
}

Deno.test("the stems that are there are moved out of the spool", async () => {
  await withSpool(async (spool, targets) => {
    assertEquals(await keepStems(spool, targets, false, ADVICE), { mic: targets.mic });
    assertEquals(Deno.readTextFileSync(targets.mic), "voice");
    assertEquals(spool.remove(), true);
  });
});

Deno.test("a stem replaces nothing that came to be there meanwhile, unless that was wanted", async () => {
  await withSpool(async (spool, targets) => {
    Deno.writeTextFileSync(targets.mic, "older");
    const error = await assertRejects(
      () => keepStems(spool, targets, false, ADVICE),
      OutputError,
      "it exists",
    );
    assertEquals(error.kind, "exists");
    assertEquals(Deno.readTextFileSync(targets.mic), "older");
    await keepStems(spool, targets, true, ADVICE);
    assertEquals(Deno.readTextFileSync(targets.mic), "voice");
  });
});

Deno.test("to another disk a stem is copied whole before the original goes", async () => {
  await withSpool(async (spool, targets) => {
    await onAnotherDisk(spool.stemPath("mic"), async () => {
      assertEquals(await keepStems(spool, targets, false, ADVICE), { mic: targets.mic });
    });
    assertEquals(Deno.readTextFileSync(targets.mic), "voice");
    assertEquals(spool.remove(), true);
  });
});

Deno.test("a copy on another disk that is not what it should be costs nobody the original", async () => {
  await withSpool(async (spool, targets) => {
    const stem = spool.stemPath("mic");
    const { open } = Deno;
    try {
      // A disk that takes the bytes and keeps others.
      Deno.open = async (path, options) => {
        const file = await open(path, options);
        if (options?.createNew === true) file.write = (bytes) => write(bytes.map(() => 0));
        const write = Object.getPrototypeOf(file).write.bind(file);
        return file;
      };
      await onAnotherDisk(stem, async () => {
        await assertRejects(
          () => keepStems(spool, targets, false, ADVICE),
          OutputError,
          "the copy differs",
        );
      });
    } finally {
      Deno.open = open;
    }
    assertEquals(Deno.readTextFileSync(stem), "voice");
    assertEquals([...Deno.readDirSync(join(stem, "..", ".."))].map(({ name }) => name), [
      "a.mp3.confrec",
    ]);
  });
});

Deno.test("stems that nobody asked for go where nothing is, however long the file's name", async () => {
  await withFolder((folder) => {
    for (const name of ["a", "n".repeat(246)]) {
      const [mic, system] = [`${name}.mic.wav`, `${name}.system.wav`].map((one) =>
        join(folder, one)
      );
      const places = { mic: mic ?? "", system: system ?? "" };
      assertEquals(freePlaces(places), places);
      for (let taken = 1; taken <= 3; taken++) {
        Deno.writeTextFileSync(freePlaces(places).mic, "older", { createNew: true });
      }
    }
    assertEquals([...Deno.readDirSync(folder)].length, 6);
    return Promise.resolve();
  });
});
