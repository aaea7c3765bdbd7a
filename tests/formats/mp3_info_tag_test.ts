import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { mp3Frames } from "../../formats/mp3_frame.ts";
import { buildInfoTag, parseInfoTag } from "../../formats/mp3_info_tag.ts";
import { Mp3Tally } from "../../formats/mp3_tally.ts";
import { decodeMp3, decodeMpg123, encodeMp3, type Mp3Choice, testSound } from "./mp3_of.ts";
import { TestFolder, tool } from "./tool.ts";
import { concat } from "./wav_bytes.ts";

/** Frames with their tag in front, as a file is made. */
function tagged(frames: number, choice: Mp3Choice): Uint8Array<ArrayBuffer> {
  const { channels = 2 } = choice;
  const stream = encodeMp3(testSound(frames, channels), choice);
  const tally = new Mp3Tally();
  tally.push(stream);
  const encoding = choice.kbps === undefined ? { quality: 4 } : { bitrateKbps: choice.kbps };
  return concat(buildInfoTag(tally.data, { samples: frames, encoding }), stream);
}

function tallyOf(stream: Uint8Array): Mp3Tally {
  const tally = new Mp3Tally();
  tally.push(stream);
  return tally;
}

const CHOICES: Mp3Choice[] = [48000, 44100, 32000].flatMap((rateHz) => [
  { rateHz, channels: 1, kbps: 64 },
  { rateHz, channels: 2, kbps: 128 },
  { rateHz, channels: 2 },
]);
CHOICES.push(
  // Too small for the whole tag, which has no table then.
  { rateHz: 48000, channels: 1, kbps: 32 },
  { rateHz: 48000, channels: 2, kbps: 32 },
  { rateHz: 44100, channels: 2, kbps: 40 },
  { rateHz: 48000, channels: 2, kbps: 56 },
  { rateHz: 48000, channels: 2, kbps: 320 },
  ...[24000, 22050, 16000].flatMap((rateHz): Mp3Choice[] => [
    { rateHz, channels: 1, kbps: 32 },
    { rateHz, channels: 2 },
  ]),
  { rateHz: 12000, channels: 1, kbps: 16 },
  { rateHz: 8000, channels: 2, kbps: 32 },
);

for (const choice of CHOICES) {
  const kind = choice.kbps === undefined ? "VBR" : `${choice.kbps}k`;
  Deno.test(`ffmpeg and mpg123 return exactly the samples that went in: ${choice.rateHz} Hz, ${choice.channels} channels, ${kind}`, () => {
    using folder = new TestFolder();
    const { channels = 2 } = choice;
    for (const frames of [7777, 1152 * 20, 1152 * 20 + 1]) {
      const path = folder.file("x.mp3", tagged(frames, choice));
      const decoded = decodeMp3(path);
      assertEquals(decoded.length, frames * channels);
      const { samples, err } = decodeMpg123(path);
      assertEquals([samples.length, err], [frames * channels, ""]);
      // Not only the length: what is cut off is cut off at the right end. MP3 is no exact copy, but no stranger either.
      const truth = testSound(frames, channels);
      const like = (shift: number) => correlation(decoded, truth, shift * channels);
      assertEquals(like(0) > 0.6, true);
      assertEquals([-2, -1, 1, 2].every((shift) => like(shift) < like(0)), true);
    }
  });
}

function correlation(a: Float32Array, b: Float32Array, shift: number): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 20; i < a.length - 20; i++) {
    const [x, y] = [a[i] ?? 0, b[i + shift] ?? 0];
    [ab, aa, bb] = [ab + x * y, aa + x * x, bb + y * y];
  }
  return ab / Math.sqrt(aa * bb);
}

