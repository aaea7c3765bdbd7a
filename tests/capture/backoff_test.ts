import { assertEquals } from "@std/assert";
import { Backoff } from "../../capture/backoff.ts";

/** Seconds at which a try is due, asked every tenth of a second. */
function triesWithin(backoff: Backoff, seconds: number): number[] {
  const tries: number[] = [];
  for (let tenth = 0; tenth <= seconds * 10; tenth++) {
    if (backoff.isDue(tenth * 1e8)) tries.push(tenth / 10);
  }
  return tries;
}

Deno.test("tries come at once, then after 0.5, 1, 2, 4, 8, 8 … seconds", () => {
  assertEquals(triesWithin(new Backoff(), 32), [0, 0.5, 1.5, 3.5, 7.5, 15.5, 23.5, 31.5]);
});

Deno.test("after a success the next try may be made at once", () => {
  const backoff = new Backoff();
  triesWithin(backoff, 20);
  backoff.reset();
  assertEquals(backoff.isDue(20.1e9), true);
  assertEquals(backoff.isDue(20.5e9), false);
  assertEquals(backoff.isDue(20.6e9), true);
});
