import { assertEquals } from "@std/assert";
import { parse } from "smol-toml";
import { quoted } from "../../../cli/config/quoted.ts";

const LINES: readonly (readonly [string, string | undefined])[] = [
  ["bitrate = 64k", 'bitrate = "64k"'],
  ["  keep=30 days   # a month", 'keep = "30 days"'],
  ["until = 17:30", 'until = "17:30"'],
  ["out = C:\\Users\\me\\a.mp3", "out = 'C:\\Users\\me\\a.mp3'"],
  ['out = "C:\\Users\\me\\a.mp3"', "out = 'C:\\Users\\me\\a.mp3'"],
  ['out = "a.mp3', undefined],
  ["title = it's", undefined],
  ["[profile", undefined],
  ["bitrate", undefined],
  ["bitrate =", undefined],
];

for (const [line, meant] of LINES) {
  Deno.test(`${line} was meant as ${meant ?? "nobody knows what"}`, () => {
    assertEquals(quoted(line), meant);
    if (meant !== undefined) parse(meant);
  });
}
