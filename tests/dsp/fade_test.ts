import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { raisedCosine } from "../../dsp/fade.ts";

Deno.test("a raised cosine rises, and with its mirror image adds up to 1", () => {
  const gains = raisedCosine(240);
  assertEquals(gains.length, 240);
  for (let i = 0; i < 240; i++) {
    assertAlmostEquals((gains[i] ?? NaN) + (gains[239 - i] ?? NaN), 1, 1e-6);
    if (i > 0) assert((gains[i] ?? 0) > (gains[i - 1] ?? 1));
  }
});

Deno.test("a fade of no frames is empty", () => {
  assertEquals(raisedCosine(0).length, 0);
});
