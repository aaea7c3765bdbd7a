import { assertAlmostEquals, assertEquals, assertStrictEquals, assertThrows } from "../assert.ts";
import { random } from "../dsp/signals.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { floats, TestFolder, tool } from "./tool.ts";
import {
  chunk,
  concat,
  formatChunk,
  type FormatFields,
  largeSizes,
  pcm16,
  wav,
} from "./wav_bytes.ts";

function readAll(bytes: Uint8Array): number[] {
  using folder = new TestFolder();
  using reader = WavReader.open(folder.file("x.wav", bytes));
  return [...reader.read(0, 1_000_000)];
}

function infoOf(bytes: Uint8Array) {
  using folder = new TestFolder();
  using reader = WavReader.open(folder.file("x.wav", bytes));
  return reader.info;
}

function refusal(bytes: Uint8Array): string {
  using folder = new TestFolder();
  const path = folder.file("x.wav", bytes);
  const error = assertThrows(
    () => WavReader.open(path),
    Deno.errors.InvalidData,
    `Cannot read "${path}": `,
  );
  return error.message;
}

/** The stored bytes of samples, and what they mean by the standard: integer / 2^(bits−1), 8 bits with 128 as zero. */
const ENCODINGS: [string, FormatFields, Uint8Array, number[]][] = [
  ["8-bit", { bits: 8 }, Uint8Array.of(0, 128, 255, 64), [-1, 0, 127 / 128, -0.5]],
  ["16-bit", { bits: 16 }, pcm16(-32768, 0, 32767, 1), [-1, 0, 32767 / 32768, 1 / 32768]],
  [
    "24-bit",
    { bits: 24 },
    Uint8Array.of(0, 0, 0x80, 0, 0, 0, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff),
    [-1, 0, 8388607 / 8388608, -1 / 8388608],
  ],
  [
    "32-bit",
    { bits: 32 },
    new Uint8Array(Int32Array.of(-(2 ** 31), 0, 2 ** 30, -(2 ** 29)).buffer),
    [-1, 0, 0.5, -0.25],
  ],
  [
    "float",
    { tag: 3, bits: 32 },
    new Uint8Array(Float32Array.of(-1, 0, 0.25, 1.5).buffer),
    [-1, 0, 0.25, 1.5],
  ],
  [
    "64-bit float",
    { tag: 3, bits: 64 },
    new Uint8Array(Float64Array.of(-1, 0, 0.25, 1.5).buffer),
    [-1, 0, 0.25, 1.5],
  ],
];

for (const [name, format, data, values] of ENCODINGS) {
  Deno.test(`${name} samples are scaled so that full scale is 1`, () => {
    assertEquals(readAll(wav([formatChunk(format), chunk("data", data)])), values);
  });

  Deno.test(`${name} samples are read from the extensible format too`, () => {
    const extensible = formatChunk({ ...format, subtype: format.tag ?? 1 });
    assertEquals(readAll(wav([extensible, chunk("data", data)])), values);
  });
}

Deno.test("20 significant bits in 24, and 24 in 32, stand at the top", () => {
  const three = Uint8Array.of(0, 0, 0xc0);
  assertEquals(readAll(wav([formatChunk({ bits: 20 }), chunk("data", three)])), [-0.5]);
  const four = Uint8Array.of(0, 0, 0, 0xc0);
  const wide = formatChunk({ bits: 24, blockAlign: 4 });
  assertEquals(readAll(wav([wide, chunk("data", four)])), [-0.5]);
});

Deno.test("a nonsensical block size is ignored", () => {
  const odd = formatChunk({ bits: 16, channels: 2, blockAlign: 0 });
  assertEquals(readAll(wav([odd, chunk("data", pcm16(16384, -16384))])), [0.5, -0.5]);
});

for (let channels = 1; channels <= 8; channels++) {
  Deno.test(`${channels} channels come out interleaved`, () => {
    const values = Array.from({ length: 3 * channels }, (_, i) => i * 100);
    const bytes = wav([formatChunk({ channels }), chunk("data", pcm16(...values))]);
    assertEquals(infoOf(bytes).frames, 3);
    assertEquals(readAll(bytes), values.map((value) => value / 32768));
  });
}

