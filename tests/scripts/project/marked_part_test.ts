import { assertEquals, assertThrows } from "@std/assert";
import { markedPart, withMarkedPart } from "../../../scripts/project/marked_part.ts";

const MARKS = { begin: "<!-- begin -->", end: "<!-- end -->" } as const;
const DOCUMENT = "# Title\n\n<!-- begin -->\n\nold\n\n<!-- end -->\n\nAfter it.\n";

Deno.test("what stands between the comments is read without the blank lines around it", () => {
  assertEquals(markedPart(DOCUMENT, MARKS), "old");
});

Deno.test("another part is put between the comments, and all else stays", () => {
  const written = withMarkedPart(DOCUMENT, MARKS, "new $1");
  assertEquals(written, DOCUMENT.replace("old", () => "new $1"));
});

Deno.test("a document without one of the comments is refused, and the message says which they are", () => {
  for (const mark of Object.values(MARKS)) {
    const without = DOCUMENT.replace(mark, "");
    assertThrows(() => markedPart(without, MARKS), Error, mark);
    assertThrows(() => withMarkedPart(without, MARKS, "new"), Error, mark);
  }
});
