import { assertEquals, assertThrows } from "../assert.ts";
import { random } from "../dsp/signals.ts";
import { buildId3 } from "../../formats/id3.ts";
import { mp3Frames } from "../../formats/mp3_frame.ts";
import { buildInfoTag } from "../../formats/mp3_info_tag.ts";
import { scanMp3 } from "../../formats/mp3_scan.ts";
import { Mp3Tally } from "../../formats/mp3_tally.ts";
import { createHash } from "node:crypto";
import { apeTag, id3v1Tag } from "./end_tags.ts";
import { decodeMp3, encodeMp3, testSound } from "./mp3_of.ts";
import { TestFolder, tool } from "./tool.ts";
import { concat } from "./wav_bytes.ts";

const STREAM = encodeMp3(testSound(48000, 2), { kbps: 128 });
const FRAMES = [...mp3Frames(STREAM)].length;
const TALLY = new Mp3Tally();
TALLY.push(STREAM);
const INFO = buildInfoTag(TALLY.data, { samples: 48000, encoding: { bitrateKbps: 128 } });
const ID3 = buildId3({ title: "x", chapters: [{ title: "y", startMs: 0, endMs: 1000 }] });

function scan(bytes: Uint8Array, o?: { crc?: boolean }) {
  using folder = new TestFolder();
  return scanMp3(folder.file("x.mp3", bytes), o);
}

Deno.test("a finished file is counted to the sample", () => {
  const found = scan(concat(ID3, INFO, STREAM), { crc: true });
  assertEquals([found.frames, found.samples], [FRAMES, 48000]);
  assertEquals([found.rateHz, found.channels, found.truncated], [48000, 2, false]);
  assertEquals([found.id3Bytes, found.bytes], [ID3.length, INFO.length + STREAM.length]);
  assertEquals([found.infoTag?.intact, found.musicCrc], [true, found.infoTag?.musicCrc]);
});

Deno.test("without an info tag, samples are those of all frames", () => {
  const found = scan(STREAM);
  assertEquals([found.frames, found.samples], [FRAMES, FRAMES * 1152]);
  assertEquals([found.infoTag, found.musicCrc], [undefined, undefined]);
});

Deno.test("what lame writes has as many samples as lame was given", () => {
  using folder = new TestFolder();
  const [wav, path] = [folder.file("x.wav"), folder.file("x.mp3")];
  for (const [rateHz, args] of [[44100, ["-V", "2"]], [16000, ["-b", "64"]]] as const) {
    const source = `anoisesrc=d=3.21:r=${rateHz}:a=0.2`;
    tool("ffmpeg", ["-y", "-v", "error", "-f", "lavfi", "-i", source, wav]);
    tool("lame", ["--quiet", "--add-id3v2", "--tt", "title", ...args, wav, path]);
    const found = scanMp3(path, { crc: true });
    assertEquals([found.samples, found.truncated], [Math.round(3.21 * rateHz), false]);
    assertEquals(found.infoTag?.musicCrc, found.musicCrc);
  }
});

Deno.test("files around the size of the window are counted the same", () => {
  const many = concat(...new Array(Math.ceil(1024 * 1024 / STREAM.length)).fill(STREAM));
  const frames = many.length / 384;
  for (const fill of [0, 1, 2, 3, 4, 5, 383]) {
    // A tag in front shifts the frames against the end of the window.
    const shift = buildId3({ title: "x".repeat(fill + 1) });
    const found = scan(concat(shift, many), { crc: true });
    assertEquals([found.frames, found.bytes, found.truncated], [frames, many.length, false]);
    const whole = new Mp3Tally();
    whole.push(many);
    assertEquals(found.musicCrc, whole.data.crc);
  }
  const exact = many.subarray(0, Math.floor(1024 * 1024 / 384) * 384);
  assertEquals(scan(exact).frames, exact.length / 384);
});

Deno.test("a file cut anywhere is told as truncated, or as none at all", () => {
  const file = concat(INFO, STREAM);
  const next = random(9);
  for (let round = 0; round < 200; round++) {
    const length = 384 + Math.floor(next() * STREAM.length);
    const found = scan(file.subarray(0, length));
    assertEquals(found.truncated, true);
    assertEquals(found.frames, Math.floor(length / 384) - 1);
  }
  for (const length of [1, 3, 4, 100, 383]) {
    assertThrows(
      () => scan(file.subarray(0, length)),
      Deno.errors.InvalidData,
      "it is not an MP3 file",
    );
  }
});

Deno.test("frames missing from the middle are told by the info tag", () => {
  const found = scan(concat(INFO, STREAM.subarray(384 * 5)));
  assertEquals([found.frames, found.truncated], [FRAMES - 5, true]);
});

Deno.test("an ID3v1 tag at the end is no damage", () => {
  const v1 = new Uint8Array(128);
  v1.set(new TextEncoder().encode("TAG"));
  const found = scan(concat(ID3, INFO, STREAM, v1));
  assertEquals([found.frames, found.truncated], [FRAMES, false]);
  const alone = scan(concat(INFO, STREAM, v1));
  assertEquals([alone.frames, alone.truncated], [FRAMES, false]);
});