Deno.test("rates from 8 to 384 kHz, and odd ones, are told as they are", () => {
  for (const rateHz of [8000, 11025, 22050, 44100, 48000, 96000, 192000, 384000, 47999]) {
    const bytes = wav([formatChunk({ rateHz }), chunk("data", pcm16(1))]);
    assertEquals(infoOf(bytes).rateHz, rateHz);
  }
});

Deno.test("other chunks before the samples are passed over, odd ones with their padding", () => {
  const bytes = wav([
    chunk("JUNK", new Uint8Array(28)),
    chunk("bext", new Uint8Array(603)),
    formatChunk(),
    chunk("LIST", new Uint8Array(7)),
    chunk("data", pcm16(16384)),
    chunk("LIST", new Uint8Array(10)),
  ]);
  assertEquals(readAll(bytes), [0.5]);
});

Deno.test("an odd chunk without its padding is understood", () => {
  const bytes = wav([
    formatChunk(),
    chunk("LIST", new Uint8Array(7), { pad: false }),
    chunk("data", pcm16(16384)),
  ]);
  assertEquals(readAll(bytes), [0.5]);
});

for (const size of [0, 0xffff_ffff, 0x7fff_f000, 100]) {
  Deno.test(`a data size of ${size} before 6 bytes means up to the end, and a torn frame is left out`, () => {
    const torn = concat(pcm16(16384, -16384, 8192), Uint8Array.of(1));
    const bytes = wav([formatChunk(), chunk("data", torn, { size, pad: false })], {
      riffSize: size,
    });
    assertEquals(infoOf(bytes).truncated, true);
    assertEquals(readAll(bytes), [0.5, -0.5, 0.25]);
  });
}

Deno.test("a data size of 0 in a file whose RIFF size fits is true", () => {
  const list = chunk("LIST", new Uint8Array(10));
  const info = infoOf(wav([formatChunk(), chunk("data", new Uint8Array()), list]));
  assertEquals([info.frames, info.truncated], [0, false]);
});

Deno.test("the data size that sox writes to a pipe means up to the end, in whole frames, also of a longer file", () => {
  for (const channels of [1, 2, 6]) {
    const size = 0x7fff_f000 - 0x7fff_f000 % (2 * channels);
    const data = chunk("data", new Uint8Array(12), { size });
    const info = infoOf(wav([formatChunk({ channels }), data], { riffSize: size + 36 }));
    assertEquals([info.frames, info.open], [6 / channels, true]);
  }
  using folder = new TestFolder();
  const size = 0x7fff_f000;
  const path = folder.file(
    "a.wav",
    wav([formatChunk(), chunk("data", new Uint8Array(2), { size })], {
      riffSize: size + 36,
    }),
  );
  const framesIn = (bytes: number) => {
    Deno.truncateSync(path, 44 + bytes);
    using reader = WavReader.open(path);
    return reader.info.frames;
  };
  assertEquals(framesIn(size + 1_000), size / 2 + 500);
  // One that is true, and what may follow it.
  assertEquals(framesIn(size), size / 2);
});

Deno.test("a data size smaller than the file is kept to", () => {
  const bytes = wav([formatChunk(), chunk("data", pcm16(1, 2, 3), { size: 4 })]);
  assertEquals(infoOf(bytes).truncated, false);
  assertEquals(readAll(bytes).length, 2);
});

for (const container of ["RF64", "BW64"]) {
  Deno.test(`${container} takes its data size from ds64`, () => {
    const data = chunk("data", pcm16(16384, 0, 0), { size: 0xffff_ffff });
    const bytes = wav([largeSizes(100, 4, 2), formatChunk(), data], {
      container,
      riffSize: 0xffff_ffff,
    });
    assertEquals(readAll(bytes), [0.5, 0]);
    assertEquals(infoOf(bytes).truncated, false);
  });

  Deno.test(`${container} with a ds64 of zeros runs to the end of the file`, () => {
    const data = chunk("data", pcm16(16384, 0, 0), { size: 0xffff_ffff });
    const bytes = wav([largeSizes(0, 0, 0), formatChunk(), data], { container });
    const { frames, truncated } = infoOf(bytes);
    assertEquals([frames, truncated], [3, true]);
  });
}

