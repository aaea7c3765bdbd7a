import { assertAlmostEquals, assertEquals } from "../assert.ts";
import { EvenStretch } from "../../dsp/even_stretch.ts";

Deno.test("mean and spread are those of the last hops", () => {
  const stretch = new EvenStretch(4);
  for (const db of [-90, -10, -40, -42, -40, -42]) stretch.push(db);
  assertAlmostEquals(stretch.evenness?.meanDb ?? NaN, -41, 1e-9);
  assertAlmostEquals(stretch.evenness?.spreadDb ?? NaN, 1, 1e-9);
});

Deno.test("there is none before the stretch is full, or with digital silence in it", () => {
  const stretch = new EvenStretch(3);
  stretch.push(-40);
  stretch.push(-40);
  assertEquals(stretch.evenness, undefined);
  stretch.push(-Infinity);
  stretch.push(-40);
  stretch.push(-40);
  assertEquals(stretch.evenness, undefined);
  stretch.push(-40);
  assertEquals(stretch.evenness, { meanDb: -40, spreadDb: 0 });
  stretch.reset();
  assertEquals(stretch.evenness, undefined);
});
