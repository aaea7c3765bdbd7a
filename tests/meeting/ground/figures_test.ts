import { assertEquals } from "@std/assert";
import {
  clockTime,
  counted,
  fileSize,
  level,
  shortTime,
  timeSpan,
} from "../../../meeting/ground/figures.ts";

Deno.test("times have hours only when there are any", () => {
  assertEquals([0, 59.9, 60, 3_599, 3_600, 90_061].map(clockTime), [
    ...["00:00", "00:59", "01:00", "59:59", "1:00:00", "25:01:01"],
  ]);
});

Deno.test("sizes are in powers of ten", () => {
  assertEquals([0, 1, 999_999, 1_000_000, 57_123_456, 1_284_000_000].map(fileSize), [
    ...["0 KB", "1 KB", "1000 KB", "1.0 MB", "57.1 MB", "1.28 GB"],
  ]);
});

Deno.test("digital zero is called silence", () => {
  assertEquals([level(-17.94), level(-Infinity)], ["-17.9 dBFS", "silence"]);
});

Deno.test("one is not many", () => {
  assertEquals([counted(0, "gap"), counted(1, "gap"), counted(2, "gap")], [
    ...["0 gaps", "1 gap", "2 gaps"],
  ]);
});

Deno.test("short spans are in milliseconds", () => {
  assertEquals([0.0034, 0.0994, 0.1, 12.345].map(shortTime), [
    "3 ms",
    "99 ms",
    "0.10 s",
    "12.35 s",
  ]);
});

Deno.test("spans are as exact as anybody wants them, and never too long", () => {
  const seconds = [-5, 0.9, 59.9, 60, 3_599, 3_600, 12_000, 35_999, 36_000, 345_599, 345_600];
  assertEquals(seconds.map(timeSpan), [
    ...["0 s", "0 s", "59 s", "1 min", "59 min", "1 h", "3 h 20 min", "9 h 59 min"],
    ...["10 h", "95 h", "4 days"],
  ]);
});