for (const args of [["-b", "128"], ["-V", "4"], ["-b", "64", "-m", "m"]]) {
  Deno.test(`the tag says what LAME's own says of the same frames: lame ${args.join(" ")}`, () => {
    using folder = new TestFolder();
    const [wav, path] = [folder.file("x.wav"), folder.file("x.mp3")];
    const source = "anoisesrc=d=9:r=44100:a=0.2,volume='if(lt(mod(t,3),1),0.02,1)':eval=frame";
    tool("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", source, "-ac", "2", wav]);
    tool("lame", ["--quiet", ...args, wav, path]);
    const file = Deno.readFileSync(path);
    const theirs = parseInfoTag(file);
    const [first] = mp3Frames(file);
    if (theirs === undefined || first === undefined) throw new Error("no tag");
    assertEquals([theirs.intact, theirs.encoder, theirs.delay], [true, "LAME3.100", 576]);

    const stream = file.subarray(first.header.frameBytes);
    const encoding = args[0] === "-V" ? { quality: 4 } : { bitrateKbps: theirs.bitrateKbps };
    const frame = buildInfoTag(tallyOf(stream).data, { samples: 9 * 44100, encoding });
    const ours = parseInfoTag(frame);
    if (ours === undefined) throw new Error("no tag of ours");
    // LAME's table counts from another place and its VBR tag frame may be of another size, so these may differ a little.
    const { toc, bytes, quality: _quality, ...rest } = ours;
    const { toc: theirToc, bytes: theirBytes, quality: _theirs, ...theirRest } = theirs;
    // Nor do we say what the lowpass is.
    assertEquals(rest, { ...theirRest, lowpassHz: 0 });
    assertEquals((bytes ?? 0) - frame.length, (theirBytes ?? 0) - first.header.frameBytes);
    for (let i = 0; i < 100; i++) assertAlmostEquals(toc?.[i] ?? NaN, theirToc?.[i] ?? NaN, 2);
    if (frame.length === first.header.frameBytes) {
      assertEquals([...frame.subarray(0, 2)], [...file.subarray(0, 2)]);
      const at = 4 + first.header.sideInfoBytes;
      assertEquals([...frame.subarray(at, at + 12)], [...file.subarray(at, at + 12)]);
    }
  });
}

for (const choice of [{ kbps: 128 }, {}, { rateHz: 44100, channels: 1 }] as Mp3Choice[]) {
  const { channels = 2, rateHz = 48000 } = choice;
  const kind = choice.kbps === undefined ? "VBR" : "CBR";
  const lead = (silence: number) => {
    const sound = testSound(rateHz * 60, channels);
    sound.subarray(0, sound.length * silence).fill(0);
    const stream = encodeMp3(sound, choice);
    const tally = tallyOf(stream);
    const frame = buildInfoTag(tally.data, { samples: rateHz * 60, encoding: { quality: 4 } });
    const tag = parseInfoTag(frame);
    if (tag?.toc === undefined) throw new Error("no table");
    const starts = [...mp3Frames(concat(frame, stream))].map(({ at }) => at).slice(1);
    return { toc: tag.toc, bytes: tag.bytes ?? 0, starts };
  };

  Deno.test(`the table leads to within 0.25 % of each hundredth: ${kind} at ${rateHz} Hz`, () => {
    const { toc, bytes, starts } = lead(0);
    toc.forEach((entry, i) => {
      // What a player does: from the table to a byte, and on to the frame that begins there.
      const landed = starts.findIndex((start) => start >= entry / 256 * bytes);
      const error = Math.abs(landed / starts.length - i / 100);
      assertEquals(error <= 0.0025 + 1 / starts.length, true, `${i} %: ${error}`);
    });
  });

  Deno.test(`each entry is the nearest 256th of the bytes: ${kind} at ${rateHz} Hz, a third silent`, () => {
    const { toc, bytes, starts } = lead(1 / 3);
    toc.forEach((entry, i) => {
      if (i === 0) return assertEquals(entry, 0);
      const truth = starts[Math.floor(i * starts.length / 100)] ?? 0;
      assertAlmostEquals(entry / 256 * bytes, truth, bytes / 512 + 1e-6);
    });
  });
}

Deno.test("a constant bit rate is constant from the tag's frame on, so that every reader knows the length", () => {
  using folder = new TestFolder();
  for (const rateHz of [48000, 44100]) {
    const samples = rateHz * 10;
    for (const channels of [1, 2] as const) {
      for (const kbps of [32, 48, 56]) {
        const file = tagged(samples, { rateHz, channels, kbps });
        const bitrates = new Set(Array.from(mp3Frames(file), ({ header }) => header.bitrate));
        assertEquals([...bitrates], [kbps * 1000]);
        const path = folder.file("x.mp3", file);
        const probe = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path];
        const [byFfmpeg, bySox] = [["ffprobe", probe], ["soxi", ["-D", path]]] as const;
        for (const [name, args] of [byFfmpeg, bySox]) {
          const { out } = tool(name, [...args]);
          // Whole frames, with the tag's and what is to be cut off.
          assertAlmostEquals(Number(new TextDecoder().decode(out)), 10, 0.1, `${name} ${kbps}k`);
        }
      }
    }
  }
});