Deno.test("frames past 4 GiB are found, also where an old writer counted modulo 2^32", () => {
  using folder = new TestFolder();
  const frames = 2 ** 31 + 1000;
  const dataBytes = frames * 2;
  const wrapped = wav([
    formatChunk(),
    chunk("data", new Uint8Array(), { size: dataBytes % 2 ** 32 }),
  ], {
    riffSize: (dataBytes + 36) % 2 ** 32,
  });
  const open = wav([formatChunk(), chunk("data", new Uint8Array(), { size: 0xffff_ffff })]);
  for (const header of [wrapped, open]) {
    const path = folder.file("big.wav", header);
    using file = Deno.openSync(path, { write: true });
    file.truncateSync(header.length + dataBytes); // a hole: no room is used
    file.seekSync(-4, Deno.SeekMode.End);
    file.writeSync(pcm16(8192, 16384));
    using reader = WavReader.open(path);
    assertEquals(reader.info.frames, frames);
    assertEquals([...reader.read(frames - 2, 10)], [0.25, 0.5]);
  }
});

Deno.test("any range equals that part of the whole, for every encoding", () => {
  using folder = new TestFolder();
  const next = random(7);
  for (const [name, format] of ENCODINGS) {
    const channels = 1 + Math.floor(next() * 3);
    const bytes = Uint8Array.from(
      { length: 3000 * channels * (format.bits ?? 0) / 8 },
      () => next() * 256,
    );
    const path = folder.file(
      `${name}.wav`,
      wav([formatChunk({ ...format, channels }), chunk("data", bytes)]),
    );
    using reader = WavReader.open(path);
    const whole = reader.read(0, 3000);
    for (let round = 0; round < 50; round++) {
      const from = Math.floor(next() * 3100);
      const frames = Math.floor(next() * 500);
      const part = reader.read(from, frames);
      assertEquals(part, whole.slice(from * channels, (from + frames) * channels));
    }
  }
});

Deno.test("a range larger than the inner buffer comes out whole", () => {
  const frames = 400_000;
  const values = Int16Array.from({ length: frames }, (_, i) => i * 7);
  const bytes = wav([formatChunk(), chunk("data", new Uint8Array(values.buffer))]);
  assertEquals(readAll(bytes), [...values].map((value) => value / 32768));
});

Deno.test("samples are written into the array that is given, at any alignment", () => {
  using folder = new TestFolder();
  const floatFormat = formatChunk({ tag: 3, bits: 32, channels: 2 });
  const data = new Uint8Array(Float32Array.of(0.5, 1, -0.5, -1).buffer);
  for (const shift of [0, 2]) { // the samples begin at bytes 52 and 54 of the file
    const list = chunk("LIST", new Uint8Array(shift));
    const path = folder.file("x.wav", wav([list, floatFormat, chunk("data", data)]));
    using reader = WavReader.open(path);
    const room = new Float32Array(9).fill(7);
    const got = reader.read(0, 2, room.subarray(3));
    assertStrictEquals(got.buffer, room.buffer);
    assertEquals([...room], [7, 7, 7, 0.5, 1, -0.5, -1, 7, 7]);
  }
});

Deno.test("reading past the end gives what there is, then nothing", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav", wav([formatChunk(), chunk("data", pcm16(1, 2, 3))]));
  using reader = WavReader.open(path);
  assertEquals(reader.read(2, 10).length, 1);
  assertEquals(reader.read(3, 10).length, 0);
  assertEquals(reader.read(1e15, 1e15).length, 0);
  assertEquals(reader.read(0, 0).length, 0);
});

Deno.test("an array too small, and a negative or fractional range, are refused", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav", wav([formatChunk(), chunk("data", pcm16(1, 2, 3))]));
  using reader = WavReader.open(path);
  assertThrows(() => reader.read(0, 3, new Float32Array(2)), RangeError);
  for (const [from, frames] of [[-1, 1], [0, -1], [0.5, 1], [0, NaN], [0, Infinity]] as const) {
    assertThrows(() => reader.read(from, frames), RangeError);
  }
});

Deno.test("NaN and infinities become silence, what is beyond full scale stays", () => {
  const data = new Uint8Array(Float32Array.of(NaN, Infinity, -Infinity, 3, -0.5).buffer);
  const float32 = wav([formatChunk({ tag: 3, bits: 32 }), chunk("data", data)]);
  assertEquals(readAll(float32), [0, 0, 0, 3, -0.5]);
  const wide = new Uint8Array(Float64Array.of(1e300, NaN, 0.5).buffer);
  assertEquals(readAll(wav([formatChunk({ tag: 3, bits: 64 }), chunk("data", wide)])), [0, 0, 0.5]);
});

