import { assertEquals } from "@std/assert";
import { summaryLines } from "../../../cli/report/summary_lines.ts";
import { EXAMPLE } from "../../meeting/facts/example_facts.ts";
import { untied } from "../../../cli/terminal/wrap_words.ts";
import type { MeetingReport } from "../../../meeting/report/meeting_report.ts";
import { ORDINARY_SOUND } from "../../../meeting/report/file_sound.ts";

const REPORT: MeetingReport = {
  output: { path: "/m.mp3", shown: "m.mp3", format: "mp3", stemPaths: { mic: "", system: "" } },
  ...{ bytes: 16_000, seconds: 68, fileSeconds: 37, tracks: {}, stems: {}, faults: [] },
  ...{ pauses: [], mutes: [], marks: [], sound: ORDINARY_SOUND },
};

Deno.test("what was off the record is said, and how long the file is without it", () => {
  const pauses = [{ atSeconds: 10, seconds: 11 }, { atSeconds: 30, seconds: 20 }];
  const mutes = [{ track: "mic", atSeconds: 5, seconds: 3 }] as const;
  assertEquals(summaryLines({ ...REPORT, pauses, mutes }, "Recorded").map(untied), [
    "Recorded 01:08 to m.mp3 (16 KB)",
    "  2 pauses (00:31); the file lasts 00:37",
    "  you   muted for 00:03",
  ]);
});

Deno.test("a recording that was still paused when it ended says so", () => {
  const pauses = [{ atSeconds: 37, seconds: 31 }];
  assertEquals(
    summaryLines({ ...REPORT, pauses }, "Recorded").at(-1),
    "  it was still paused when it ended: nothing is kept from 00:37 on",
  );
});

Deno.test("what the microphone heard of the call is said, and what became of it", () => {
  const lastOf = (seconds: number, leftAloneSeconds: number, levelDb = -30) => {
    const echo = { seconds, leftAloneSeconds, levelDb, leftDb: -55 };
    return summaryLines({ ...REPORT, sound: { ...ORDINARY_SOUND, echo } }, "Recorded").slice(1);
  };
  const heard = "  you   the microphone heard the call for 01:02; its echo";
  assertEquals(lastOf(62, 0), [`${heard} was reduced, by 25 dB`]);
  assertEquals(lastOf(62, 5), [`${heard} was reduced, by 25 dB, but for 00:05`]);
  assertEquals(lastOf(62, 0, -Infinity), [`${heard} was reduced`]);
  assertEquals(lastOf(62, 62), [`${heard} could not be reduced`]);
  assertEquals(lastOf(0.5, 0), []);
});

Deno.test("there are eight lines at most, and what people ask for first is among them", () => {
  const track = {
    ...{ name: "Mic", seconds: 68, rateHz: 48_000, droppedFrames: 0, ppm: 0, troubles: [] },
    ...{ missing: { count: 0, seconds: 0 }, gaps: { count: 0, seconds: 0 }, spares: [] },
    startOffsetSeconds: 0,
  };
  const mutes = (["mic", "system"] as const).map((track) => ({ track, atSeconds: 5, seconds: 3 }));
  const echo = { seconds: 20, leftAloneSeconds: 0, levelDb: -30, leftDb: -55 };
  const lines = summaryLines({
    ...{ ...REPORT, facts: EXAMPLE, mutes, sound: { ...ORDINARY_SOUND, echo } },
    ...{ tracks: { mic: track, system: track }, stems: { mic: "m.mic.wav", system: "s.wav" } },
    pauses: [{ atSeconds: 37, seconds: 31 }],
    tail: { atSeconds: 60, seconds: 8 },
  }, "Recorded");
  assertEquals(
    lines.map((line) => line.trim().slice(0, 17).trim()),
    [
      ...["Recorded 01:08 to", "1 pause (00:31);", "it was still paus", "nobody spoke any"],
      ...["You talked 25 %,", "Your microphone:", "The call is missi", "and 2 more; the p"],
    ].map((words) => words.trim()),
  );
});

Deno.test("a recording that was split says who talked in all of it", () => {
  const { output } = REPORT;
  const part = { output, atSeconds: 0, seconds: 80, bytes: 1 };
  const known = [1, 2].map((number) => ({ ...part, number, facts: EXAMPLE }));
  const talked = (parts: MeetingReport["parts"]) => {
    return summaryLines({ ...REPORT, parts: parts ?? [] }, "Recorded")
      .filter((line) => line.includes("You talked 25 %")).length;
  };
  assertEquals([talked(known), talked([...known, { ...part, number: 3 }])], [1, 0]);
});
