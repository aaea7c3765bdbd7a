import { assertEquals } from "@std/assert";
import { earlyEdge } from "../../../capture/timeline/early_edge.ts";

Deno.test("the edge is the smallest value that others are close to", () => {
  assertEquals(earlyEdge([5, 9, 5.5, 7, 6], 1), 0);
  assertEquals(earlyEdge([5, 9, -20, 5.5, 7, 6], 1), 0);
});

Deno.test("of many, a handful that agree are still freaks", () => {
  const values = Array.from({ length: 100 }, (_, i) => 50 + i % 10);
  values[17] = -3;
  values[40] = -3.1;
  values[41] = -3.2;
  assertEquals(values[earlyEdge(values, 2)], 50);
});

Deno.test("where none agree it is the smallest; where there are none it is none", () => {
  assertEquals(earlyEdge([30, 10, 20], 1), 1);
  assertEquals(earlyEdge([4], 1), 0);
  assertEquals(earlyEdge([], 1), -1);
});
