import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { StemFile } from "../../../capture/stem/stem_file.ts";
import { WavReader } from "../../../formats/wav_reader.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** Elsewhere a file that is open keeps its name. */
const unix = Deno.build.os !== "windows";
const RATE_HZ = 48_000;

function samplesOf(path: string): { frames: number; first: number; last: number } {
  using reader = WavReader.open(path);
  const { frames } = reader.info;
  const [first = NaN] = reader.read(0, 1);
  const [last = NaN] = reader.read(frames - 1, 1);
  return { frames, first, last };
}

Deno.test({
  name: "a stem that is removed with its folder is made anew while it is written to",
  ignore: !unix,
  fn: () =>
    withFolder((parent) => {
      const folder = join(parent, "a.confrec");
      Deno.mkdirSync(folder);
      const path = join(folder, "mic.wav");
      const stem = StemFile.create(path, RATE_HZ, "mic");
      // More than one write takes with it.
      stem.write(new Float32Array(30 * RATE_HZ).fill(0.5));
      Deno.removeSync(folder, { recursive: true });
      stem.sync();
      assertEquals(samplesOf(path).first, 0.5);
      for (let i = 0; i < 4; i++) stem.write(new Float32Array(960).fill(0.25));
      assertEquals(samplesOf(path), { frames: 30 * RATE_HZ + 4 * 960, first: 0.5, last: 0.25 });
      stem.finish();
      assertEquals(samplesOf(path), { frames: 30 * RATE_HZ + 4 * 960, first: 0.5, last: 0.25 });
    }),
});

Deno.test({
  name: "a stem that is moved just before its end is whole under its name",
  ignore: !unix,
  fn: () =>
    withFolder((folder) => {
      const path = join(folder, "system.wav");
      const stem = StemFile.create(path, RATE_HZ, "system");
      stem.write(new Float32Array(2 * RATE_HZ).fill(0.5));
      Deno.renameSync(path, join(folder, "elsewhere.wav"));
      stem.silence(RATE_HZ);
      stem.finish();
      assertEquals(samplesOf(path), { frames: 2 * RATE_HZ, first: 0.5, last: 0 });
    }),
});

Deno.test({
  name: "a long stem that is removed at the end is put back part by part",
  ignore: !unix,
  fn: () =>
    withFolder((folder) => {
      const path = join(folder, "mic.wav");
      const stem = StemFile.create(path, RATE_HZ, "mic");
      assertEquals(stem.prepare(), false);
      // Three parts and some.
      const seconds = 520;
      stem.silence((seconds - 1) * RATE_HZ);
      stem.write(new Float32Array(RATE_HZ).fill(0.5));
      Deno.removeSync(path);
      let parts = 1;
      while (stem.prepare()) parts++;
      assertEquals(parts, 4);
      stem.finish();
      assertEquals(samplesOf(path), { frames: seconds * RATE_HZ, first: 0, last: 0.5 });
    }),
});

Deno.test({
  name: "a stem whose name something else has goes on where it is, and at its end moves that aside",
  ignore: !unix,
  fn: () =>
    withFolder((folder) => {
      const path = join(folder, "mic.wav");
      const stem = StemFile.create(path, RATE_HZ, "mic");
      stem.write(new Float32Array(960).fill(0.5));
      const moved = join(folder, "moved.wav");
      Deno.renameSync(path, moved);
      Deno.mkdirSync(path);
      stem.sync();
      stem.write(new Float32Array(960).fill(0.25));
      assertEquals([stem.isInPlace, Deno.statSync(path).isDirectory], [false, true]);
      assertEquals(samplesOf(moved), { frames: 1920, first: 0.5, last: 0.25 });
      stem.finish();
      assertEquals(samplesOf(path), { frames: 1920, first: 0.5, last: 0.25 });
      assertEquals(Deno.statSync(join(folder, "mic.other-1.wav")).isDirectory, true);
    }),
});