Deno.test("a growing file shows its new frames when refreshed", () => {
  using folder = new TestFolder();
  const open = { size: 0xffff_ffff, pad: false };
  const path = folder.file("x.wav", wav([formatChunk(), chunk("data", pcm16(), open)]));
  using reader = WavReader.open(path);
  assertEquals(reader.info.frames, 0);
  Deno.writeFileSync(path, pcm16(16384, 8192), { append: true });
  assertEquals(reader.read(0, 10).length, 0);
  Deno.writeFileSync(path, Uint8Array.of(1), { append: true });
  assertEquals(reader.refresh(), 2);
  assertEquals([...reader.read(0, 10)], [0.5, 0.25]);
});

Deno.test("a file that becomes shorter while it is read gives what is left", () => {
  using folder = new TestFolder();
  for (const format of [{ bits: 16, channels: 2 }, { tag: 3, bits: 32, channels: 2 }]) {
    const data = chunk("data", new Uint8Array(format.bits / 4 * 100));
    const path = folder.file("x.wav", wav([formatChunk(format), data]));
    using reader = WavReader.open(path);
    Deno.truncateSync(path, 44 + format.bits / 4 * 10 + 3);
    assertEquals(reader.read(0, 100).length, 20);
  }
});

Deno.test("what ffmpeg and sox write is read as they read it themselves", () => {
  using folder = new TestFolder();
  const source = "aevalsrc=0.7*sin(440*t)|0.5*random(0)-0.2:d=0.31:s=44100";
  const codecs = ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"];
  for (const codec of codecs) {
    const path = folder.file(`${codec}.wav`);
    tool("ffmpeg", [
      "-v",
      "error",
      "-f",
      "lavfi",
      "-i",
      source,
      "-c:a",
      codec,
      "-rf64",
      "auto",
      path,
    ]);
    const truth = floats(tool("ffmpeg", ["-v", "error", "-i", path, "-f", "f32le", "-"]).out);
    using reader = WavReader.open(path);
    assertEquals(reader.info.frames, 13671); // 0.31 s · 44,100 Hz
    assertEquals(reader.read(0, 20000), truth);
  }
  const sox = folder.file("sox.wav");
  tool("sox", ["-n", "-r", "96000", "-b", "24", "-c", "6", sox, "synth", "0.1", "sine", "500"]);
  const truth = floats(tool("ffmpeg", ["-v", "error", "-i", sox, "-f", "f32le", "-"]).out);
  using reader = WavReader.open(sox);
  assertEquals([reader.info.channels, reader.info.bits, reader.info.frames], [6, 24, 9600]);
  assertEquals(reader.read(0, 9600), truth);
});

Deno.test("what ffmpeg writes to a pipe, without sizes, is read to its end", () => {
  using folder = new TestFolder();
  const args = ["-v", "error", "-f", "lavfi", "-i", "sine=r=48000:d=0.5", "-f", "wav", "-"];
  const path = folder.file("pipe.wav", tool("ffmpeg", args).out);
  using reader = WavReader.open(path);
  assertEquals([reader.info.frames, reader.info.truncated], [24000, true]);
  // ffmpeg's sine has an amplitude of 1/8.
  const peak = reader.read(0, 24000).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  assertAlmostEquals(peak, 0.125, 1e-3);
});