Deno.test("APE tags at the end are no damage, before and behind an ID3v1 tag, and count for the sum", () => {
  const v1 = id3v1Tag();
  // What looks like frames, as a picture may, is none.
  const tag = apeTag(STREAM.subarray(0, 384 * 5));
  for (const tags of [[tag], [tag, v1], [v1, tag], [apeTag(new Uint8Array(40), false), v1, tag]]) {
    const bytes = concat(ID3, INFO, STREAM, ...tags);
    using folder = new TestFolder();
    const path = folder.file("x.mp3", bytes);
    for (const skipsOthers of [false, true]) {
      const found = scanMp3(path, { skipsOthers, sha256: true });
      assertEquals([found.frames, found.truncated, found.breaks], [FRAMES, false, 0]);
      assertEquals(found.bytes, INFO.length + STREAM.length);
      assertEquals(found.sha256, createHash("sha256").update(bytes).digest("hex"));
    }
    const short = scan(concat(ID3, INFO, STREAM.subarray(384), ...tags));
    assertEquals([short.frames, short.truncated], [FRAMES - 1, true]);
    const torn = scan(concat(ID3, INFO, STREAM.subarray(0, -10), ...tags));
    assertEquals([torn.frames, torn.truncated], [FRAMES - 1, true]);
  }
});

Deno.test("a frame that holds a tag without LAME's part is no sound, as ffmpeg knows", () => {
  for (const kind of ["Info", "Xing"]) {
    const tag = INFO.slice();
    tag.set(new TextEncoder().encode(kind), 36);
    tag.fill(0, 36 + 120);
    using folder = new TestFolder();
    const path = folder.file("x.mp3", concat(ID3, tag, STREAM));
    const found = scanMp3(path, { crc: true });
    assertEquals([found.frames, found.infoTag], [FRAMES, undefined]);
    assertEquals(found.samples, FRAMES * 1_152);
    assertEquals(found.musicCrc, TALLY.data.crc);
    assertEquals(decodeMp3(path).length / 2, found.samples);
  }
});

Deno.test("garbage is named with its place", () => {
  const refuse = (bytes: Uint8Array, part: string) =>
    assertThrows(() => scan(bytes), Deno.errors.InvalidData, part);
  refuse(new Uint8Array(), "it is empty");
  refuse(new TextEncoder().encode("hello, world"), "no frame begins at byte 0");
  refuse(ID3, `no frame begins at byte ${ID3.length}`);
  refuse(concat(ID3, new Uint8Array(2000)), `no frame begins at byte ${ID3.length}`);
  refuse(
    concat(STREAM.subarray(0, 3840), new Uint8Array(3), STREAM),
    "damaged at byte 3840 (no frame begins there, after 10 good ones)",
  );
  refuse(concat(STREAM, new Uint8Array(500)), `damaged at byte ${STREAM.length}`);
  const other = encodeMp3(testSound(5000, 1), { channels: 1, kbps: 64 });
  refuse(concat(STREAM, other), `byte ${STREAM.length} has 48000 Hz and 1 channels`);
});

Deno.test("a missing file and a folder are told apart", () => {
  using folder = new TestFolder();
  assertThrows(() => scanMp3(folder.file("none.mp3")), Deno.errors.NotFound, "no such file");
  assertThrows(() => scanMp3(folder.file(".")), Deno.errors.InvalidData, "it is a folder");
});

Deno.test("a file of nothing but ID3 tags ends in an error, quickly", () => {
  const empty = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0);
  const many = new Uint8Array(10 * 200_000);
  for (let at = 0; at < many.length; at += 10) many.set(empty, at);
  assertThrows(() => scan(many), Deno.errors.InvalidData, "it is not an MP3 file");
});

Deno.test("what is no frame is skipped where that is wanted: other tags, padding, damage", () => {
  const next = random(5);
  const junk = Uint8Array.from({ length: 3_000 }, () => 256 * next());
  const ape = concat(new TextEncoder().encode("APETAGEX"), new Uint8Array(60));
  const id3v1 = concat(new TextEncoder().encode("TAG"), new Uint8Array(125));
  const found = (...bytes: Uint8Array[]) => {
    using folder = new TestFolder();
    const { frames, breaks } = scanMp3(folder.file("x.mp3", concat(...bytes)), {
      skipsOthers: true,
    });
    return [frames, breaks];
  };
  assertEquals(found(STREAM), [FRAMES, 0]);
  assertEquals(found(ID3, INFO, STREAM, ape, id3v1), [FRAMES, 0]);
  assertEquals(found(new Uint8Array(700), STREAM, new Uint8Array(4_000)), [FRAMES, 0]);
  assertEquals(found(STREAM, ID3, STREAM), [2 * FRAMES, 1]);
  assertEquals(found(STREAM.subarray(100), junk, STREAM), [2 * FRAMES - 1, 1]);
  // However much it is, and wherever the window ends.
  const much = new Uint8Array(3 * 1024 * 1024 + 7);
  assertEquals(found(much, STREAM, much, STREAM, much), [2 * FRAMES, 1]);
  for (const none of [junk, much, STREAM.subarray(1, 380)]) {
    assertThrows(() => found(none), Deno.errors.InvalidData, "not an MP3");
  }
});

Deno.test("a file is as long as its info tag says whatever stands in front of that", () => {
  using folder = new TestFolder();
  for (const bytes of [0, 100, 383, 384, 385, 2_000, 2 * 1024 * 1024]) {
    const path = folder.file(`${bytes}.mp3`, concat(new Uint8Array(bytes), INFO, STREAM));
    const found = scanMp3(path, { skipsOthers: true, crc: true });
    assertEquals([found.frames, found.samples, found.truncated], [FRAMES, 48000, false]);
    assertEquals(found.musicCrc, found.infoTag?.musicCrc);
  }
});
