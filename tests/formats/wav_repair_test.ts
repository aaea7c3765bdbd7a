import { assertEquals, assertThrows } from "../assert.ts";
import { random } from "../dsp/signals.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { repairWav } from "../../formats/wav_repair.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import { floats, TestFolder, tool } from "./tool.ts";
import { chunk, formatChunk, pcm16, wav } from "./wav_bytes.ts";

/** A stem as a crash leaves it: `frames` stereo float frames and `torn` bytes of one more. */
function crashed(path: string, frames: number, torn: number): void {
  using writer = WavWriter.create(path, { rateHz: 48000, channels: 2, encoding: "float32" });
  writer.write(Float32Array.from({ length: 2 * frames }, (_, i) => i / 1000));
  Deno.writeFileSync(path, new Uint8Array(torn).fill(1), { append: true });
}

Deno.test("a stem that was cut anywhere in a frame keeps all its whole frames", () => {
  using folder = new TestFolder();
  for (let torn = 0; torn < 8; torn++) {
    const path = folder.file(`${torn}.wav`);
    crashed(path, 100, torn);
    assertEquals(repairWav(path), { frames: 100, cutBytes: torn, changed: true });
    assertEquals(repairWav(path), { frames: 100, cutBytes: 0, changed: false });
    using reader = WavReader.open(path);
    assertEquals(reader.info.truncated, false);
    const { out, err } = tool("ffmpeg", ["-v", "error", "-i", path, "-f", "f32le", "-"]);
    assertEquals([floats(out), err], [reader.read(0, 200), ""]);
  }
});

Deno.test("a stem cut at any byte of its header is refused, and cut behind it is repaired", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav");
  crashed(path, 2, 0);
  const bytes = Deno.readFileSync(path);
  for (let length = 0; length <= bytes.length; length++) {
    Deno.writeFileSync(path, bytes.subarray(0, length));
    if (length < 94) {
      assertThrows(() => repairWav(path), Deno.errors.InvalidData, "Cannot read ");
      assertEquals(Deno.statSync(path).size, length);
    } else {
      assertEquals(repairWav(path).frames, Math.floor((length - 94) / 8));
    }
  }
});

Deno.test("a finished stem is repaired to the same bytes that finish writes", () => {
  using folder = new TestFolder();
  const [left, right] = [folder.file("finished.wav"), folder.file("repaired.wav")];
  const samples = Float32Array.from({ length: 99 }, (_, i) => i / 100);
  for (const encoding of ["float32", "pcm16", "pcm24"] as const) {
    for (const rf64FromBytes of [1, 2 ** 32]) {
      const o = { rateHz: 48000, channels: 1, encoding, overwrite: true, rf64FromBytes };
      using finished = WavWriter.create(left, o);
      finished.write(samples);
      finished.finish();
      {
        using dropped = WavWriter.create(right, o);
        dropped.write(samples);
      }
      repairWav(right, rf64FromBytes);
      assertEquals(Deno.readFileSync(right), Deno.readFileSync(left));
    }
  }
});

Deno.test("a stem past 4 GiB becomes RF64 and is read by ffprobe and the reader", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav");
  crashed(path, 0, 0);
  const frames = 700_000_000; // 5.6 GB, most of it a hole
  {
    using file = Deno.openSync(path, { write: true });
    file.truncateSync(94 + frames * 8 + 3);
    file.seekSync(94 + (frames - 1) * 8, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(Float32Array.of(0.25, -0.5).buffer));
  }
  assertEquals(repairWav(path), { frames, cutBytes: 3, changed: true });
  using reader = WavReader.open(path);
  assertEquals([reader.info.frames, reader.info.truncated], [frames, false]);
  assertEquals([...reader.read(frames - 1, 2)], [0.25, -0.5]);
  const show = ["-v", "warning", "-show_entries", "stream=duration_ts", "-of", "csv=p=0", path];
  const probe = tool("ffprobe", show);
  assertEquals([new TextDecoder().decode(probe.out).trim(), probe.err], [`${frames}`, ""]);
});

Deno.test("an RF64 file that lost its tail becomes a plain one when it is small again", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav");
  using writer = WavWriter.create(path, {
    rateHz: 48000,
    channels: 2,
    encoding: "pcm16",
    rf64FromBytes: 1,
  });
  writer.write(new Float32Array(200).fill(0.5));
  writer.finish();
  Deno.truncateSync(path, 80 + 50 * 4 + 1);
  assertEquals(repairWav(path), { frames: 50, cutBytes: 1, changed: true });
  assertEquals(new TextDecoder().decode(Deno.readFileSync(path).subarray(0, 4)), "RIFF");
  const { out, err } = tool("sox", [path, "-t", "f32", "-"]);
  assertEquals([out.length, err], [50 * 2 * 4, ""]);
});

Deno.test("a whole file of another program is not touched, whatever follows its samples", () => {
  using folder = new TestFolder();
  const bytes = wav([formatChunk(), chunk("data", pcm16(1, 2, 3)), chunk("LIST", pcm16(1))]);
  const path = folder.file("x.wav", bytes);
  assertEquals(repairWav(path), { frames: 3, cutBytes: 0, changed: false });
  assertEquals(Deno.readFileSync(path), bytes);
});

Deno.test("sizes of which only the data size was written are completed", () => {
  using folder = new TestFolder();
  const whole = wav([formatChunk(), chunk("data", pcm16(1, 2, 3))]);
  const half = wav([formatChunk(), chunk("data", pcm16(1, 2, 3))], { riffSize: 0xffff_ffff });
  const path = folder.file("x.wav", half);
  assertEquals(repairWav(path), { frames: 3, cutBytes: 0, changed: true });
  assertEquals(Deno.readFileSync(path), whole);
});

Deno.test("a header without room for 64-bit sizes is left as it is past 4 GiB", () => {
  using folder = new TestFolder();
  const bytes = wav([formatChunk(), chunk("data", pcm16(1, 2), { size: 0xffff_ffff })]);
  const path = folder.file("x.wav", bytes);
  assertThrows(() => repairWav(path, 1), RangeError, "no space for more than 4 GiB");
  assertEquals(Deno.readFileSync(path), bytes);
});

Deno.test("damage at random places ends in a repaired file or in one clear error", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav");
  const next = random(11);
  crashed(folder.file("good.wav"), 50, 3);
  const good = Deno.readFileSync(folder.file("good.wav"));
  for (let round = 0; round < 300; round++) {
    const bytes = good.slice(0, Math.ceil(next() * good.length));
    for (let i = 0; i < 3; i++) bytes[Math.floor(next() * 100)] = next() * 256;
    Deno.writeFileSync(path, bytes);
    try {
      const { frames } = repairWav(path);
      using reader = WavReader.open(path);
      assertEquals([reader.info.frames, reader.info.truncated], [frames, false]);
    } catch (error) {
      const clear = error instanceof Deno.errors.InvalidData && error.message.startsWith("Cannot ");
      if (!clear) throw error;
    }
  }
});
