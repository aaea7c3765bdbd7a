import { join } from "node:path";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";
import { assertEquals, assertThrows } from "../assert.ts";
import { random } from "../dsp/signals.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import { floats, TestFolder, tool } from "./tool.ts";

const ENCODINGS = ["float32", "pcm16", "pcm24"] as const;
const CODECS = { float32: "pcm_f32le", pcm16: "pcm_s16le", pcm24: "pcm_s24le" };

function noise(samples: number, seed = 1): Float32Array {
  const next = random(seed);
  return Float32Array.from({ length: samples }, () => 1.98 * next() - 0.99);
}

/** What ffmpeg decodes, as float32. */
function decode(path: string): Float32Array {
  return floats(tool("ffmpeg", ["-v", "error", "-i", path, "-f", "f32le", "-"]).out);
}

/** Largest difference between samples, in steps of a `bits`-bit integer. */
function steps(a: Float32Array, b: Float32Array, bits: number): number {
  assertEquals(a.length, b.length);
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] ?? 0))), 0) * 2 ** (bits - 1);
}

/** A `writeSync` that takes few bytes at a time, and none past a number of them, as a full disk does. */
function limitWrites(o: { atOnce: number; total: number }): Disposable {
  const original = Deno.FsFile.prototype.writeSync;
  let left = o.total;
  Deno.FsFile.prototype.writeSync = function (bytes: Uint8Array): number {
    if (left === 0) throw new Error("No space left on device (os error 28)");
    const written = original.call(this, bytes.subarray(0, Math.min(o.atOnce, left)));
    left -= written;
    return written;
  };
  return { [Symbol.dispose]: () => void (Deno.FsFile.prototype.writeSync = original) };
}

for (const encoding of ENCODINGS) {
  for (const channels of [1, 2, 6]) {
    for (const rf64FromBytes of [undefined, 1]) {
      const kind = rf64FromBytes === undefined ? "RIFF" : "RF64";
      Deno.test(`ffmpeg, sox and the reader read ${encoding} of ${channels} channels as ${kind}`, () => {
        using folder = new TestFolder();
        const path = folder.file("x.wav");
        const frames = 4801;
        const samples = noise(frames * channels);
        using writer = WavWriter.create(path, {
          rateHz: 44100,
          channels,
          encoding,
          ...(rf64FromBytes === undefined ? {} : { rf64FromBytes }),
        });
        writer.write(samples.subarray(0, 7 * channels));
        writer.write(new Float32Array());
        writer.write(samples.subarray(7 * channels));
        assertEquals(writer.frames, frames);
        writer.finish();

        const decoded = decode(path);
        const half = 0.5 + 1e-6;
        if (encoding === "float32") assertEquals(decoded, samples);
        if (encoding === "pcm16") assertEquals(steps(decoded, samples, 16) <= half, true);
        // ffmpeg hands on 24 bits in the upper part of 32, then rounds them to the float's 24.
        if (encoding === "pcm24") assertEquals(steps(decoded, samples, 24) <= 1, true);
        const probe = tool("ffprobe", [
          ...[
            "-v",
            "warning",
            "-show_entries",
            "stream=codec_name,sample_rate,channels,duration_ts",
          ],
          ...["-of", "csv=p=0", path],
        ]);
        assertEquals(
          [new TextDecoder().decode(probe.out).trim(), probe.err],
          [`${CODECS[encoding]},44100,${channels},${frames}`, ""],
        );
        const sox = tool("sox", [path, "-t", "f32", "-"]);
        assertEquals([sox.out.length, sox.err], [frames * channels * 4, ""]);

        using reader = WavReader.open(path);
        const { frames: found, truncated } = reader.info;
        assertEquals([found, truncated], [frames, false]);
        if (encoding !== "pcm24") assertEquals(reader.read(0, frames), decoded);
      });
    }
  }

  Deno.test(`${encoding} that was never finished is read to its end by ffmpeg, sox and the reader`, () => {
    using folder = new TestFolder();
    const path = folder.file("x.wav");
    {
      using writer = WavWriter.create(path, { rateHz: 48000, channels: 2, encoding });
      writer.write(noise(2 * 4801));
      writer.sync();
    }
    assertEquals(decode(path).length, 2 * 4801);
    assertEquals(tool("sox", [path, "-t", "f32", "-"]).out.length, 2 * 4801 * 4);
    using reader = WavReader.open(path);
    const { frames, truncated } = reader.info;
    assertEquals([frames, truncated], [4801, true]);
  });
}

Deno.test("PCM is rounded to the nearest step and clipped at full scale", () => {
  using folder = new TestFolder();
  const input = Float32Array.of(1, -1, 2, -2, Infinity, -Infinity, NaN, 0.6 / 32768, -0.6 / 32768);
  const tops = { pcm16: 32767 / 32768, pcm24: 8388607 / 8388608 };
  const small = { pcm16: 1 / 32768, pcm24: Math.round(0.6 * 256) / 8388608 };
  for (const encoding of ["pcm16", "pcm24"] as const) {
    const path = folder.file(`${encoding}.wav`);
    using writer = WavWriter.create(path, { rateHz: 48000, channels: 1, encoding });
    writer.write(input);
    writer.finish();
    using reader = WavReader.open(path);
    const [top, step] = [tops[encoding], small[encoding]];
    assertEquals([...reader.read(0, 9)], [top, -1, top, -1, top, -1, 0, step, -step]);
  }
});

