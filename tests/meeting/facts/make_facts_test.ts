/** What is known of a file, by its own time: cuts, pauses, gaps and marks of a recording that has all of them. */
import { assertEquals } from "@std/assert";
import { localTime } from "../../../meeting/ground/time_of_day.ts";
import { EXAMPLE } from "./example_facts.ts";

Deno.test("pauses, gaps, mutes and warnings lie where they are in the file, and tell where they were", () => {
  assertEquals(EXAMPLE.pauses, [
    { atSeconds: 20, seconds: 0, recordedAtSeconds: 20, recordedSeconds: 10 },
  ]);
  assertEquals(EXAMPLE.sides.system?.gaps, [
    {
      ...{ atSeconds: 30, seconds: 2, recordedAtSeconds: 40, recordedSeconds: 2 },
      cause: "replaced",
    },
    { atSeconds: 20, seconds: 0, recordedAtSeconds: 25, recordedSeconds: 1, cause: "stall" },
  ]);
  assertEquals(EXAMPLE.sides.mic?.mutes, [
    { atSeconds: 50, seconds: 10, recordedAtSeconds: 60, recordedSeconds: 20 },
  ]);
  assertEquals(EXAMPLE.sides.mic?.warnings, [
    { atSeconds: 5, seconds: 3, recordedAtSeconds: 5, recordedSeconds: 3, kind: "hum" },
    {
      ...{ atSeconds: 60, seconds: 20, recordedAtSeconds: 80, recordedSeconds: 20 },
      kind: "too-quiet",
    },
  ]);
});

Deno.test("what is cut is told with why, and marks are in the order of the file", () => {
  assertEquals(EXAMPLE.cuts, [
    { atSeconds: 20, recordedAtSeconds: 20, recordedSeconds: 10, why: "pause" },
    { atSeconds: 60, recordedAtSeconds: 70, recordedSeconds: 10, why: "silence" },
  ]);
  assertEquals(EXAMPLE.marks, [
    { atSeconds: 5, recordedAtSeconds: 5, text: "first" },
    { atSeconds: 35, recordedAtSeconds: 45, text: "<b>decided</b>" },
  ]);
});

Deno.test("talk time is that of the file, both at once and nobody as well", () => {
  const { sides, talk } = EXAMPLE;
  assertEquals([sides.mic?.speech.seconds, sides.mic?.speech.share], [20, 0.25]);
  assertEquals([sides.system?.speech.seconds, sides.system?.speech.share], [40, 0.5]);
  assertEquals(talk, {
    ...{ bothSeconds: 4, bothShare: 0.05, silentSeconds: 24, silentShare: 0.3 },
  });
});

Deno.test("silence has no level, and a time has the zone of the machine", () => {
  assertEquals(EXAMPLE.programme.loudnessLufs, -16.25);
  assertEquals(EXAMPLE.sides.system?.peakDb, null);
  const date = new Date("2026-03-01T08:09:10.011Z");
  assertEquals(new Date(localTime(date)).getTime(), date.getTime());
  assertEquals(localTime(date).slice(0, 10).length, 10);
});
