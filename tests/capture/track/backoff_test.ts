import { assertEquals } from "@std/assert";
import { Backoff } from "../../../capture/track/backoff.ts";

/** Seconds at which a try is due, asked every tenth of a second. */
function triesWithin(backoff: Backoff, seconds: number): number[] {
  const tries: number[] = [];
  for (let tenth = 0; tenth <= seconds * 10; tenth++) {
    if (backoff.isDue(tenth * 1e8)) tries.push(tenth / 10);
  }
  return tries;
}

Deno.test("tries come at once, then after 0.2, 0.4, 0.8, 0.8 … seconds", () => {
  assertEquals(triesWithin(new Backoff(), 4), [0, 0.2, 0.6, 1.4, 2.2, 3, 3.8]);
});

Deno.test("after a success the next try may be made at once", () => {
  const backoff = new Backoff();
  triesWithin(backoff, 20);
  assertEquals(backoff.dueNs / 1e9, 20.6);
  backoff.reset();
  assertEquals(backoff.dueNs, -Infinity);
  assertEquals(backoff.isDue(20.1e9), true);
  assertEquals(backoff.isDue(20.2e9), false);
  assertEquals(backoff.isDue(20.3e9), true);
});