Deno.test("float keeps what is beyond full scale", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav");
  using writer = WavWriter.create(path, { rateHz: 48000, channels: 1, encoding: "float32" });
  writer.write(Float32Array.of(3, -4));
  writer.finish();
  assertEquals([...decode(path)], [3, -4]);
});

Deno.test("a file of no frames is whole", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav");
  using writer = WavWriter.create(path, { rateHz: 48000, channels: 1, encoding: "float32" });
  writer.finish();
  writer.finish();
  using reader = WavReader.open(path);
  assertEquals([reader.info.frames, reader.info.truncated], [0, false]);
});

Deno.test("the samples are the same in one piece and in many", () => {
  using folder = new TestFolder();
  const next = random(5);
  const samples = noise(3 * 60_000);
  for (const encoding of ENCODINGS) {
    const files = ["one", "many"].map((name) => folder.file(`${encoding}-${name}.wav`));
    for (const [i, path] of files.entries()) {
      using writer = WavWriter.create(path, { rateHz: 48000, channels: 3, encoding });
      for (let at = 0; at < samples.length;) {
        const size = i === 0 ? samples.length : 3 * Math.floor(next() * 20_000);
        writer.write(samples.subarray(at, at + size));
        at += size;
      }
      writer.finish();
    }
    const [one, many] = files.map((path) => Deno.readFileSync(path));
    assertEquals(one, many);
  }
});

Deno.test("part of a frame, an absurd rate and absurd channels are refused", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav");
  for (const rateHz of [0, -1, 44100.5, NaN, 2 ** 32]) {
    const o = { rateHz, channels: 1, encoding: "pcm16" } as const;
    assertThrows(() => WavWriter.create(path, o), RangeError, "Cannot write");
  }
  for (const channels of [0, 1.5, 257]) {
    const o = { rateHz: 8000, channels, encoding: "pcm16" } as const;
    assertThrows(() => WavWriter.create(path, o), RangeError, "Cannot write");
  }
  using writer = WavWriter.create(path, { rateHz: 8000, channels: 2, encoding: "pcm16" });
  assertThrows(() => writer.write(new Float32Array(3)), RangeError, "no whole number");
});

Deno.test("an existing file stays as it is unless overwriting is asked for", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav", Uint8Array.of(1, 2, 3));
  const o = { rateHz: 8000, channels: 1, encoding: "pcm16" } as const;
  assertThrows(() => WavWriter.create(path, o), Deno.errors.AlreadyExists);
  assertEquals(Deno.readFileSync(path), Uint8Array.of(1, 2, 3));
  using writer = WavWriter.create(path, { ...o, overwrite: true });
  writer.finish();
  using reader = WavReader.open(path);
  assertEquals(reader.info.frames, 0);
});

Deno.test({
  name: "a new file can be read by its owner only, and no link is followed to make it",
  ignore: Deno.build.os === "windows", // There files have no modes, and links need a right.
  fn: () => {
    using folder = new TestFolder();
    const o = { rateHz: 8000, channels: 1, encoding: "pcm16" } as const;
    const path = folder.file("x.wav");
    using _writer = WavWriter.create(path, o);
    assertEquals((Deno.statSync(path).mode ?? 0) & 0o077, 0);
    const link = folder.file("link.wav");
    Deno.symlinkSync(folder.file("elsewhere.wav"), link);
    assertThrows(() => WavWriter.create(link, o), Deno.errors.AlreadyExists);
  },
});

for (const encoding of ENCODINGS) {
  Deno.test(`a disk that fills up in the middle of a ${encoding} frame costs that frame only`, () => {
    using folder = new TestFolder();
    const samples = noise(2 * 500);
    const frameBytes = { float32: 8, pcm16: 4, pcm24: 6 }[encoding];
    for (const spare of [0, 1, frameBytes - 1]) {
      const path = folder.file(`${encoding}-${spare}.wav`);
      using writer = WavWriter.create(path, { rateHz: 48000, channels: 2, encoding });
      {
        using _full = limitWrites({ atOnce: 100, total: 123 * frameBytes + spare });
        assertThrows(() => writer.write(samples), Error, "os error 28");
      }
      assertEquals(writer.frames, 123);
      writer.write(samples.subarray(2 * 123)); // room again
      assertEquals(writer.frames, 500);
      {
        using _full = limitWrites({ atOnce: 100, total: frameBytes * 10 + spare });
        assertThrows(() => writer.write(samples), Error, "os error 28");
      }
      writer.finish();

      using reader = WavReader.open(path);
      const { frames, truncated } = reader.info;
      assertEquals([frames, truncated], [510, false]);
      const end = encoding === "float32" ? 94 : 80;
      assertEquals(Deno.statSync(path).size, end + 510 * frameBytes);
      const bits = { float32: 24, pcm16: 16, pcm24: 24 }[encoding];
      assertEquals(steps(reader.read(0, 500), samples, bits) <= 1, true);
    }
  });
}

