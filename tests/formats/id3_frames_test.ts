import { assertEquals } from "../assert.ts";
import { ByteFile } from "../../formats/byte_file.ts";
import { buildId3 } from "../../formats/id3.ts";
import { readId3Chapters } from "../../formats/id3_chapters.ts";
import { syncsafe } from "../../formats/id3_size.ts";
import { readId3Texts } from "../../formats/id3_text.ts";
import { random } from "../dsp/signals.ts";
import { TestFolder } from "./tool.ts";
import { concat } from "./wav_bytes.ts";

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function uint32(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value);
  return new Uint8Array(view.buffer);
}

/** A text in UTF-16 with its mark, whose first byte is 0xFF. */
function utf16(text: string): Uint8Array {
  const units = Array.from(text, (letter) => letter.charCodeAt(0));
  return Uint8Array.of(1, 0xff, 0xfe, ...units.flatMap((unit) => [unit & 0xff, unit >> 8]));
}

/** ID3v2.4 section 6.1, and 2.3 section 5. */
function unsynchronised(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(
    [...bytes].flatMap((byte, i) => {
      const next = bytes[i + 1] ?? 0;
      return byte === 0xff && (next === 0 || next >= 0xe0) ? [byte, 0] : [byte];
    }),
  );
}

function tag(major: number, flags: number, body: Uint8Array): Uint8Array {
  return concat(ascii("ID3"), Uint8Array.of(major, 0, flags), syncsafe(body.length), body);
}

function read(bytes: Uint8Array) {
  using folder = new TestFolder();
  using file = ByteFile.open(folder.file("a.mp3", bytes));
  const texts = Object.fromEntries(readId3Texts(file, ["TIT2", "TALB"]));
  return { texts, chapters: readId3Chapters(file) };
}

const FOUND = {
  texts: { TIT2: "Titel ÿ", TALB: "Album" },
  chapters: [{ startMs: 0, title: "Anfang" }, { startMs: 255, title: "Ende" }],
};

/** All of them in version 2.3, the chapters in the wrong order. */
function frames23(): Uint8Array {
  const frame = (id: string, body: Uint8Array) =>
    concat(ascii(id), uint32(body.length), Uint8Array.of(0, 0), body);
  const chapter = (id: string, startMs: number, title: string) => {
    const times = uint32(startMs, 1_000, 0xffff_ffff, 0xffff_ffff);
    return frame("CHAP", concat(ascii(`${id}\0`), times, frame("TIT2", utf16(title))));
  };
  return concat(
    frame("TIT2", utf16("Titel ÿ")),
    chapter("b", 255, "Ende"),
    chapter("a", 0, "Anfang"),
    frame("TALB", utf16("Album")),
  );
}

Deno.test("texts and chapters are the same whatever form their tag has", () => {
  const frames = frames23();
  const extended = concat(uint32(6), new Uint8Array(6), frames);
  assertEquals(read(tag(3, 0, concat(frames, new Uint8Array(50)))), FOUND);
  assertEquals(read(tag(3, 0x40, extended)), FOUND);
  assertEquals(read(tag(3, 0x80, unsynchronised(frames))), FOUND);
  assertEquals(read(tag(3, 0xc0, unsynchronised(extended))), FOUND);
});

Deno.test("in version 2.4 each frame says whether it has zeros and a length of its own", () => {
  const frame = (id: string, flags: number, body: Uint8Array) => {
    const stored = (flags & 2) === 0 ? body : unsynchronised(body);
    const size = (flags & 1) === 0 ? new Uint8Array() : syncsafe(body.length);
    const bytes = size.length + stored.length;
    return concat(ascii(id), syncsafe(bytes), Uint8Array.of(0, flags), size, stored);
  };
  for (const flags of [0, 1, 2, 3]) {
    const body = concat(frame("TIT2", flags, utf16("Titel ÿ")), frame("TALB", 0, utf16("Album")));
    assertEquals(read(tag(4, 0x80, body)).texts, FOUND.texts);
  }
  const packed = concat(frame("TIT2", 8, utf16("Titel ÿ")), frame("TALB", 0, utf16("Album")));
  assertEquals(read(tag(4, 0, packed)).texts, { TALB: "Album" });
});

Deno.test("a tag that is cut or damaged anywhere ends what is read, and nothing else", () => {
  const chapters = [{ title: "a", startMs: 0, endMs: 9 }, { title: "b", startMs: 9, endMs: 20 }];
  const next = random(7);
  for (const whole of [tag(3, 0x80, unsynchronised(frames23())), buildId3({ chapters })]) {
    for (let round = 0; round < 200; round++) {
      const damaged = whole.slice(0, Math.floor(next() * whole.length));
      for (let i = 0; i < 3; i++) damaged[Math.floor(next() * damaged.length)] = next() * 256;
      read(damaged);
    }
  }
});