Deno.test("each kind of damage is named", () => {
  const data = chunk("data", pcm16(1));
  const cases: [string, Uint8Array][] = [
    ["it is empty", new Uint8Array()],
    ["it is not a WAV file (it begins like something else)", Uint8Array.of(82, 73, 70)],
    [
      "it is not a WAV file (it begins like an MP3 file)",
      new TextEncoder().encode("ID3\x04 long enough"),
    ],
    [
      "it is not a WAV file (it begins like an AIFF file)",
      new TextEncoder().encode("FORM....AIFF"),
    ],
    ["it is not a WAV file (it begins like a FLAC file)", new TextEncoder().encode("fLaC........")],
    ["it is not a WAV file (it begins like an Ogg file)", new TextEncoder().encode("OggS........")],
    ["it is not a WAV file (it begins like an MP4 file)", new TextEncoder().encode("....ftypM4A ")],
    [
      "it is not a WAV file (it begins like a Wave64 file)",
      new TextEncoder().encode("riff........"),
    ],
    [
      "it is not a WAV file (it begins like a big-endian WAV file)",
      new TextEncoder().encode("RIFX....WAVE"),
    ],
    ['neither a "fmt " nor a "data" chunk', wav([])],
    ['no "data" chunk', wav([formatChunk()])],
    ['no "data" chunk', wav([formatChunk()]).subarray(0, 36)],
    ['no "fmt " chunk before its samples', wav([data, formatChunk()])],
    ['its "fmt " chunk has 14 of 16 bytes', wav([chunk("fmt ", new Uint8Array(14)), data])],
    ["it has no channels", wav([formatChunk({ channels: 0 }), data])],
    ["it claims 60000 channels", wav([formatChunk({ channels: 60000, blockAlign: 2 }), data])],
    ["its sample rate is 0 Hz", wav([formatChunk({ rateHz: 0 }), data])],
    ["it claims a sample rate of 4000000000 Hz", wav([formatChunk({ rateHz: 4e9 }), data])],
    ["it claims a sample rate of 99 Hz", wav([formatChunk({ rateHz: 99 }), data])],
    ["it has 0-bit pcm samples", wav([formatChunk({ bits: 0 }), data])],
    ["it has 64-bit pcm samples", wav([formatChunk({ bits: 64 }), data])],
    ["it has 16-bit float samples", wav([formatChunk({ tag: 3, bits: 16 }), data])],
    ["coded as Microsoft ADPCM (codec 0x0002)", wav([formatChunk({ tag: 2, bits: 4 }), data])],
    ["coded as MP3 (codec 0x0055)", wav([formatChunk({ tag: 0x55, bits: 0 }), data])],
    ["coded as codec 0x1234", wav([formatChunk({ tag: 0x1234 }), data])],
    ["coded as A-law (codec 0x0006)", wav([formatChunk({ subtype: 6, bits: 8 }), data])],
    [
      'its extensible "fmt " chunk has 16 of 40 bytes',
      wav([formatChunk({ tag: 0xfffe }), data]),
    ],
  ];
  for (const [part, bytes] of cases) {
    const message = refusal(bytes);
    assertEquals(message.includes(part), true, `${message} lacks ${part}`);
    assertEquals(message.includes("; "), true, `${message} advises nothing`);
  }
});

Deno.test("an extensible format with a foreign GUID is refused", () => {
  const foreign = formatChunk({ subtype: 1 });
  foreign.set([1, 2, 3], 40);
  refusal(wav([foreign, chunk("data", pcm16(1))]));
});

Deno.test("a folder, a device and nothing at all are told apart", () => {
  using folder = new TestFolder();
  const nothing = folder.file("nothing.wav");
  assertThrows(
    () => WavReader.open(nothing),
    Deno.errors.NotFound,
    `Cannot read "${nothing}": there is no such file; `,
  );
  const under = `${folder.file("a.wav", wav([]))}/b.wav`;
  assertThrows(() => WavReader.open(under), Deno.errors.NotFound, "there is no such file");
  const long = folder.file("x".repeat(400));
  assertThrows(() => WavReader.open(long), Deno.errors.NotFound, "there is no such file");
  const inner = folder.file("inner");
  Deno.mkdirSync(inner);
  assertThrows(() => WavReader.open(inner), Deno.errors.InvalidData, "it is a folder");
});

Deno.test({
  name: "a pipe is refused instead of waited for",
  ignore: Deno.build.os === "windows", // There pipes are no files.
  fn: () => {
    using folder = new TestFolder();
    const pipe = folder.file("pipe");
    tool("mkfifo", [pipe]);
    assertThrows(() => WavReader.open(pipe), Deno.errors.InvalidData, "not a regular file");
    assertThrows(() => WavReader.open("/dev/zero"), Deno.errors.InvalidData, "not a regular file");
  },
});

Deno.test("hundreds of thousands of empty chunks end in an error, quickly", () => {
  const many = new Uint8Array(8 * 300_000);
  for (let at = 0; at < many.length; at += 8) many.set([0x4a, 0x55, 0x4e, 0x4b], at);
  const message = refusal(wav([many]));
  assertEquals(message.includes('neither a "fmt " nor a "data" chunk'), true);
});
