import { assertEquals, assertThrows } from "../assert.ts";
import { random } from "../dsp/signals.ts";
import { buildId3, type Id3Tag } from "../../formats/id3.ts";
import { parseId3 } from "./parse_id3.ts";
import { id3TagBytes } from "../../formats/id3_size.ts";
import { parseMp3Header } from "../../formats/mp3_frame.ts";
import { buildInfoTag } from "../../formats/mp3_info_tag.ts";
import { Mp3Tally } from "../../formats/mp3_tally.ts";
import { decodeMpg123, encodeMp3, testSound } from "./mp3_of.ts";
import { TestFolder, tool } from "./tool.ts";
import { concat } from "./wav_bytes.ts";

const TAG: Id3Tag = {
  title: "Besprechung – 会議 🎤",
  recorded: "2026-11-21T09:30:00",
  lengthMs: 60_000,
  encoder: "confrec 0.1.0",
  chapters: [
    { title: "Anfang", startMs: 0, endMs: 20_000 },
    { title: "Прибыль", startMs: 20_000, endMs: 45_500 },
    { title: "ß", startMs: 45_500, endMs: 60_000 },
  ],
};

/** A whole MP3 file of 60 s with the tag. */
function mp3With(tag: Id3Tag): Uint8Array<ArrayBuffer> {
  const stream = encodeMp3(testSound(48000 * 60, 1), { channels: 1, kbps: 32 });
  const tally = new Mp3Tally();
  tally.push(stream);
  const info = buildInfoTag(tally.data, { samples: 48000 * 60, encoding: { bitrateKbps: 32 } });
  return concat(buildId3(tag), info, stream);
}

Deno.test("the bytes of a small tag are those of the standard", () => {
  const bytes = buildId3({ title: "é" });
  assertEquals(
    [...bytes],
    [
      ...[0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 13], // ID3, 2.4.0, no flags, 13 bytes
      ...[0x54, 0x49, 0x54, 0x32, 0, 0, 0, 3, 0, 0], // TIT2, 3 bytes, no flags
      ...[3, 0xc3, 0xa9], // UTF-8
    ],
  );
});

Deno.test("sizes take seven bits a byte", () => {
  const bytes = buildId3({ title: "x".repeat(300) });
  assertEquals([...bytes.subarray(6, 10)], [0, 0, 2, 55]); // 311 = 2 · 128 + 55
  assertEquals([...bytes.subarray(14, 18)], [0, 0, 2, 45]); // 301
  assertEquals(id3TagBytes(bytes), bytes.length);
});

Deno.test("ffprobe finds title, date and chapters, and nothing to complain about", () => {
  using folder = new TestFolder();
  const path = folder.file("x.mp3", mp3With(TAG));
  const { out, err } = tool("ffprobe", [
    ...["-v", "warning", "-show_chapters", "-show_format", "-of", "json", path],
  ]);
  const found = JSON.parse(new TextDecoder().decode(out));
  assertEquals(err, "");
  assertEquals(found.format.tags.title, TAG.title);
  assertEquals(found.format.tags.date, TAG.recorded);
  assertEquals(found.format.tags.encoder, TAG.encoder);
  assertEquals(found.format.tags.TLEN, "60000");
  const chapters = found.chapters.map((
    c: { start_time: string; end_time: string; tags?: { title?: string } },
  ) => [Number(c.start_time), Number(c.end_time), c.tags?.title ?? ""]);
  assertEquals(chapters, [[0, 20, "Anfang"], [20, 45.5, "Прибыль"], [45.5, 60, "ß"]]);
});

Deno.test("mpg123 and sox read a file with the tag without a word", () => {
  using folder = new TestFolder();
  const path = folder.file("x.mp3", mp3With(TAG));
  const { samples, err } = decodeMpg123(path);
  assertEquals([samples.length, err], [48000 * 60, ""]);
  const info = tool("sox", ["--i", path]);
  assertEquals(info.err, "");
  assertEquals(tool("sox", [path, "-n"]).err, "");
});

Deno.test("what is written is read back", () => {
  assertEquals(parseId3(buildId3(TAG)), TAG);
  assertEquals(parseId3(buildId3({})), {});
});

Deno.test("no part of a tag looks like an MP3 frame", () => {
  const chapters = Array.from({ length: 300 }, (_, i) => ({
    title: `ÿþ mark ${i} ÿû`,
    startMs: i * 14_000_000,
    endMs: (i + 1) * 14_000_000,
  }));
  const bytes = buildId3({ ...TAG, chapters });
  const starts = bytes.keys().filter((at) => parseMp3Header(bytes, at) !== undefined);
  assertEquals([...starts].length, 0);
});

Deno.test("chapters past the 255th are listed in further tables, and all are found", () => {
  const chapters = Array.from({ length: 600 }, (_, i) => ({
    title: `${i}`,
    startMs: i * 100,
    endMs: i * 100 + 100,
  }));
  const bytes = buildId3({ chapters });
  assertEquals(parseId3(bytes).chapters, chapters);
  using folder = new TestFolder();
  const path = folder.file("x.mp3", mp3With({ chapters }));
  const show = ["-v", "warning", "-show_entries", "chapter=id", "-of", "csv=p=0", path];
  const { out, err } = tool("ffprobe", show);
  assertEquals([new TextDecoder().decode(out).trim().split("\n").length, err], [600, ""]);
});

Deno.test("control characters in a title become spaces, half a surrogate pair a question mark", () => {
  assertEquals(parseId3(buildId3({ title: "\0a\n\tb\u007fc\0" })).title, "a b c");
  assertEquals(parseId3(buildId3({ title: "a\ud83c" })).title, "a\ufffd");
});

Deno.test("times that no chapter can have are refused", () => {
  for (const [startMs, endMs] of [[-1, 5], [5, 4], [0, 2 ** 32], [NaN, 1]] as const) {
    const make = () => buildId3({ chapters: [{ title: "x", startMs, endMs }] });
    assertThrows(make, RangeError, "Cannot make a chapter");
  }
});

Deno.test("a file without a tag, and a tag of another version, are read as an empty one", () => {
  assertEquals(parseId3(new Uint8Array()), {});
  assertEquals(parseId3(Uint8Array.of(0xff, 0xfb, 0x90, 0x64)), {});
  const old = buildId3(TAG);
  old[3] = 3;
  assertEquals(parseId3(old), {});
  assertEquals(id3TagBytes(old), old.length);
});

Deno.test("a footer belongs to the tag's length, a size with top bits makes it none", () => {
  const head = [0x49, 0x44, 0x33, 4, 0];
  assertEquals(id3TagBytes(Uint8Array.of(...head, 0x10, 0, 0, 1, 0)), 10 + 128 + 10);
  assertEquals(id3TagBytes(Uint8Array.of(...head, 0, 0, 0, 0x80, 0)), 0);
  assertEquals(id3TagBytes(Uint8Array.of(...head, 0, 0, 0)), 0);
});

Deno.test("a tag cut or damaged anywhere is read as far as it is whole", () => {
  const good = buildId3(TAG);
  for (let length = 0; length < good.length; length++) {
    const { title } = parseId3(good.subarray(0, length));
    assertEquals(title === undefined || title === TAG.title, true);
  }
  const next = random(6);
  for (let round = 0; round < 2000; round++) {
    const bad = good.slice();
    for (let i = 0; i < 4; i++) bad[Math.floor(next() * bad.length)] = next() * 256;
    parseId3(bad);
  }
});
