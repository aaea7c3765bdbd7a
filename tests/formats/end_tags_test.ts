import { assertEquals } from "../assert.ts";
import { ByteFile } from "../../formats/byte_file.ts";
import { endTagBytes } from "../../formats/end_tags.ts";
import { apeTag, id3v1Tag } from "./end_tags.ts";
import { TestFolder, tool } from "./tool.ts";
import { concat } from "./wav_bytes.ts";

const SOUND = new Uint8Array(1_000).fill(0x55);

function found(bytes: Uint8Array, from?: number): number {
  using folder = new TestFolder();
  using file = ByteFile.open(folder.file("x.mp3", bytes));
  return endTagBytes(file, from);
}

Deno.test("tags at the end are found in any order, with and without a header", () => {
  const [ape, bare, v1] = [apeTag(SOUND), apeTag(SOUND, false), id3v1Tag()];
  for (const tags of [[], [ape], [bare], [v1], [ape, v1], [v1, ape], [bare, v1, ape]]) {
    assertEquals(found(concat(SOUND, ...tags)), concat(...tags).length);
  }
  // What they would have of something else is none of theirs.
  assertEquals(found(concat(SOUND, ape, v1), 1_000), ape.length + v1.length);
  assertEquals(found(concat(SOUND, ape, v1), 1_001), v1.length);
});

Deno.test("what is damaged, cut, or longer than its file is no tag", () => {
  const ape = apeTag(SOUND);
  const changed = (at: number, value: number) => {
    const bytes = concat(SOUND, ape);
    bytes[bytes.length - 32 + at] = value;
    return found(bytes);
  };
  assertEquals(changed(0, 0), 0);
  for (const [at, value] of [[12, 0], [12, 7], [14, 255], [15, 255], [23, 0xa0]] as const) {
    assertEquals(changed(at, value), 0, `${at}: ${value}`);
  }
  assertEquals(found(concat(SOUND, ape.subarray(0, -1))), 0);
  assertEquals(found(ape.subarray(40)), 0);
  assertEquals(found(new TextEncoder().encode("TAG")), 0);
  assertEquals(found(new Uint8Array()), 0);
  // However many there are, nobody looks through them all.
  assertEquals(found(concat(...Array.from({ length: 1_000 }, id3v1Tag))), 4 * 128);
});

Deno.test("a tag that mutagen has added is as long as what it has added", {
  // What tests of Windows may run there is no Python.
  ignore: Deno.build.os === "windows",
}, () => {
  const script = `
import sys
from mutagen.apev2 import APEv2
tag = APEv2()
tag["REPLAYGAIN_TRACK_GAIN"] = "-3.10 dB"
tag.save(sys.argv[1])`;
  for (const before of [SOUND, concat(SOUND, id3v1Tag())]) {
    using folder = new TestFolder();
    const path = folder.file("x.mp3", before);
    // Debian's, which knows Debian's modules.
    tool("/usr/bin/python3", ["-c", script, path]);
    using file = ByteFile.open(path);
    assertEquals(file.length > before.length, true);
    assertEquals(endTagBytes(file), file.length - SOUND.length);
  }
});