/** A stem of 1,920 frames, in whose place somebody has put a copy of its first 960 back. */
function underOlderCopy(folder: string): StemFile {
  const [path, copy] = [join(folder, "mic.wav"), join(folder, "copy.wav")];
  const stem = StemFile.create(path, RATE_HZ, "mic");
  stem.write(new Float32Array(960).fill(0.5));
  Deno.copyFileSync(path, copy);
  stem.write(new Float32Array(960).fill(0.25));
  Deno.renameSync(copy, path);
  return stem;
}

Deno.test({
  name:
    "an older copy that somebody puts back in a stem's place is kept beside the stem, which is whole",
  ignore: !unix,
  fn: () =>
    withFolder((folder) => {
      const [path, aside] = [join(folder, "mic.wav"), join(folder, "mic.other-2.wav")];
      const stem = underOlderCopy(folder);
      Deno.writeTextFileSync(join(folder, "mic.other-1.wav"), "");
      assertEquals(stem.prepare(), false);
      stem.finish();
      assertEquals(samplesOf(path), { frames: 1920, first: 0.5, last: 0.25 });
      assertEquals(samplesOf(aside), { frames: 960, first: 0.5, last: 0.5 });
    }),
});

Deno.test({
  name: "where a stem cannot be put back, an older copy of it keeps the name",
  ignore: !unix,
  fn: () =>
    withFolder((folder) => {
      const stem = underOlderCopy(folder);
      const real = Deno.openSync;
      Deno.openSync = () => {
        throw new Error("No space left on device (os error 28)");
      };
      try {
        assertThrows(() => stem.finish(), Error, "os error 28");
      } finally {
        Deno.openSync = real;
      }
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["mic.wav"]);
      stem[Symbol.dispose]();
    }),
});

Deno.test({
  name: "a stem that nobody would find is not finished, and says why",
  ignore: !unix,
  fn: () =>
    withFolder((parent) => {
      const folder = join(parent, "a.confrec");
      Deno.mkdirSync(folder);
      using stem = StemFile.create(join(folder, "mic.wav"), RATE_HZ, "mic");
      stem.write(new Float32Array(960));
      Deno.removeSync(folder, { recursive: true });
      Deno.symlinkSync(parent, folder);
      assertThrows(() => stem.finish(), Deno.errors.InvalidData, "something else");
      Deno.removeSync(folder);
      stem.finish();
      assertEquals(samplesOf(join(folder, "mic.wav")).frames, 960);
    }),
});

Deno.test("a disk that takes its time for a sync is not waited for, and one that fails is told of", () =>
  withFolder(async (folder) => {
    const original = Deno.FsFile.prototype.syncData;
    const syncs: PromiseWithResolvers<void>[] = [];
    Deno.FsFile.prototype.syncData = () => {
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      return sync.promise;
    };
    try {
      using stem = StemFile.create(join(folder, "mic.wav"), RATE_HZ, "mic");
      stem.sync();
      stem.sync();
      assertEquals(syncs.length, 1);
      syncs[0]?.resolve();
      await new Promise((resolve) => setTimeout(resolve, 0));
      stem.sync();
      assertEquals(syncs.length, 2);
      syncs[1]?.reject(new Error("Input/output error (os error 5)"));
      await new Promise((resolve) => setTimeout(resolve, 0));
      assertThrows(() => stem.sync(), Error, "os error 5");
    } finally {
      Deno.FsFile.prototype.syncData = original;
    }
  }));

Deno.test("who hangs and wakes up does not touch the stem that another goes on with", () =>
  withFolder((folder) => {
    const path = join(folder, "mic.wav");
    const fence = new Int32Array(new SharedArrayBuffer(4));
    using first = StemFile.resume(path, RATE_HZ, "mic", fence);
    first.write(new Float32Array(960).fill(0.5));
    fence[0] = 1;
    using second = StemFile.resume(path, RATE_HZ, "mic");
    assertEquals(second.frames, 960);
    second.write(new Float32Array(960).fill(0.25));
    const acts = [
      () => first.write(new Float32Array(960)),
      () => first.silence(960),
      () => first.sync(),
      () => first.finish(),
    ];
    for (const act of acts) assertThrows(act, Error, "another worker");
    second.finish();
    assertEquals(samplesOf(path), { frames: 1920, first: 0.5, last: 0.25 });
  }));
