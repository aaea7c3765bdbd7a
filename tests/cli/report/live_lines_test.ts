import { assertEquals, assertLessOrEqual } from "@std/assert";
import { liveLines, type Panel, PLAIN_PANEL } from "../../../cli/report/live_lines.ts";
import { RecordingState } from "../../../cli/report/recording_state.ts";
import { styledLine } from "../../../cli/terminal/styled_text.ts";
import { columnsOf, usableColumns } from "../../../cli/terminal/terminal_text.ts";
import type { MeetingEvent } from "../../../meeting/events/events.ts";
import type { RecordingFacts } from "../../../meeting/events/session_news.ts";
import { ABOUT, levelsAt, STARTED } from "./live_recording.ts";

const KEYS: Panel = { ...PLAIN_PANEL, hasKeys: true };

/** How a recording is after some events. */
function after(events: readonly MeetingEvent[], more: Partial<RecordingFacts> = {}) {
  const state = new RecordingState({ ...ABOUT, ...more });
  for (const event of [STARTED, ...events]) state.take(event);
  return state;
}

/** What stands on a terminal. */
function screen(state: RecordingState, columns: number, panel = KEYS, rows = 24): string[] {
  return (liveLines(state, panel, columns, rows) ?? ["one line"]).map((spans) => {
    return typeof spans === "string" ? spans : styledLine(spans, usableColumns(columns), false);
  });
}

Deno.test("on 100 columns", () => {
  assertEquals(screen(after([levelsAt(75.5)]), 100), [
    "● Recording 01:15  1.2 MB  disk space for 35 h",
    "  you   ━━━━━━━━━━━━━━━━━━━━━━━━━━━━············ -18 dB  USB Mic A",
    "  call  ━━━━━━━━━━━━━━━━━━━━···················· -30 dB  Speakers",
    "  clocks in step: you +12.3, call −0.4 ppm",
    "m mark  p pause  space mute  s statistics  q stop  ? keys",
  ]);
});

Deno.test("on 60 columns", () => {
  assertEquals(screen(after([levelsAt(75.5)]), 60), [
    "● Recording 01:15  1.2 MB  disk space for 35 h",
    "  you   ━━━━━━━━━━━━━━━━━━━━━╸········· -18 dB  USB Mic A",
    "  call  ━━━━━━━━━━━━━━━╸··············· -30 dB  Speakers",
    "  clocks in step: you +12.3, call −0.4 ppm",
    "m mark  p pause  space mute  s statistics  q stop  ? keys",
  ]);
});

Deno.test("on 40 columns", () => {
  assertEquals(screen(after([levelsAt(75.5)]), 40), [
    "● Recording 01:15  1.2 MB",
    "  you   ━━━━━━━━━━━━━━━╸······ -18 dB",
    "  call  ━━━━━━━━━━━··········· -30 dB",
    "  clocks in step",
    "m mark  p pause  q stop  ? keys",
  ]);
});

Deno.test("with less there is one line", () => {
  const state = after([levelsAt(75.5)]);
  assertEquals([screen(state, 35), screen(state, 80, KEYS, 6)], [["one line"], ["one line"]]);
});

Deno.test("no line is wider than there is space, whatever is shown", () => {
  const name = "会議室のマイク".repeat(9);
  const state = after([
    { ...STARTED, tracks: { mic: { name, rateHz: 48_000, channels: 1 } } } as MeetingEvent,
    levelsAt(75.5),
    { event: "marked", atSeconds: 70, text: name },
    { event: "warning", message: "", kind: "hum", track: "mic", levelDb: -50, hz: 50 },
  ], { durationSeconds: 5_400 });
  const panel = { ...KEYS, showsStatistics: true, explainsKeys: true };
  for (let columns = 36; columns <= 130; columns++) {
    for (const markText of [undefined, name]) {
      for (const line of screen(state, columns, { ...panel, markText })) {
        assertLessOrEqual(columnsOf(line), columns - 3);
      }
    }
  }
});

Deno.test("a terminal of few lines shows what matters most", () => {
  const state = after([
    levelsAt(75.5),
    { event: "marked", atSeconds: 70, text: "The vote" },
    { event: "warning", message: "", kind: "clipping", track: "mic" },
  ], { durationSeconds: 5_400 });
  const first = (rows: number) => screen(state, 100, KEYS, rows).map((line) => line.slice(0, 12));
  assertEquals(first(24).length, 8);
  assertEquals(first(7), [
    "● Recording ",
    "  you   ━━━━",
    "  call  ━━━━",
    "  you: too l",
    "m mark  p pa",
  ]);
});

Deno.test("a pause says that nothing is kept, and what p does then", () => {
  const lines = screen(after([levelsAt(75.5), { event: "paused", atSeconds: 75.5 }]), 60);
  assertEquals(lines, [
    "○ Paused 01:15  nothing is kept  1.2 MB",
    "  you   ······························· paused  USB Mic A",
    "  call  ······························· paused  Speakers",
    "m mark  p resume  space mute  q stop  ? keys",
  ]);
});

