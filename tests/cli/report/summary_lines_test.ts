import { assertEquals } from "@std/assert";
import { summaryLines } from "../../../cli/report/summary_lines.ts";
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
  assertEquals(summaryLines({ ...REPORT, pauses, mutes }, "Recorded"), [
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
  const heard = "  mic     heard the call for 01:02; its echo";
  assertEquals(lastOf(62, 0), [`${heard} was reduced, by 25 dB`]);
  assertEquals(lastOf(62, 5), [`${heard} was reduced, by 25 dB, but for 00:05`]);
  assertEquals(lastOf(62, 0, -Infinity), [`${heard} was reduced`]);
  assertEquals(lastOf(62, 62), [`${heard} could not be reduced`]);
  assertEquals(lastOf(0.5, 0), []);
});
