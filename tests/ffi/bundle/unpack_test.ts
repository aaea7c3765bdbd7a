import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import type { BuiltFile } from "../../../ffi/bundle/manifest.ts";
import { sha256, unpack } from "../../../ffi/bundle/unpack.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const bytes = new TextEncoder().encode("a library, say");
const file: BuiltFile = {
  name: "libexample.so",
  sha256: await sha256(bytes),
  bytes: bytes.length,
};
const posix = Deno.build.os !== "windows";

Deno.test("SHA-256 of 'abc' is the value that FIPS 180-2 gives", async () => {
  assertEquals(
    await sha256(new TextEncoder().encode("abc")),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

Deno.test("a file is unpacked whole, executable, under its hash, into a folder closed to others", async () => {
  await inFolder(async (folder) => {
    const path = await unpack(file, () => bytes, folder);
    assertEquals(Deno.readFileSync(path), bytes);
    assert(path.includes(file.sha256));
    if (posix) {
      assertEquals((Deno.statSync(path).mode ?? 0) & 0o777, 0o700);
      assertEquals((Deno.statSync(folder).mode ?? 0) & 0o777, 0o700);
    }
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  });
});

Deno.test("a good copy is used again without reading the embedded one", async () => {
  await inFolder(async (folder) => {
    const first = await unpack(file, () => bytes, folder);
    const again = await unpack(file, () => {
      throw new Error("it was read");
    }, folder);
    assertEquals(again, first);
  });
});

Deno.test("a copy that is damaged, cut short or replaced by a link is repaired", async () => {
  await inFolder(async (folder) => {
    const path = await unpack(file, () => bytes, folder);
    const damages: Array<() => void> = [
      () => Deno.writeFileSync(path, bytes.map((byte, i) => i === 3 ? byte ^ 1 : byte)),
      () => Deno.truncateSync(path, 0),
      () => Deno.removeSync(path),
    ];
    if (posix) {
      damages.push(() => {
        Deno.renameSync(path, `${path}.moved`);
        Deno.symlinkSync(`${path}.moved`, path);
      });
    }
    for (const damage of damages) {
      damage();
      assertEquals(await unpack(file, () => bytes, folder), path);
      assertEquals(Deno.readFileSync(path), bytes);
      assert(Deno.lstatSync(path).isFile);
    }
  });
});

Deno.test("many that unpack at the same moment all get the whole file and leave nothing beside it", async () => {
  await inFolder(async (folder) => {
    const paths = await Promise.all(
      Array.from({ length: 8 }, () => unpack(file, () => bytes, folder)),
    );
    assertEquals(new Set(paths).size, 1);
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  });
});

Deno.test("a copy that cannot be replaced is used if another program has just put a good one there", async () => {
  await inFolder(async (folder) => {
    // What is written beside it would have too long a name for any file system.
    const long = { ...file, name: `${"x".repeat(180)}.so` };
    const path = join(folder, `${long.sha256}-${long.name}`);
    const comeFirst = (content: Uint8Array<ArrayBuffer>) => () => {
      Deno.writeFileSync(path, content);
      return bytes;
    };
    assertEquals(await unpack(long, comeFirst(bytes), folder), path);
    Deno.removeSync(path);
    const error = await assertRejects(() => unpack(long, comeFirst(bytes.slice(1)), folder), Error);
    assert(!error.message.includes("does not keep"), error.message);
  });
});

Deno.test("content that is not what was built is never put on disk", async () => {
  await inFolder(async (folder) => {
    const other = bytes.slice().reverse();
    assertNotEquals(await sha256(other), file.sha256);
    const error = await assertRejects(
      () => unpack(file, () => other, folder),
      Deno.errors.InvalidData,
    );
    assert(error.message.includes("install it again"));
    assertEquals([...Deno.readDirSync(folder)].length, 0);
  });
});

Deno.test({
  name: "a folder reached by a link, and one that belongs to another user, are refused",
  ignore: !posix, // Windows has neither in a user's profile
  fn: async () => {
    await inFolder(async (folder) => {
      Deno.mkdirSync(folder, { recursive: true });
      Deno.symlinkSync(folder, `${folder}.link`);
      await assertRejects(
        () => unpack(file, () => bytes, `${folder}.link`),
        Deno.errors.PermissionDenied,
      );
      // The root folder is another's, save for root himself, who can give a folder away.
      const others = Deno.uid() === 0 ? folder : "/";
      if (Deno.uid() === 0) Deno.chownSync(folder, 65_534, 65_534);
      await assertRejects(() => unpack(file, () => bytes, others), Deno.errors.PermissionDenied);
    });
  },
});

/** Runs with the path of a folder that does not exist yet, with spaces and non-ASCII letters in it. */
async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (parent) => {
    await run(join(parent, "Zwischen ablage ü 漢", "confrec"));
  });
}
