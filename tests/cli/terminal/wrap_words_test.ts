import { assert, assertEquals } from "@std/assert";
import { columnsOf } from "../../../cli/terminal/terminal_text.ts";
import { untied, whole, wrapLine, wrapWords } from "../../../cli/terminal/wrap_words.ts";

Deno.test("lines break between words, in any width", () => {
  const text =
    "Cannot write: 会議 is a folder, and nothing can be written to that; choose another name";
  for (let columns = 12; columns < 100; columns++) {
    const wrapped = wrapWords(text, columns);
    assertEquals(wrapped.replaceAll("\n", " "), text);
    for (const line of wrapped.split("\n")) assert(columnsOf(line) <= columns, line);
  }
});

Deno.test("a word that is longer than a line stays whole", () => {
  assertEquals(wrapWords("in /a/very/long/path it is", 10), "in\n/a/very/long/path\nit is");
});

Deno.test("lines after the first are moved in", () => {
  assertEquals(wrapWords("aa bb cc", 6, 2), "aa\n  bb\n  cc");
});

Deno.test("a command to copy has a line of its own, however long it is", () => {
  const message = "Cannot finish; finish it with: confrec recover '/a b/c d.mp3.confrec'";
  assertEquals(
    wrapLine(message, 24),
    "Cannot finish; finish it\nwith:\nconfrec recover '/a b/c d.mp3.confrec'",
  );
  assertEquals(wrapLine(message, 100), message);
});

Deno.test("what stands behind a label goes on below itself, and where there is no space below the label", () => {
  const line = "  you   Microphone: peak -9.5 dBFS, mean -27.4 dBFS";
  assertEquals(wrapLine(line, 30), "  you   Microphone: peak -9.5\n        dBFS, mean -27.4 dBFS");
  assertEquals(
    wrapLine(line, 12),
    "  you\n  Microphone:\n  peak -9.5\n  dBFS, mean\n  -27.4 dBFS",
  );
  assertEquals(wrapLine("  aa bb cc", 6), "  aa\n  bb\n  cc");
});

Deno.test("a path is never broken, however many blanks are in it", () => {
  const path = "/a b/meeting 2026-01-02 03-04-05.mp3";
  for (let columns = 1; columns < 80; columns++) {
    const lines = wrapLine(`Recorded 00:18 to ${whole(path)} (304 KB)`, columns).split("\n");
    assert(lines.some((line) => line.includes(path)), lines.join("|"));
  }
  assertEquals(untied(whole(path)), path);
  assertEquals(untied(whole("a\nb\x1b[31mc")), "a b c");
});
