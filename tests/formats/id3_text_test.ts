import { assertEquals } from "../assert.ts";
import { ByteFile } from "../../formats/byte_file.ts";
import { buildId3 } from "../../formats/id3.ts";
import { syncsafe } from "../../formats/id3_size.ts";
import { readId3Texts } from "../../formats/id3_text.ts";
import { random } from "../dsp/signals.ts";
import { TestFolder } from "./tool.ts";
import { concat } from "./wav_bytes.ts";

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function textsOf(bytes: Uint8Array, ids: string[]): Record<string, string> {
  using folder = new TestFolder();
  using file = ByteFile.open(folder.file("a.mp3", bytes));
  return Object.fromEntries(readId3Texts(file, ids));
}

/** A tag of version 2.3: sizes of frames have 32 bits. */
function tag23(...frames: [id: string, body: Uint8Array][]): Uint8Array {
  const parts = frames.flatMap(([id, body]) => {
    const size = new Uint8Array(4);
    new DataView(size.buffer).setUint32(0, body.length);
    return [ascii(id), size, Uint8Array.of(0, 0), body];
  });
  const body = concat(...parts, new Uint8Array(100));
  return concat(ascii("ID3"), Uint8Array.of(3, 0, 0), syncsafe(body.length), body);
}

Deno.test("texts that confrec wrote are read back", () => {
  const tag = buildId3({ title: "é 会", recorded: "2026-11-21T09:30:00", encoder: "confrec 1" });
  assertEquals(textsOf(tag, ["TSSE", "TIT2", "TDRC", "TALB"]), {
    TSSE: "confrec 1",
    TIT2: "é 会",
    TDRC: "2026-11-21T09:30:00",
  });
});

Deno.test("in version 2.3 pictures are stepped over, and texts may be Latin-1 or UTF-16", () => {
  const utf16 = Uint8Array.of(1, 0xff, 0xfe, 0x63, 0, 0x6f, 0, 0xe9, 0);
  const big = Uint8Array.of(1, 0xfe, 0xff, 0, 0x63, 0, 0x6f, 0, 0xe9);
  const tag = tag23(
    ["APIC", new Uint8Array(300_000)],
    ["TSSE", concat(Uint8Array.of(0), Uint8Array.of(0x63, 0xe9))],
    ["TIT2", utf16],
    ["TALB", big],
  );
  assertEquals(textsOf(tag, ["TSSE", "TIT2", "TALB"]), { TSSE: "cé", TIT2: "coé", TALB: "coé" });
});

Deno.test("of no tag, a torn one and a damaged one nothing is read that is not there", () => {
  assertEquals(textsOf(new Uint8Array(100), ["TSSE"]), {});
  assertEquals(textsOf(ascii("ID3"), ["TSSE"]), {});
  const whole = buildId3({ encoder: "confrec 1" });
  for (let length = 0; length < whole.length; length++) {
    assertEquals(textsOf(whole.slice(0, length), ["TSSE"]), {});
  }
  const next = random(3);
  for (let round = 0; round < 500; round++) {
    const damaged = whole.slice();
    for (let i = 0; i < 4; i++) damaged[Math.floor(next() * damaged.length)] = next() * 256;
    textsOf(damaged, ["TSSE"]);
  }
});
