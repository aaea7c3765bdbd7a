import { assertEquals } from "@std/assert";
import { bothTalk, talkSeconds } from "../../../meeting/facts/talk.ts";

Deno.test("both talk where an interval of one meets one of the other", () => {
  const one = [[0, 4], [6, 7], [10, 20]] as const;
  const other = [[3, 6.5], [11, 12], [13, 14], [19, 30]] as const;
  assertEquals(bothTalk(one, other), [[3, 4], [6, 6.5], [11, 12], [13, 14], [19, 20]]);
  assertEquals(bothTalk(other, one), bothTalk(one, other));
  assertEquals(bothTalk(one, []), []);
  assertEquals(bothTalk([[0, 1]], [[1, 2]]), []);
});

Deno.test("the time that a side talks is that of its intervals", () => {
  assertEquals([talkSeconds([[0, 4], [6, 7]]), talkSeconds([])], [5, 0]);
});
