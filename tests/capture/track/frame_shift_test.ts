import { assertEquals } from "@std/assert";
import { FrameShift } from "../../../capture/track/frame_shift.ts";
import type { FromTrack, StemReport } from "../../../capture/track/track_protocol.ts";

const RATE_HZ = 48_000;
const BEFORE: StemReport = {
  ...{ name: "Mic", frames: 150_000, dropped: 3, unplacedFrames: 4, gapCount: 2, gapFrames: 500 },
  ...{ ppm: 1, startOffsetSeconds: 0.5 },
};
const shift = new FrameShift(100_000, RATE_HZ, BEFORE);

Deno.test("what the session says of frames is moved to the track's", () => {
  assertEquals(shift.toTrack({ type: "hush", on: true, atFrame: 5 }), {
    ...{ type: "hush", on: true, atFrame: 100_005 },
  });
  assertEquals(shift.toTrack({ type: "finish", frames: 7 }), { type: "finish", frames: 100_007 });
  assertEquals(shift.toTrack({ type: "stop", endNs: 9 }), { type: "stop", endNs: 9 });
});

Deno.test("what the track says of frames is moved to the session's, never below 0", () => {
  const said: FromTrack[] = [
    { type: "gap", gap: { atFrame: 100_010, frames: 20, cause: "stall" } },
    { type: "hushed", atFrame: 100_020 },
    { type: "away", atFrame: 99_000, reason: "gone" },
    { type: "back", atFrame: 100_030, name: "Mic", isSpare: false },
    { type: "moved", atFrame: 100_040, name: "Mic", isSpare: false },
    { type: "ending", frames: 100_050 },
    { type: "anchored", firstNs: 5 },
  ];
  assertEquals(said.map((message) => shift.fromTrack(message)), [
    { type: "gap", gap: { atFrame: 10, frames: 20, cause: "stall" } },
    { type: "hushed", atFrame: 20 },
    { type: "away", atFrame: 0, reason: "gone" },
    { type: "back", atFrame: 30, name: "Mic", isSpare: false },
    { type: "moved", atFrame: 40, name: "Mic", isSpare: false },
    { type: "ending", frames: 50 },
    { type: "anchored", firstNs: 5 },
  ]);
  const facts = { recentSeconds: 2, recentFrame: 110_000, lastFrame: 120_000, doubtFrame: 130_000 };
  const progress = {
    ...{ frames: 148_000, peakDb: -3, rmsDb: -9, ppm: 0, dropped: 5, unplacedFrames: 4 },
    ...{ position: 1, hostNs: 2, speech: facts },
  };
  assertEquals(shift.fromTrack({ type: "progress", progress }), {
    type: "progress",
    progress: {
      ...progress,
      ...{ frames: 48_000, dropped: 2, unplacedFrames: 0 },
      speech: { recentSeconds: 2, recentFrame: 10_000, lastFrame: 20_000, doubtFrame: 30_000 },
    },
  });
});

Deno.test("what was lacking before the session is not lacking in it", () => {
  const report = { ...BEFORE, frames: 200_000, gapCount: 3, gapFrames: 900, dropped: 3 };
  const moved = {
    ...report,
    ...{ frames: 100_000, gapCount: 1, gapFrames: 400, dropped: 0, unplacedFrames: 0 },
    startOffsetSeconds: 0,
  };
  assertEquals(shift.fromTrack({ type: "stopped", report }), { type: "stopped", report: moved });
  const failure = { kind: "bug", message: "no" } as const;
  assertEquals(shift.fromTrack({ type: "failed", failure: { ...failure, report } }), {
    ...{ type: "failed", failure: { ...failure, report: moved } },
  });
  assertEquals(shift.fromTrack({ type: "failed", failure }), { type: "failed", failure });
});

Deno.test("of a gap that began before the session only what lies in it counts", () => {
  const late = new FrameShift(100_000, RATE_HZ, BEFORE);
  const gap = { atFrame: 40_000, frames: 61_000, cause: "stall" } as const;
  const begun = { atFrame: 0, frames: 100_500, cause: "late-start" } as const;
  assertEquals(late.fromTrack({ type: "gap", gap }), {
    type: "gap",
    gap: { atFrame: 0, frames: 1_000, cause: "stall" },
  });
  assertEquals(late.fromTrack({ type: "gap", gap: begun }), {
    type: "gap",
    gap: { atFrame: 0, frames: 500, cause: "late-start" },
  });
  const report = { ...BEFORE, gapCount: 3, gapFrames: 500 + 61_000 };
  const said = late.fromTrack({ type: "stopped", report });
  assertEquals(said.type === "stopped" && said.report.gapFrames, 1_000);
});

Deno.test("who spoke before the session alone has not spoken in it", () => {
  const facts = { recentSeconds: 0, lastFrame: 90_000, doubtFrame: 100_000 };
  const progress = {
    ...{ frames: 148_000, peakDb: -3, rmsDb: -9, ppm: 0, dropped: 5, unplacedFrames: 4 },
    ...{ position: 1, hostNs: 2, speech: facts },
  };
  const said = shift.fromTrack({ type: "progress", progress });
  assertEquals(said.type === "progress" && said.progress.speech, { recentSeconds: 0 });
});
