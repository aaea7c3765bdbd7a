import { assert, assertEquals } from "@std/assert";
import { columnsOf } from "../../../cli/terminal/terminal_text.ts";
import { wrapMessage, wrapWords } from "../../../cli/terminal/wrap_words.ts";

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
    wrapMessage(message, 24),
    "Cannot finish; finish it\nwith:\nconfrec recover '/a b/c d.mp3.confrec'",
  );
  assertEquals(wrapMessage(message, 100), message);
});
