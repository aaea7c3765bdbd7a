import { assertEquals } from "@std/assert";
import { chaptersOf } from "../../../meeting/settings/chapters.ts";

Deno.test("without marks there are no chapters", () => {
  assertEquals(chaptersOf([], 60), []);
});

Deno.test("chapters cover the file: the first begins with it, each lasts to the next or the end", () => {
  const marks = [{ atSeconds: 2.5, text: "Budget" }, { atSeconds: 10, text: "" }];
  assertEquals(chaptersOf(marks, 60), [
    { title: "Start", startMs: 0, endMs: 2_500 },
    { title: "Budget", startMs: 2_500, endMs: 10_000 },
    { title: "Mark 2", startMs: 10_000, endMs: 60_000 },
  ]);
});

Deno.test("a mark at the first frame leaves nothing before it", () => {
  assertEquals(chaptersOf([{ atSeconds: 0, text: "Hello" }], 60), [
    { title: "Hello", startMs: 0, endMs: 60_000 },
  ]);
});

Deno.test("a mark behind the end stands at the end, and no time is too large for a chapter", () => {
  assertEquals(chaptersOf([{ atSeconds: 61, text: "late" }], 60).at(-1), {
    ...{ title: "late", startMs: 60_000, endMs: 60_000 },
  });
  assertEquals(chaptersOf([{ atSeconds: 1e7, text: "x" }], 1e7).at(-1)?.endMs, 2 ** 32 - 2);
});
