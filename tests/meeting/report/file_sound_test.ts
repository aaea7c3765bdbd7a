import { assertEquals } from "@std/assert";
import { isInDoubt, ORDINARY_SOUND, soundWords } from "../../../meeting/report/file_sound.ts";

Deno.test("of a file that sounds as it was asked for there is nothing to say, and no stem to keep", () => {
  assertEquals(soundWords(ORDINARY_SOUND, "stem"), []);
  assertEquals(isInDoubt(ORDINARY_SOUND), false);
});

Deno.test("the sides come in their order, and what was found of each in one line", () => {
  const sound = { gateOpenings: { mic: "silent" }, boostLimited: ["system", "mic"] } as const;
  const sides = soundWords(sound, "stem").map((line) => line.split(":")[0]);
  assertEquals(sides, ["mic", "mic", "system"]);
  assertEquals(isInDoubt(sound), false);
});

Deno.test("stems must stay where what was to be removed sounds like speech", () => {
  assertEquals(isInDoubt({ gateOpenings: { mic: "speech" }, boostLimited: [] }), true);
  const silent = { gateOpenings: { mic: "silent" }, boostLimited: [] } as const;
  assertEquals([isInDoubt(silent), isInDoubt(silent, -50)], [false, true]);
});
