import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { join } from "node:path";
import { readConfigFile } from "../../../cli/config/config_file.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** Reads a text as if it stood in a file. */
async function read(text: string | Uint8Array<ArrayBuffer>, owner: "user" | "machine" = "user") {
  return await withFolder(async (folder) => {
    const path = join(folder, "confrec.toml");
    await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
    return readConfigFile(path, owner);
  });
}

Deno.test("numbers, texts and switches are taken, at the top and in profiles", async () => {
  const file = await read(
    'quality = 2\ngate = -50\nkeep-stems = true\n[profile.a]\nbitrate = "64k"\n',
  );
  assertEquals([...file?.settings ?? []], [["quality", "2"], ["gate", "-50"], ["keepStems", true]]);
  assertEquals([...file?.profiles.get("a") ?? []], [["bitrate", "64k"]]);
});

Deno.test("a file that is not there is none", () => {
  assertEquals(readConfigFile("/nowhere/at/all.toml", "user"), undefined);
});

Deno.test("files as the editors of Windows save them can be read", async () => {
  const text = "quality = 2\r\nbits = 24\r\n";
  const utf8 = new TextEncoder().encode(`\ufeff${text}`);
  const utf16 = new Uint8Array(Uint16Array.from(`\ufeff${text}`, (c) => c.charCodeAt(0)).buffer);
  for (const bytes of [utf8, utf16]) assertEquals((await read(bytes))?.settings.size, 2);
});

const WRONG: readonly [what: string, text: string | Uint8Array<ArrayBuffer>, message: RegExp][] = [
  ["an unknown key", '# a\nbitrat = "64k"', /"bitrat" in \S+, line 2: .* did you mean bitrate\?$/],
  ["an underscore", "\n\nkeep_stems = true", /line 3: .* did you mean keep-stems\?$/],
  ["nothing near", "colour = 1", /line 1: .*; confrec help settings lists them$/],
  ["an unknown key of a profile", "[profile.a]\nbitz = 1", /"bitz" in \S+, line 2: .* bits\?$/],
  ["a bad value", 'bits = 16\nbitrate = "129k"', /bitrate = "129k" in \S+, line 2: one of 32k/],
  ["a bad value of a profile", "[profile.a]\n\nbits = 3", /bits = 3 in \S+, line 3: 16 or 24/],
  ["a text for a switch", 'force = "yes"', /force = "yes" in \S+, line 1: true or false/],
  ["a switch for a text", "mic = false", /mic = false in \S+, line 1: a text or a number/],
  ["a list for a text", "out = [\n'a.mp3',\n]", /out = \["a.mp3"\] in \S+, line 1: a text or/],
  ["a date for a text", "out = 2026-11-21", /out in \S+, line 1: .*; write out = "2026-11-21"$/],
  ["a time for a text", "\nuntil = 17:30", /until in \S+, line 2: .*; write until = "17:30"$/],
  ["a value without quotes", "bitrate = 64k", /it is not TOML: .*; write bitrate = "64k"$/],
  ["a folder of Windows", 'out = "C:\\Users\\a.mp3"', /; write out = 'C:\\Users\\a\.mp3'$/],
  ["a dotted key", "bits = 16\nmic.name = 'a'", /mic = \{"name":"a"\} in \S+, line 2:/],
  ["a lock of the user", 'locked = ["out"]', /locked in \S+, line 1: only the machine's file/],
  ["a profile without a name", "profile = 'a'", /profile in \S+, line 1: write \[profile\.NAME\]/],
  [
    "torn TOML",
    "bits = 16\nout = 'a",
    /^Cannot read the settings in \S+, line \d: it is not TOML: /,
  ],
  ["a key twice", "bits = 16\nbits = 24", /line 2: it is not TOML: /],
  ["a dangerous key", "__proto__ = 1", /there is no such setting/],
  ["no UTF-8", new Uint8Array([0x61, 0xff]), /: it is not UTF-8$/],
  ["far too much", "#".repeat(70_000), /: it has more than 64 KB$/],
];

for (const [what, text, message] of WRONG) {
  Deno.test(`${what} in a file of settings is told in one line, with its place`, async () => {
    const error = await read(text).catch((error) => error);
    assertEquals([error instanceof UserError, error.kind], [true, "usage"]);
    assertMatch(error.message, message);
    assertMatch(error.message, /^Cannot [^\n]+$/);
  });
}

Deno.test("a lock on what there is not names the nearest", async () => {
  const error = await read('locked = [\n"ouut"]', "machine").catch((error) => error);
  assertMatch(error.message, /"ouut" in \S+, line 1: there is no such setting; did you mean out\?/);
});

Deno.test("a folder in the place of a file is told", async () => {
  await withFolder((folder) => {
    const error = assertThrows(() => readConfigFile(folder, "user"), UserError);
    assertMatch(error.message, /^Cannot read the settings in /);
  });
});
