import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { mendStem } from "../../../capture/recovery/mend_stem.ts";
import { WavReader } from "../../../formats/wav_reader.ts";
import { leaveSpool } from "./leave_spool.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const HEADER_BYTES = 94;

async function withStem(test: (path: string) => void): Promise<void> {
  await withFolder((folder) => {
    leaveSpool(join(folder, "a.confrec"), { frames: { system: 100 } });
    test(join(folder, "a.confrec", "system.wav"));
  });
}

Deno.test("a stem that a crash left is whole, less a torn last frame", () =>
  withStem((path) => {
    Deno.truncateSync(path, Deno.statSync(path).size - 3);
    assertEquals(mendStem(path, "system", 48_000)?.frames, 99);
    using reader = WavReader.open(path);
    assertEquals([reader.info.frames, reader.info.truncated, reader.info.open], [99, false, false]);
  }));

Deno.test("a header that a power cut left half written costs nothing", async () => {
  for (const kept of [0, 3, 11, 20, 50, 60, 80, HEADER_BYTES - 1]) {
    await withStem((path) => {
      const bytes = Deno.readFileSync(path);
      bytes.fill(0, kept, HEADER_BYTES);
      Deno.writeFileSync(path, bytes);
      const found = mendStem(path, "system", 48_000);
      assertEquals([found?.frames, found?.rateHz], [100, 48_000], `${kept} bytes kept`);
      using reader = WavReader.open(path);
      assertEquals(reader.info.channels, 2);
      assertEquals(reader.read(0, 100).every((sample) => sample === 0.5), true);
    });
  }
});

Deno.test("a stem to which nothing came is none", () =>
  withStem((path) => {
    for (const bytes of [HEADER_BYTES, 10, 0]) {
      Deno.truncateSync(path, bytes);
      assertEquals(mendStem(path, "system", 48_000), undefined);
    }
    Deno.removeSync(path);
    assertEquals(mendStem(path, "system", 48_000), undefined);
  }));

Deno.test({
  name: "a link is no stem, wherever it leads",
  ignore: Deno.build.os === "windows", // There links need a right that users lack.
  fn: () =>
    withStem((path) => {
      const link = join(path, "..", "mic.wav");
      Deno.symlinkSync(path, link);
      const before = Deno.readFileSync(path);
      assertThrows(() => mendStem(link, "mic", 48_000), Deno.errors.InvalidData, "not a stem");
      assertEquals(Deno.readFileSync(path), before);
    }),
});
