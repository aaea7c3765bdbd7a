import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { nameBeside, nameBytes } from "../../../ffi/system/name_beside.ts";

Deno.test("what belongs to a file has the file's whole name and an ending, as long as that fits", () => {
  assertEquals(nameBeside("meeting.mp3", ".confrec"), "meeting.mp3.confrec");
  const longest = `${"a".repeat(243)}.mp3`;
  assertEquals(nameBeside(longest, ".confrec"), `${longest}.confrec`);
});

Deno.test("a name of any length and any letters gives one that fits, ends alike, and differs from others", () => {
  for (const letter of ["a", "ä", "漢", "🎙", "e\u0301"]) {
    for (let bytes = 140; bytes < 300; bytes++) {
      const name = `${letter.repeat(Math.floor(bytes / nameBytes(letter)))}.mp3`;
      for (const ending of [".confrec", ".cuts.json", ".system.wav"]) {
        for (const most of [255, Math.max(143, Math.min(255, nameBytes(name)))]) {
          const beside = nameBeside(name, ending, most);
          assert(nameBytes(beside) <= most, `${nameBytes(beside)} of ${most} bytes`);
          assert(beside.endsWith(ending));
          assertEquals(beside, beside.toWellFormed());
        }
      }
    }
  }
});

Deno.test("two long names that differ at their end only are told apart", () => {
  const [one, other] = ["1", "2"].map((end) =>
    nameBeside(`${"a".repeat(249)}${end}.mp3`, ".confrec")
  );
  assertNotEquals(one, other);
  assert(one?.endsWith(".mp3.confrec"), "without its journal it would still be known for an MP3");
});

Deno.test("the sum in a shortened name is FNV-1a with 32 bits", () => {
  // Noll's test vector: "foobar" gives bf9cf968.
  assertEquals(nameBeside("foobar", ".confrec", 13), "~bf9cf968.confrec");
});
