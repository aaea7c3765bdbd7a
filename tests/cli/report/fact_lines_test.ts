import { assert, assertEquals } from "@std/assert";
import { factLines } from "../../../cli/report/fact_lines.ts";
import { EXAMPLE } from "../../meeting/facts/example_facts.ts";

Deno.test("who talked, how loud it is, and what is missing when, is told in plain words", () => {
  assertEquals(factLines([EXAMPLE]), [
    "  You talked 25 %, the call 50 %, both at once 5 %; loudness -16.3 LUFS",
    "  Your microphone: hum for 3 s, at 00:05",
    "  The call is missing for 1.00 s: no sound came from the device, at 00:20",
    "  and 2 more; the page that --report writes shows all",
  ]);
});

Deno.test("a recording with much to tell is told in few lines", () => {
  const gap = EXAMPLE.sides.system?.gaps[0];
  assert(gap && EXAMPLE.sides.system);
  const system = { ...EXAMPLE.sides.system, gaps: Array.from({ length: 99 }, () => gap) };
  assertEquals(factLines([{ ...EXAMPLE, sides: { ...EXAMPLE.sides, system } }]).length, 4);
});

Deno.test("one side alone is not called you, and silence has no loudness", () => {
  const { mic } = EXAMPLE.sides;
  assert(mic);
  const programme = { ...EXAMPLE.programme, loudnessLufs: null };
  const sound = { ...mic, warnings: [] };
  assertEquals(factLines([{ ...EXAMPLE, programme, sides: { sound } }]), [
    "  Speech 25 %; silence",
  ]);
});

Deno.test("of a recording that was split the parts are told together, and what is missing by its part", () => {
  const { mic } = EXAMPLE.sides;
  assert(mic);
  const quiet = { ...mic, warnings: [], speech: { seconds: 0, share: 0, intervals: [] } };
  const programme = { ...EXAMPLE.programme, seconds: 20, loudnessLufs: -20 };
  const first = { ...EXAMPLE, part: { number: 1 }, programme, sides: { mic: quiet } };
  const lines = factLines([first, { ...EXAMPLE, part: { number: 2 } }]);
  // Of 20 s and 80 s; both were at it for 4 s in the first, too.
  assertEquals(lines.slice(0, 2), [
    "  You talked 20 %, the call 40 %, both at once 8 %; loudness -20.0 to -16.3 LUFS",
    "  Your microphone: hum for 3 s, at 00:05 of part 2",
  ]);
  assertEquals(lines.length, 4);
});