Deno.test("a file whose sizes could not be written stays one that is read to its end", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav");
  using writer = WavWriter.create(path, { rateHz: 48000, channels: 1, encoding: "float32" });
  writer.write(noise(100));
  {
    using _full = limitWrites({ atOnce: 100, total: 0 });
    assertThrows(() => writer.finish(), Error, "os error 28");
  }
  using reader = WavReader.open(path);
  assertEquals([reader.info.frames, reader.info.truncated], [100, true]);
});

Deno.test("silence is there without being written, and sound goes on behind it", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav");
  using writer = WavWriter.create(path, { rateHz: 48000, channels: 2, encoding: "float32" });
  writer.write(new Float32Array(6).fill(0.5));
  writer.silence(100_000);
  writer.write(new Float32Array(6).fill(0.25));
  assertEquals(writer.frames, 100_006);
  writer.finish();
  const samples = decode(path);
  assertEquals(samples.length, 200_012);
  assertEquals([samples[5], samples[6], samples[200_005], samples[200_006]], [0.5, 0, 0, 0.25]);
});

Deno.test({
  name: "a file that has lost its name goes on in another, a part at a time",
  ignore: Deno.build.os === "windows", // on Windows a file keeps its name while it is open
  fn: () => {
    using folder = new TestFolder();
    const path = folder.file("x.wav");
    const samples = noise(40_000);
    using writer = WavWriter.create(path, { rateHz: 48000, channels: 1, encoding: "float32" });
    writer.write(samples.subarray(0, 30_000));
    assertEquals(writer.isAt(path), true);
    Deno.removeSync(path);
    assertEquals(writer.isAt(path), false);
    const target = Deno.openSync(path, { read: true, write: true, createNew: true });
    assertEquals(writer.moveTo(target, 50_000), false);
    writer.write(samples.subarray(30_000, 35_000));
    assertEquals([writer.moveTo(target, 50_000), writer.moveTo(target, 50_000)], [false, true]);
    assertEquals(writer.isAt(path), true);
    writer.write(samples.subarray(35_000));
    writer.finish();
    assertEquals(decode(path), samples);
  },
});

for (const finished of [true, false]) {
  Deno.test(`another writer goes on with a file that was ${finished ? "" : "not "}finished`, () => {
    using folder = new TestFolder();
    const path = folder.file("x.wav");
    const options = { rateHz: 48000, channels: 2, encoding: "float32" } as const;
    const samples = noise(4_000);
    using first = WavWriter.create(path, options);
    first.write(samples.subarray(0, 2_000));
    if (finished) first.finish();
    else Deno.writeFileSync(path, new Uint8Array(5), { append: true });
    using second = WavWriter.resume(path, options);
    assertEquals(second.frames, 1_000);
    second.write(samples.subarray(2_000));
    using reader = WavReader.open(path);
    assertEquals(reader.info.frames, 2_000);
    second.finish();
    assertEquals(decode(path), samples);
  });
}

Deno.test("a file that is not there, or has no more than a header, is not gone on with, or from its beginning", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav");
  const options = { rateHz: 48000, channels: 1, encoding: "float32" } as const;
  assertThrows(() => WavWriter.resume(path, options), Deno.errors.NotFound);
  WavWriter.create(path, options)[Symbol.dispose]();
  using writer = WavWriter.resume(path, options);
  writer.write(new Float32Array(7));
  assertEquals(writer.frames, 7);
});

Deno.test("a file that a share has numbered anew is at its place, an older copy of it is not", async () => {
  await withFolder((folder) => {
    const path = join(folder, "a.wav");
    using writer = WavWriter.create(path, { rateHz: 48_000, channels: 1, encoding: "float32" });
    writer.write(new Float32Array(100));
    const { mtime, atime } = Deno.statSync(path);
    Deno.renameSync(path, join(folder, "b.wav"));
    assertEquals(writer.isAt(path), false);
    Deno.copyFileSync(join(folder, "b.wav"), path);
    Deno.utimeSync(path, atime ?? 0, (mtime?.getTime() ?? 0) / 1_000);
    assertEquals(writer.isAt(path), true);
    writer.write(new Float32Array(100));
    assertEquals(writer.isAt(path), false);
  });
});

Deno.test({
  name: "a link in the place of a file that is replaced goes, and not what it leads to",
  // There a link needs a privilege.
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder((folder) => {
      const [path, thesis] = [join(folder, "a.wav"), join(folder, "thesis.txt")];
      Deno.writeTextFileSync(thesis, "years of work");
      Deno.symlinkSync(thesis, path);
      const format = { rateHz: 48_000, channels: 1, encoding: "float32", overwrite: true } as const;
      WavWriter.create(path, format)[Symbol.dispose]();
      assertEquals(Deno.readTextFileSync(thesis), "years of work");
      assertEquals(Deno.lstatSync(path).isFile, true);
    }),
});
