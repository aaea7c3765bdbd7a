import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { type PlaceLeft, unpackToFirst } from "../../../ffi/bundle/first_place.ts";
import { type EmbeddedName, readBuiltBytes, readManifest } from "../../../ffi/bundle/manifest.ts";
import { whyUnusable } from "../../../ffi/bundle/usable.ts";
import { Mount } from "../../../scripts/faults/ground/mounts.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const NAMES: readonly EmbeddedName[] = ["confrec_audio", "ffmpeg"];

function unpackInto(name: EmbeddedName, folders: readonly string[]): Promise<string> {
  const file = readManifest().files[name];
  return unpackToFirst(
    folders.map((folder) => ({ name: folder, folder: () => folder })),
    file,
    () => readBuiltBytes(file.name),
    (path) => whyUnusable(name, path),
  );
}

Deno.test("library and ffmpeg are used from where they can be unpacked", () =>
  withFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "file"), "not a folder");
    const places = [join(folder, "file"), join(folder, "good"), join(folder, "never")];
    for (const name of NAMES) {
      assert((await unpackInto(name, places)).startsWith(join(folder, "good")));
    }
    assertEquals([...Deno.readDirSync(folder)].map((entry) => entry.name).sort(), ["file", "good"]);
  }));

Deno.test("why a place was not taken is told in words, and not in the system's", () =>
  withFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "file"), "not a folder");
    const place = { name: "here", folder: () => join(folder, "file") };
    const left: PlaceLeft[] = [];
    await assertRejects(() =>
      unpackToFirst([place], readManifest().files.ffmpeg, () => new Uint8Array(), () => {
        return Promise.resolve(undefined);
      }, (place) => left.push(place))
    );
    assertEquals(left.map(({ why }) => why.includes("os error")), [false]);
    assertEquals(left.map(({ name, remedy }) => [name, remedy]), [["here", undefined]]);
  }));

Deno.test(
  "a file system on which nothing may be executed is left for the next place, and named when it is the last",
  {
    // Only root can mount.
    ignore: Deno.build.os !== "linux" || Deno.uid() !== 0,
  },
  () =>
    withFolder(async (folder) => {
      await using closed = await Mount.memory(join(folder, "closed"), 20, ["noexec"]);
      for (const name of NAMES) {
        const places = [join(closed.folder, "cache"), join(folder, "next")];
        assert((await unpackInto(name, places)).startsWith(join(folder, "next")));
        const error = await assertRejects(
          () => unpackInto(name, places.slice(0, 1)),
          Deno.errors.PermissionDenied,
        );
        assert(error.message.includes("programs may not be run from there"), error.message);
        assert(error.message.startsWith("Cannot unpack "));
      }
    }),
);

Deno.test(
  "a full disk is left for the next place, and what to do about it is said",
  {
    // Only root can mount.
    ignore: Deno.build.os !== "linux" || Deno.uid() !== 0,
  },
  () =>
    withFolder(async (folder) => {
      await using full = await Mount.memory(join(folder, "full"), 1);
      const file = readManifest().files.ffmpeg;
      const places = [full.folder, join(folder, "next")].map((name) => {
        return { name, folder: () => name };
      });
      const left: PlaceLeft[] = [];
      const unpackTo = (some: typeof places) => {
        const bytes = () => readBuiltBytes(file.name);
        const usable = () => Promise.resolve(undefined);
        return unpackToFirst(some, file, bytes, usable, (place) => left.push(place));
      };
      assert((await unpackTo(places)).startsWith(join(folder, "next")));
      assertEquals(left, [{ name: full.folder, why: "the disk is full", remedy: "free space" }]);
      await assertRejects(
        () => unpackTo(places.slice(0, 1)),
        Deno.errors.PermissionDenied,
        "the disk is full); free space, or set XDG_CACHE_HOME or TMPDIR to one that does",
      );
    }),
);
