import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  bitrate,
  BITRATES_KBPS,
  choice,
  duration,
  durationOrOff,
  gate,
  gateDepth,
  keepRule,
  normalize,
  numberChoice,
  pace,
  quality,
  split,
  text,
  timeOfDay,
  type ValueSchema,
} from "../../../meeting/settings/setting_values.ts";

function accepted<T>(schema: ValueSchema<T>, typed: string): T | "refused" {
  const result = schema.safeParse(typed);
  return result.success ? result.data : "refused";
}

Deno.test("rules and times of day are read as they are typed", () => {
  assertEquals(accepted(keepRule, " 30d "), { kind: "age", seconds: 2_592_000 });
  assertEquals(accepted(keepRule, "all"), "refused");
  assertEquals(accepted(timeOfDay, "17:30"), { hours: 17, minutes: 30, seconds: 0 });
  assertEquals(accepted(timeOfDay, "half past"), "refused");
});

Deno.test("a duration takes days, hours, minutes and seconds, or a bare number of seconds", () => {
  const cases: [string, number][] = [
    ["90s", 90],
    ["45m", 2_700],
    ["1h30m", 5_400],
    ["3600", 3_600],
    ["1d", 86_400],
    ["1h0m5s", 3_605],
    ["1H30M", 5_400],
    ["1.5h", 5_400],
    ["2m30", 150],
    ["1:30:00", 5_400],
    ["0:00:09", 9],
    ["5 minutes", 300],
    ["90min", 5_400],
    ["1 hour 30 mins", 5_400],
    ["2 days", 172_800],
  ];
  for (const [typed, seconds] of cases) assertEquals(accepted(duration, typed), seconds, typed);
  assertAlmostEquals(Number(accepted(duration, "0.5s")), 0.5);
});

Deno.test("a duration that is nothing, negative, endless or in other units is refused", () => {
  for (
    const typed of [
      "",
      "0",
      "0s",
      "-5s",
      "5 sheep",
      "5x",
      "1m1h",
      "1.2.3s",
      ".",
      "h",
      "31d",
      "1e3",
      "1:30",
      "0:00:00",
    ]
  ) {
    assertEquals(accepted(duration, typed), "refused", typed);
  }
});

Deno.test("a duration can be off where that is meant", () => {
  assertEquals(accepted(durationOrOff, "off"), Infinity);
  assertEquals(accepted(durationOrOff, "OFF"), Infinity);
  assertEquals(accepted(durationOrOff, "2m"), 120);
  assertEquals(accepted(durationOrOff, "never"), "refused");
});

Deno.test("a recording is split by time or by size, neither of them tiny", () => {
  assertEquals(accepted(split, "1h"), { seconds: 3_600 });
  assertEquals(accepted(split, "10"), { seconds: 10 });
  assertEquals(accepted(split, "500MB"), { bytes: 5e8 });
  assertEquals(accepted(split, "1.5 gb"), { bytes: 1.5e9 });
  for (const typed of ["9s", "0", "100kB", "500M", "MB", "1h500MB", "-1h"]) {
    assertEquals(accepted(split, typed), "refused", typed);
  }
});

Deno.test("a quality is a digit, and nothing else", () => {
  for (let digit = 0; digit <= 9; digit++) assertEquals(accepted(quality, `${digit}`), digit);
  for (const typed of ["", "10", "-1", "2.5", "best"]) {
    assertEquals(accepted(quality, typed), "refused", typed);
  }
});

Deno.test("every MPEG-1 bit rate is taken, with or without its unit, and no other", () => {
  for (const rate of BITRATES_KBPS) {
    assertEquals(accepted(bitrate, `${rate}k`), rate);
    assertEquals(accepted(bitrate, `${rate}K`), rate);
    assertEquals(accepted(bitrate, String(rate)), rate);
  }
  for (const typed of ["", "k", "0k", "24k", "129k", "321k", "128kbit", "-128k", "128.0k", "1e2"]) {
    assertEquals(accepted(bitrate, typed), "refused", typed);
  }
});

Deno.test("a pace is a number above 0", () => {
  assertEquals(accepted(pace, "50"), 50);
  assertEquals(accepted(pace, "0.5"), 0.5);
  assertEquals(accepted(pace, ".5"), 0.5);
  for (const typed of ["0", "-1", "fast", "", "1001", "Infinity", "0x10", "1e2", "."]) {
    assertEquals(accepted(pace, typed), "refused", typed);
  }
});

Deno.test("a gate is auto, off or a level", () => {
  assertEquals(accepted(gate, "auto"), "auto");
  assertEquals(accepted(gate, "Off"), "off");
  assertEquals(accepted(gate, "off"), "off");
  assertEquals(accepted(gate, "-50dB"), -50);
  assertEquals(accepted(gate, "-42.5dbfs"), -42.5);
  assertEquals(accepted(gate, "-50"), -50);
  for (const typed of ["on", "50dB", "-5dB", "-91dB", "-dB", ""]) {
    assertEquals(accepted(gate, typed), "refused", typed);
  }
});

Deno.test("a choice takes its words in any case, and its numbers whole", () => {
  assertEquals(accepted(choice("mono", "stereo"), "Stereo"), "stereo");
  assertEquals(accepted(choice("mono", "stereo"), "surround"), "refused");
  assertEquals(accepted(numberChoice(16, 24), "24"), 24);
  assertEquals(accepted(numberChoice(16, 24), "24.0"), "refused");
  assertEquals(accepted(text, "  "), "refused");
});

Deno.test("a gate is as deep as silence or so many decibels", () => {
  assertEquals(accepted(gateDepth, "silence"), Infinity);
  for (const typed of ["20dB", "20", "-20dB"]) {
    assertEquals(accepted(gateDepth, typed), 20);
  }
  for (const typed of ["0", "2dB", "61dB", "deep", ""]) {
    assertEquals(accepted(gateDepth, typed), "refused", typed);
  }
});

Deno.test("levels are normalised to a word or a loudness", () => {
  for (const word of ["peak", "loudness", "off"] as const) {
    assertEquals(accepted(normalize, word), word);
  }
  assertEquals(accepted(normalize, "Loudness"), "loudness");
  assertEquals(accepted(normalize, "-23LUFS"), -23);
  assertEquals(accepted(normalize, "-18.5"), -18.5);
  for (const typed of ["-23dB", "-4LUFS", "-41", "loud", "16"]) {
    assertEquals(accepted(normalize, typed), "refused", typed);
  }
});
