import {
  type AnalysisUpdate,
  TrackAnalysis,
  UNITY_GAIN,
} from "../../../post/analysis/track_analysis.ts";
import { assertEquals } from "../../assert.ts";
import { gateOpening } from "../../../post/analysis/gate_opening.ts";
import { options } from "../programme_signals.ts";

function opening(known: Partial<AnalysisUpdate>, gate: "auto" | "off" | number = "auto") {
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
  return gateOpening(analysis, options({ gate }));
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

Deno.test("it is judged at the end, and not where there is no gate", () => {
  assertEquals(opening({ ...SILENT, finished: false }), undefined);
  assertEquals(opening({ removedVoiceSeconds: 9 }, "off"), undefined);
});
