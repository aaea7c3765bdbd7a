import { cleaningLoss } from "../../../post/analysis/cleaning_loss.ts";
import type { AnalysisUpdate } from "../../../post/analysis/analysis_update.ts";
import { TrackAnalysis } from "../../../post/analysis/track_analysis.ts";
import { UNITY_GAIN } from "../../../post/analysis/levels/hop_outcome.ts";
import type { CleaningResult } from "../../../post/ground/cleaning_result.ts";
import { assertEquals } from "../../assert.ts";

function loss(cleaning: Partial<CleaningResult>, known: Partial<AnalysisUpdate> = {}) {
  const analysis = new TrackAnalysis("mic", 48_000);
  analysis.append({
    ...{ track: "mic", fromHop: 0, frames: 480, settledFrames: 480, finished: true },
    gains: new Uint16Array([UNITY_GAIN]),
    peaks: new Uint16Array([1_000]),
    ...{ levelDb: -20, holdsSound: true, openSeconds: 10, removedVoiceSeconds: 0 },
    cleaning: {
      ...{ keptPart: 0.6, keptPitchPart: 0.9, voiceSeconds: 60, removedVoiceSeconds: 0 },
      ...cleaning,
    },
    ...known,
  });
  return cleaningLoss(analysis);
}

Deno.test("noise that is gone is what was asked for", () => {
  assertEquals(loss({}), undefined);
  assertEquals(loss({ keptPart: 0.005, keptPitchPart: 0.7, voiceSeconds: 2 }), undefined);
});

Deno.test("what sounds like speech must not go, nor most of what is surely no noise", () => {
  assertEquals(loss({ removedVoiceSeconds: 1 }), "speech");
  assertEquals(loss({ removedVoiceSeconds: 6, voiceSeconds: 30_000 }), "speech");
  assertEquals(loss({ keptPitchPart: 0.3 }), "most");
});

Deno.test("a side that holds sound is not silent afterwards", () => {
  assertEquals(loss({ keptPart: 0.005, keptPitchPart: 1, voiceSeconds: 0 }), "silent");
  assertEquals(loss({}, { peaks: new Uint16Array(1) }), "silent");
  assertEquals(loss({ keptPart: 0 }, { holdsSound: false }), undefined);
});

Deno.test("it is judged at the end", () => {
  assertEquals(loss({ keptPitchPart: 0 }, { finished: false }), undefined);
});
