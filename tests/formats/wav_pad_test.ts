import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { padWav } from "../../formats/wav_pad.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import { TemporaryFolder } from "../../scripts/stage/temporary_folder.ts";

function inFolder(test: (path: string) => void): void {
  using folder = new TemporaryFolder();
  test(join(folder.path, "a.wav"));
}

function write(
  path: string,
  frames: number,
  encoding: "float32" | "pcm24",
  rf64FromBytes?: number,
) {
  const large = rf64FromBytes === undefined ? {} : { rf64FromBytes };
  using writer = WavWriter.create(path, { rateHz: 8_000, channels: 1, encoding, ...large });
  writer.write(new Float32Array(frames).fill(0.5));
  writer.finish();
}

function samplesOf(path: string): number[] {
  using reader = WavReader.open(path);
  assertEquals(reader.info.truncated, false);
  return [...reader.read(0, reader.info.frames)];
}

Deno.test("a file gets silence at its end, to the frame", () => {
  for (const encoding of ["float32", "pcm24"] as const) {
    inFolder((path) => {
      write(path, 3, encoding);
      assertEquals(padWav(path, 5), 2);
      assertEquals(samplesOf(path), [0.5, 0.5, 0.5, 0, 0]);
      assertEquals(padWav(path, 6), 1);
      assertEquals(samplesOf(path), [0.5, 0.5, 0.5, 0, 0, 0]);
    });
  }
});

Deno.test("a file that is as long already is not touched", () => {
  inFolder((path) => {
    write(path, 3, "float32");
    const before = Deno.readFileSync(path);
    assertEquals(padWav(path, 3), 0);
    assertEquals(padWav(path, 1), 0);
    assertEquals(Deno.readFileSync(path), before);
  });
});

Deno.test("past 4 GiB the sizes take 64 bits, and the silence takes no room where the disk knows holes", () => {
  if (Deno.build.os === "windows") return;
  inFolder((path) => {
    write(path, 3, "float32");
    const frames = 2 ** 30 + 7;
    padWav(path, frames);
    using reader = WavReader.open(path);
    assertEquals([reader.info.frames, reader.info.truncated], [frames, false]);
    assertEquals([...reader.read(frames - 2, 5)], [0, 0]);
    assertEquals([...reader.read(0, 4)], [0.5, 0.5, 0.5, 0]);
  });
});

Deno.test("what is no WAV is left as it is", () => {
  inFolder((path) => {
    Deno.writeTextFileSync(path, "a letter");
    assertThrows(() => padWav(path, 5), Deno.errors.InvalidData);
    assertEquals(Deno.readTextFileSync(path), "a letter");
  });
});
