import {
  assert,
  assertEquals,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { recordingLine, type RecordingStatus } from "../../../cli/report/recording_line.ts";
import { columnsOf } from "../../../cli/terminal/terminal_text.ts";

const STATUS: RecordingStatus = {
  seconds: 3_723.9,
  peaksDb: { mic: -30, system: -Infinity },
  bytes: 57_100_000,
  chunksWaiting: 0,
};

Deno.test("the status shows time, both levels and the size", () => {
  const line = recordingLine(STATUS, 120);
  assertStringIncludes(line, "1:02:03");
  assertMatch(line, /you ━{6}·{6} -30 dB/);
  assertMatch(line, /call ·{12} {2}-∞ dB/);
  assertStringIncludes(line, "57.1 MB");
  assert(!line.includes("waiting"));
});

Deno.test("chunks that wait are told once they are more than usual", () => {
  assertStringIncludes(
    recordingLine({ ...STATUS, chunksWaiting: 7 }, 120),
    "2 min still to encode",
  );
  assert(!recordingLine({ ...STATUS, chunksWaiting: 1 }, 120).includes("waiting"));
});

Deno.test("a side that is not recorded is not shown, and one that is gone is", () => {
  assert(!recordingLine({ ...STATUS, peaksDb: { system: -3 } }, 120).includes("mic"));
  assertStringIncludes(
    recordingLine({ ...STATUS, peaksDb: { mic: undefined, system: -3 } }, 120),
    "gone",
  );
});

Deno.test("a device that was named and is gone is waited for", () => {
  const gone = { ...STATUS, peaksDb: { mic: undefined, system: -3 } };
  const line = recordingLine({ ...gone, awaited: { mic: "USB Mic" } }, 120);
  assertStringIncludes(line, "you waits for USB Mic");
  assertStringIncludes(recordingLine({ ...gone, awaited: { system: "Dock" } }, 120), "gone");
});

Deno.test("what is wrong with the sound stands before what may be cut off", () => {
  const troubles = ["mic: digital silence: muted or blocked?"];
  const line = recordingLine({ ...STATUS, troubles }, 100);
  assertLess(line.indexOf("muted or blocked?"), line.indexOf("57.1 MB"));
  assertStringIncludes(recordingLine({ ...STATUS, troubles }, 80), "muted or blocked?");
});

Deno.test("the status leaves room for a ^C and the last column, however narrow the terminal", () => {
  const wide = { mic: "会議室のマイク".repeat(9) };
  for (let columns = 1; columns <= 130; columns++) {
    const room = Math.max(0, columns - 3);
    for (
      const status of [
        { ...STATUS, chunksWaiting: 12 },
        { ...STATUS, peaksDb: { mic: undefined, system: -3 }, awaited: wide },
        { ...STATUS, troubles: ["mic: too loud, it is clipped", "system: nothing is played"] },
      ]
    ) {
      assertLessOrEqual(columnsOf(recordingLine(status, columns)), room);
    }
  }
});

Deno.test("where there is no room a figure is left out whole, and a text is cut", () => {
  assertEquals(recordingLine(STATUS, 46), "● 1:02:03  you -30 dB  call  -∞ dB  57.1 MB");
  const troubles = ["mic: digital silence: muted or blocked?"];
  assertMatch(recordingLine({ ...STATUS, troubles }, 60), / {2}-∞ dB {2}mic: digital sil.*…$/);
});

Deno.test("a device's long name leaves room for the other side", () => {
  const gone = { ...STATUS, peaksDb: { mic: undefined, system: -3 } };
  const line = recordingLine({ ...gone, awaited: { mic: "会議室の\x1b[2Jマイク".repeat(5) } }, 80);
  assertMatch(line, /you waits for 会議室の マイク.*… {2}call .* -3 dB/);
});

Deno.test("a pause and a mute are in the line", () => {
  assertMatch(recordingLine({ ...STATUS, state: "paused" }, 100), /^○ 1:02:03 paused {2}you/);
  assertMatch(recordingLine({ ...STATUS, muted: ["mic"] }, 100), / {2}you muted {2}call ·/);
});
