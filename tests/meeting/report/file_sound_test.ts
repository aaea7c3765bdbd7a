import { assertEquals } from "@std/assert";
import { soundFaults } from "../../../meeting/report/faults.ts";
import { isInDoubt, ORDINARY_SOUND, soundWords } from "../../../meeting/report/file_sound.ts";

Deno.test("of a file that sounds as it was asked for there is nothing to say, and no stem to keep", () => {
  assertEquals(soundWords(ORDINARY_SOUND, "stem"), []);
  assertEquals(isInDoubt(ORDINARY_SOUND), false);
});

Deno.test("the sides come in their order, and what was found of each in one line", () => {
  const sound = {
    ...ORDINARY_SOUND,
    ...{ gateOpenings: { mic: "silent" }, boostLimited: ["system", "mic"] } as const,
  };
  const sides = soundWords(sound, "stem").map((line) => line.split(":")[0]);
  assertEquals(sides, ["Your microphone", "Your microphone", "The call"]);
  assertEquals(isInDoubt(sound), false);
});

Deno.test("stems must stay where what was to be removed sounds like speech", () => {
  assertEquals(isInDoubt({ ...ORDINARY_SOUND, gateOpenings: { mic: "speech" } }), true);
  const silent = { ...ORDINARY_SOUND, gateOpenings: { mic: "silent" } } as const;
  assertEquals([isInDoubt(silent), isInDoubt(silent, -50)], [false, true]);
});

Deno.test("of a file that was made without a side there is something to say, and stems must stay", () => {
  const mended = { ...ORDINARY_SOUND, gateOpenings: { mic: "unheard" } } as const;
  assertEquals([soundWords(mended, "stem").length, isInDoubt(mended)], [1, true]);
  const lost = { ...ORDINARY_SOUND, unheardTracks: ["system"] } as const;
  assertEquals([soundFaults(lost).length, isInDoubt(lost)], [1, true]);
});

Deno.test("what noise suppression was about to take is told, and stems stay unless it was nobody's voice", () => {
  const facts = (["silent", "speech", "most"] as const).map((loss) => {
    const sound = { ...ORDINARY_SOUND, cleaningLosses: { mic: loss } };
    const words = soundWords(sound, "stem").map((line) =>
      line.startsWith("Your microphone: noise suppression")
    );
    return [words, isInDoubt(sound)];
  });
  assertEquals(facts, [[[true], false], [[true], true], [[true], true]]);
});

Deno.test("a threshold that removes speech is told in one line, and stems must stay", () => {
  const sound = { ...ORDINARY_SOUND, gatedSpeech: ["mic"] } as const;
  assertEquals([soundWords(sound, "stem").length, isInDoubt(sound, -50)], [1, true]);
});
