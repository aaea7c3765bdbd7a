import { assertEquals } from "@std/assert";
import { SpareSpans } from "../../../capture/ground/spare_spans.ts";

Deno.test("a spare device counts from when it delivers until another does, or none, or to the end", () => {
  const spans = new SpareSpans();
  spans.from(0, "A");
  spans.from(2, "A");
  spans.from(5, undefined);
  spans.from(6, undefined);
  spans.from(8, "A");
  spans.from(9, "B");
  assertEquals(spans.upTo(12), [
    { name: "A", atSeconds: 0, seconds: 5 },
    { name: "A", atSeconds: 8, seconds: 1 },
    { name: "B", atSeconds: 9, seconds: 3 },
  ]);
  assertEquals(new SpareSpans().upTo(12), []);
});