Deno.test("a muted side says so, and what space does then", () => {
  const lines = screen(
    after([levelsAt(75.5), { event: "muted", track: "mic", atSeconds: 75.5 }]),
    80,
  );
  assertEquals(lines[1], "  you   ········································  muted  USB Mic A");
  assertEquals(lines.at(-1), "m mark  p pause  space unmute  s statistics  q stop  ? keys");
});

Deno.test("what is wrong stands there until it ends", () => {
  const silence = { kind: "digital-silence", track: "mic", message: "" } as const;
  const state = after([levelsAt(75.5, null), { event: "warning", ...silence }]);
  assertEquals(
    screen(state, 80)[1],
    "  you   ········································  -∞ dB  USB Mic A",
  );
  const trouble = "  you: silent: muted or blocked?";
  assertEquals(screen(state, 80)[4], trouble);
  const [, , , , spans] = liveLines(state, KEYS, 80, 24) ?? [];
  assertEquals(spans?.map(({ colour }) => colour), ["yellow"]);
  state.take({ event: "warning-ended", ...silence, atSeconds: 76, seconds: 3 });
  assertEquals(screen(state, 80).includes(trouble), false);
});

Deno.test("a side that is gone is waited for, and back with its name", () => {
  const lost = { event: "track", track: "mic", state: "lost", atSeconds: 76 } as const;
  const state = after([levelsAt(75.5), lost], { awaited: { mic: "USB Mic A" } });
  assertEquals(
    screen(state, 80)[1],
    "  you   ········································   gone  waits for USB Mic A",
  );
  state.take({ ...lost, state: "back", name: "USB Mic B" });
  assertEquals(screen(state, 80)[1]?.endsWith(" -18 dB  USB Mic B"), true);
});

Deno.test("a recording that ends by itself shows how long it still goes on, also after it was extended", () => {
  const state = after([levelsAt(75.5)], { durationSeconds: 150 });
  assertEquals(
    screen(state, 60)[3],
    "  ━━━━━━━━━━━━━━━━━╸················· 01:15 left of 02:30",
  );
  state.take({ event: "extended", atSeconds: 76, endSeconds: 300 });
  assertEquals(screen(state, 60)[3]?.endsWith(" 03:45 left of 05:00"), true);
  const short = after([levelsAt(0)], { durationSeconds: 1.4 });
  assertEquals(screen(short, 60)[3]?.endsWith(" 00:02 left of 00:02"), true);
});

Deno.test("a peak is held for a moment, and so is that it was clipped", () => {
  const state = after([levelsAt(1, 0), levelsAt(2, -30)]);
  const bar = () => screen(state, 60)[1]?.slice(8, 39);
  assertEquals(bar(), "━━━━━━━━━━━━━━━╸··············!");
  state.take(levelsAt(2.6, -30));
  state.take(levelsAt(4.5, -60));
  assertEquals(bar(), "·".repeat(31));
});

Deno.test("marks are counted, and the last one is named", () => {
  const state = after([levelsAt(75.5), { event: "marked", atSeconds: 70, text: "The\x1b vote" }]);
  assertEquals(screen(state, 60)[4], "  1 mark, last at 01:10: The  vote");
});

Deno.test("a mark's text is typed in the last line, of which the end is seen", () => {
  const state = after([levelsAt(75.5)]);
  const last = (markText: string, columns: number) => {
    return screen(state, columns, { ...KEYS, markText }).at(-1);
  };
  assertEquals(last("The vote", 60), "Enter marks, Esc cancels. Mark: The vote");
  assertEquals(last("The vote", 40), "Mark: The vote");
  assertEquals(last("a long title that does not fit", 36), "Mark: …ng title that does not fit");
});

Deno.test("statistics and the keys are there when they are asked for", () => {
  const state = after([levelsAt(75.5)]);
  const lines = screen(state, 100, { ...KEYS, showsStatistics: true, explainsKeys: true });
  assertEquals(lines.slice(4, 6), [
    "  you   peak -18.0 dBFS, mean -30.0 dBFS, clock 12.3 ppm, 0 frames missing",
    "  call  peak -30.0 dBFS, mean -42.0 dBFS, clock -0.4 ppm, 0 frames missing",
  ]);
  assertEquals(
    lines[6],
    "  m      mark this moment: type a title, then Enter; a chapter of the MP3",
  );
  assertEquals(screen(state, 100, PLAIN_PANEL).at(-1), "Ctrl+C stops");
});

Deno.test("a machine that does not keep up, and a disk that fills, are seen", () => {
  const state = after([{ ...levelsAt(75.5), chunksWaiting: 7, secondsLeft: 600 } as MeetingEvent]);
  assertEquals(
    screen(state, 80)[0],
    "● Recording 01:15  1.2 MB  2 min still to encode  disk space for 10 min",
  );
});
