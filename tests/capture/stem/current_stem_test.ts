import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { carryOver } from "../../../capture/stem/carry_over.ts";
import { CurrentStem } from "../../../capture/stem/current_stem.ts";
import { StemFile } from "../../../capture/stem/stem_file.ts";
import { WavReader } from "../../../formats/wav_reader.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const RATE_HZ = 48_000;

/** Frames whose value is their place. */
function frames(from: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => from + i + 1);
}

function contentsOf(path: string): Float32Array {
  using reader = WavReader.open(path);
  return reader.read(0, reader.info.frames);
}

Deno.test("the next stem begins with the end of the one before, and goes on where that ends", async () => {
  await withFolder((folder) => {
    const [first, second] = [join(folder, "1.wav"), join(folder, "2.wav")];
    let failures = 2;
    let changes = 0;
    const stem = new CurrentStem(
      StemFile.create(first, RATE_HZ, "mic"),
      { path: first, firstFrame: 0 },
      {
        nextStem: ({ stemPath, firstFrame }, before) => {
          const next = StemFile.resume(stemPath, RATE_HZ, "mic");
          // The disk is full at first, with a part of it done.
          if (failures-- > 0) {
            next.write(frames(firstFrame + next.frames, 100));
            next.finish();
            throw new Error("full");
          }
          carryOver(before, next, firstFrame);
          return next;
        },
      },
      () => changes++,
    );
    stem.write(frames(0, 60_000));
    stem.change({ stemPath: second, firstFrame: 10_000, untilFrame: 20_000 });
    assertEquals([changes, stem.endFrame], [0, 60_000]);
    stem.write(frames(60_000, 1_000));
    stem.sync();
    assertEquals([changes, stem.endFrame], [0, 61_000]);
    stem.sync();
    assertEquals([changes, stem.endFrame], [1, 61_000]);
    stem.write(frames(61_000, 500));
    stem.silence(96_000);
    stem.write(frames(157_500, 500));
    stem.finish();
    assertEquals(contentsOf(first), frames(0, 61_000));
    const expected = frames(10_000, 148_000);
    expected.fill(0, 51_500, 147_500);
    assertEquals(contentsOf(second), expected);
    return Promise.resolve();
  });
});

Deno.test("who lags behind a split first brings the old stem up to where its part ends", async () => {
  await withFolder((folder) => {
    const [first, second] = [join(folder, "1.wav"), join(folder, "2.wav")];
    let changes = 0;
    const stem = new CurrentStem(
      StemFile.create(first, RATE_HZ, "mic"),
      { path: first, firstFrame: 0 },
      {
        nextStem: ({ stemPath, firstFrame }, before) => {
          const next = StemFile.create(stemPath, RATE_HZ, "mic");
          carryOver(before, next, firstFrame);
          return next;
        },
      },
      () => changes++,
    );
    // The other side is far enough for a part that ends at 70,000 and is heard up to 80,000; this one has little of it.
    stem.write(frames(0, 5_000));
    stem.change({ stemPath: second, firstFrame: 10_000, untilFrame: 80_000 });
    for (let at = 5_000; at < 79_000; at += 1_000) {
      stem.write(frames(at, 1_000));
      stem.sync();
    }
    assertEquals(changes, 0);
    stem.write(frames(79_000, 3_000));
    stem.sync();
    assertEquals(changes, 1);
    stem.write(frames(82_000, 1_000));
    stem.finish();
    assertEquals(contentsOf(first), frames(0, 82_000));
    assertEquals(contentsOf(second), frames(10_000, 73_000));
    return Promise.resolve();
  });
});

Deno.test("who lags behind two splits makes the stem of the part in the middle too, one after the other", async () => {
  await withFolder((folder) => {
    const paths = [1, 2, 3].map((n) => join(folder, `${n}.wav`));
    const [first = "", second = "", third = ""] = paths;
    const changed: string[] = [];
    const stem = new CurrentStem(
      StemFile.create(first, RATE_HZ, "mic"),
      { path: first, firstFrame: 0 },
      {
        nextStem: ({ stemPath, firstFrame }, before) => {
          const next = StemFile.create(stemPath, RATE_HZ, "mic");
          carryOver(before, next, firstFrame);
          return next;
        },
      },
      (path) => changed.push(path),
    );
    stem.write(frames(0, 5_000));
    stem.change({ stemPath: second, firstFrame: 10_000, untilFrame: 20_000 });
    stem.change({ stemPath: third, firstFrame: 30_000, untilFrame: 40_000 });
    stem.write(frames(5_000, 16_000));
    stem.sync();
    assertEquals(changed, [second]);
    stem.write(frames(21_000, 29_000));
    stem.sync();
    assertEquals(changed, [second, third]);
    stem.write(frames(50_000, 1_000));
    stem.finish();
    assertEquals(paths.map(contentsOf), [
      frames(0, 21_000),
      frames(10_000, 40_000),
      frames(30_000, 21_000),
    ]);
    return Promise.resolve();
  });
});

Deno.test({
  name:
    "the next stem begins with what was recorded, and not with what others put in the stem's place",
  ignore: Deno.build.os === "windows", // There a file that is open keeps its name.
  fn: () =>
    withFolder((folder) => {
      const [first, second] = [join(folder, "1.wav"), join(folder, "2.wav")];
      let changes = 0;
      const stem = new CurrentStem(
        StemFile.create(first, RATE_HZ, "mic"),
        { path: first, firstFrame: 0 },
        {
          nextStem: ({ stemPath, firstFrame }, before) => {
            const next = StemFile.create(stemPath, RATE_HZ, "mic");
            carryOver(before, next, firstFrame);
            return next;
          },
        },
        () => changes++,
      );
      stem.write(frames(0, 15_000));
      Deno.copyFileSync(first, join(folder, "copy.wav"));
      stem.write(frames(15_000, 10_000));
      Deno.renameSync(join(folder, "copy.wav"), first);
      stem.sync();
      stem.change({ stemPath: second, firstFrame: 10_000, untilFrame: 20_000 });
      for (let i = 0; i < 20; i++) stem.sync();
      stem.finish();
      assertEquals(changes, 1);
      assertEquals([contentsOf(first), contentsOf(second)], [
        ...[frames(0, 25_000), frames(10_000, 15_000)],
      ]);
    }),
});

Deno.test("done again, nothing is carried over twice; where there is nothing, nothing is", async () => {
  await withFolder((folder) => {
    const [first, second] = [join(folder, "1.wav"), join(folder, "2.wav")];
    const stem = StemFile.create(first, RATE_HZ, "mic");
    stem.write(frames(0, 5_000));
    stem.finish();
    for (let i = 0; i < 2; i++) {
      const next = StemFile.resume(second, RATE_HZ, "mic");
      carryOver({ path: first, firstFrame: 1_000 }, next, 3_000);
      carryOver({ path: join(folder, "none.wav"), firstFrame: 0 }, next, 3_000);
      next.finish();
    }
    assertEquals(contentsOf(second), frames(2_000, 3_000));
    return Promise.resolve();
  });
});