Deno.test("past 4 GiB the tag does not tell the bytes, and ffmpeg and mpg123 read it without a warning", () => {
  using folder = new TestFolder();
  // Long enough that ffprobe does not look for frames in the hole behind it.
  const stream = encodeMp3(testSound(48000 * 20, 2), { kbps: 320 });
  const [first] = mp3Frames(stream);
  if (first === undefined) throw new Error("no frame");
  const frames = 5_000_000;
  const frameBytes = Uint16Array.of(first.header.frameBytes);
  const bytes = frames * first.header.frameBytes;
  const samples = (frames - 1) * 1152;
  const frame = buildInfoTag({ first: first.header, frames, frameBytes, bytes, crc: 0x1234 }, {
    samples,
    encoding: { bitrateKbps: 320 },
  });
  const tag = parseInfoTag(frame);
  assertEquals(
    [tag?.frames, tag?.bytes, tag?.intact, tag?.delay, tag?.musicCrc],
    [frames, undefined, true, 576, 0x1234],
  );
  tag?.toc?.forEach((entry, i) => assertAlmostEquals(entry, i * 2.56, 0.51));

  const path = folder.file("big.mp3", concat(frame, stream));
  Deno.truncateSync(path, frame.length + bytes); // a hole: no room is used
  const probe = ["-v", "warning", "-show_entries", "format=duration", "-of", "csv=p=0", path];
  const { out, err } = tool("ffprobe", probe);
  assertEquals([Number(new TextDecoder().decode(out)), err], [frames * 1152 / 48000, ""]);
  assertEquals(tool("mpg123", ["-q", "-t", "-n", "3", path]).err, "");
});

Deno.test("ffmpeg seeks by the table to within 0.5 % of the length", () => {
  using folder = new TestFolder();
  const rateHz = 48000;
  // 60 s of which each second has its own level, so that what is found tells where it is from.
  const sound = testSound(rateHz * 60, 1);
  sound.forEach((x, i) => sound[i] = x * (i < rateHz * 30 ? 0.001 : 1));
  const stream = encodeMp3(sound, { channels: 1 });
  const tag = buildInfoTag(tallyOf(stream).data, {
    samples: rateHz * 60,
    encoding: { quality: 4 },
  });
  const path = folder.file("x.mp3", concat(tag, stream));
  const rest = tool("ffmpeg", [
    ...["-v", "error", "-usetoc", "1", "-ss", "20", "-i", path, "-f", "f32le", "-"],
  ]).out;
  const samples = new Float32Array(rest.slice().buffer);
  const loud = samples.findIndex((x) => Math.abs(x) > 0.05);
  assertAlmostEquals(loud / rateHz, 10, 60 * 0.005);
});

Deno.test("the tag is a frame of silence to a decoder that does not know it", () => {
  using folder = new TestFolder();
  const bytes = tagged(48000, { kbps: 128 });
  const [first] = mp3Frames(bytes);
  const tag = bytes.slice(0, first?.header.frameBytes);
  tag.set(new TextEncoder().encode("none"), 36);
  const path = folder.file("x.mp3", concat(tag, tag, tag, tag));
  const { out } = tool("ffmpeg", ["-v", "error", "-i", path, "-f", "f32le", "-"]);
  assertEquals(out.length > 0, true);
  assertEquals(out.every((byte) => byte === 0 || byte === 0x80), true); // 0 and −0
});

Deno.test("zero samples, told of the frames of one, are decoded as nothing", () => {
  using folder = new TestFolder();
  const stream = encodeMp3(new Float32Array(2), { kbps: 128 });
  const tag = buildInfoTag(tallyOf(stream).data, { samples: 0, encoding: { bitrateKbps: 128 } });
  const path = folder.file("x.mp3", concat(tag, stream));
  assertEquals([decodeMp3(path).length, decodeMpg123(path).samples.length], [0, 0]);
});

Deno.test("an ordinary frame, a cut tag and a tag without its numbers are no info tags", () => {
  const bytes = tagged(5000, { kbps: 128 });
  assertEquals(parseInfoTag(bytes)?.frames, tallyOf(bytes).frames - 1);
  assertEquals(parseInfoTag(bytes.subarray(384)), undefined);
  assertEquals(parseInfoTag(bytes.subarray(0, 191)), undefined);
  assertEquals(parseInfoTag(bytes.subarray(1)), undefined);
  const partial = bytes.slice();
  partial[36 + 7] = 3; // numbers of frames and bytes only
  assertEquals(parseInfoTag(partial), undefined);
});

Deno.test("a damaged tag says so", () => {
  const bytes = tagged(5000, { kbps: 128 });
  bytes[36 + 11] = 99;
  assertEquals(parseInfoTag(bytes)?.intact, false);
});

Deno.test("frames that cannot hold the samples, and no frames, are refused", () => {
  const stream = encodeMp3(testSound(48000, 2), { kbps: 128 });
  const { data } = tallyOf(stream);
  for (const samples of [0, 40000, 60000, NaN]) {
    const make = () => buildInfoTag(data, { samples, encoding: { bitrateKbps: 128 } });
    assertThrows(make, RangeError, "do not hold");
  }
  const none = new Mp3Tally().data;
  const make = () => buildInfoTag(none, { samples: 0, encoding: { quality: 4 } });
  assertThrows(make, RangeError, "no frames");
});
