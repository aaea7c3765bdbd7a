import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { convertInputs } from "../../../meeting/mix/convert_inputs.ts";
import { WavReader } from "../../../formats/wav_reader.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** A file at 44.1 kHz, which is no stem of a session at 48 kHz. */
function writeInput(path: string, seconds: number): void {
  using writer = WavWriter.create(path, { rateHz: 44_100, channels: 1, encoding: "pcm16" });
  for (let i = 0; i < seconds; i++) writer.write(new Float32Array(44_100).fill(0.25));
  writer.finish();
}

Deno.test("a file of another rate becomes a stem, and it is told how far that is", async () => {
  await withFolder(async (folder) => {
    const mic = join(folder, "mic.wav");
    writeInput(mic, 20);
    const shares: number[] = [];
    const stems = await convertInputs({
      ...{ inputs: { mic }, rateHz: 48_000, folder, signal: new AbortController().signal },
      onProgress: (share) => shares.push(share),
    });
    using reader = WavReader.open(stems.mic ?? "");
    assertEquals([reader.info.rateHz, reader.info.frames], [48_000, 20 * 48_000]);
    assertEquals(shares[0], 0);
    assertEquals(shares, shares.toSorted((a, b) => a - b));
    assert(shares.every((share) => share <= 1));
  });
});

Deno.test("what was cut short becomes a stem as far as it goes, what holds no sound an empty one", async () => {
  await withFolder(async (folder) => {
    const inputs = { mic: join(folder, "cut.wav"), system: join(folder, "empty.wav") };
    writeInput(inputs.mic, 20);
    Deno.truncateSync(inputs.mic, Deno.statSync(inputs.mic).size - 2 * 44_100 * 2);
    writeInput(inputs.system, 0);
    const stems = await convertInputs({
      ...{ inputs, rateHz: 48_000, folder, signal: new AbortController().signal },
      onProgress: () => {},
    });
    const found = [stems.mic, stems.system].map((path) => {
      using reader = WavReader.open(path ?? "");
      return [reader.info.rateHz, reader.info.channels, reader.info.frames];
    });
    assertEquals(found, [[48_000, 1, 18 * 48_000], [48_000, 2, 0]]);
  });
});

Deno.test("a conversion that nobody wants any more ends at once, and leaves nothing", async () => {
  await withFolder(async (folder) => {
    const mic = join(folder, "mic.wav");
    writeInput(mic, 300);
    const abort = new AbortController();
    const shares: number[] = [];
    await assertRejects(() =>
      convertInputs({
        ...{ inputs: { mic }, rateHz: 48_000, folder, signal: abort.signal },
        onProgress: (share) => {
          shares.push(share);
          abort.abort();
        },
      })
    );
    assert(shares.every((share) => share < 1));
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["mic.wav"]);
  });
});
