import { assertEquals } from "@std/assert";
import { editDistance, nearestWord } from "../../../cli/options/nearest_word.ts";

Deno.test("an edit is a letter put in, left out, changed or exchanged with its neighbour", () => {
  assertEquals(editDistance("", "abc"), 3);
  assertEquals(editDistance("out", "out"), 0);
  assertEquals(editDistance("out", "ou"), 1);
  assertEquals(editDistance("out", "oat"), 1);
  assertEquals(editDistance("out", "uot"), 1);
  assertEquals(editDistance("kitten", "sitting"), 3);
});

Deno.test("the nearest word is found over small slips, and none over large ones", () => {
  const words = ["--bitrate", "--bits", "--duration", "--keep-stems", "--out"];
  assertEquals(nearestWord("--bitrat", words), "--bitrate");
  assertEquals(nearestWord("--birtate", words), "--bitrate");
  assertEquals(nearestWord("--keepstems", words), "--keep-stems");
  assertEquals(nearestWord("--dur", words), "--duration");
  assertEquals(nearestWord("--output-file", words), "--out");
  assertEquals(nearestWord("--colour", words), undefined);
});
