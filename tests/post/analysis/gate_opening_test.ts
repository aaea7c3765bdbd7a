import type { AnalysisUpdate } from "../../../post/analysis/analysis_update.ts";
import { TrackAnalysis } from "../../../post/analysis/track_analysis.ts";
import { UNITY_GAIN } from "../../../post/analysis/levels/hop_outcome.ts";
import { assertEquals } from "../../assert.ts";
import { gateOpening, removesSpeech } from "../../../post/analysis/gate_opening.ts";
import { options } from "../programme_signals.ts";

function judged(known: Partial<AnalysisUpdate>, gate: "auto" | "off" | number = "auto") {
  const analysis = new TrackAnalysis("mic", 48_000);
  analysis.append({
    track: "mic",
    fromHop: 0,
    gains: new Uint16Array([UNITY_GAIN]),
    peaks: new Uint16Array([1_000]),
    levelDb: -20,
    holdsSound: true,
    openSeconds: 10,
    removedVoiceSeconds: 0,
    frames: 480,
    settledFrames: 480,
    finished: true,
    ...known,
  });
  return {
    why: gateOpening(analysis, options({ gate })),
    removes: removesSpeech(analysis, options({ gate })),
  };
}

function opening(...args: Parameters<typeof judged>) {
  return judged(...args).why;
}

const SILENT = { peaks: new Uint16Array(1) };

Deno.test("a gate that did well stays as it is", () => {
  assertEquals(opening({}), undefined);
  assertEquals(opening({ removedVoiceSeconds: 3, openSeconds: 400 }), undefined);
});

Deno.test("it is opened where it removed speech", () => {
  assertEquals(opening({ removedVoiceSeconds: 0.2 }), "speech");
  assertEquals(opening({ removedVoiceSeconds: 5, openSeconds: 400 }), "speech");
  // However long the recording, nobody speaks for 5 s in vain.
  assertEquals(opening({ removedVoiceSeconds: 6, openSeconds: 30_000 }), "speech");
});

Deno.test("it is opened where nothing would be heard of a stem that holds sound", () => {
  assertEquals(opening(SILENT), "silent");
  assertEquals(opening({ ...SILENT, holdsSound: false }), undefined);
});

Deno.test("a threshold that somebody set removes what is below it, but never all", () => {
  assertEquals(opening({ removedVoiceSeconds: 9 }, -30), undefined);
  assertEquals(opening(SILENT, -30), "silent");
});

Deno.test("that a threshold removes speech is told, and a gate that follows the noise is opened instead", () => {
  const removes = (seconds: number, gate: "auto" | "off" | number) =>
    judged({ removedVoiceSeconds: seconds }, gate).removes;
  assertEquals([removes(3, -30), removes(0.05, -30)], [true, false]);
  assertEquals([removes(3, "auto"), removes(3, "off")], [false, false]);
});

Deno.test("before the end it is known where nothing is heard so far, and once more speech changes nothing", () => {
  const known = { openSeconds: 1, finished: false };
  assertEquals(opening({ ...known, ...SILENT }), "silent");
  // An estimate, which may fall.
  assertEquals(opening({ ...known, removedVoiceSeconds: 9 }), undefined);
  assertEquals(opening({ ...known, leastRemovedVoiceSeconds: 4.9 }), undefined);
  assertEquals(opening({ ...known, leastRemovedVoiceSeconds: 5.1 }), "speech");
  assertEquals(opening({ ...known, leastRemovedVoiceSeconds: 5.1 }, -30), undefined);
});

Deno.test("where there is no gate none is opened", () => {
  assertEquals(opening({ removedVoiceSeconds: 9 }, "off"), undefined);
  assertEquals(opening(SILENT, "off"), undefined);
});
