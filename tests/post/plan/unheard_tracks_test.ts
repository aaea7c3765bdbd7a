import { TrackAnalysis } from "../../../post/analysis/track_analysis.ts";
import { UNITY_GAIN } from "../../../post/analysis/levels/hop_outcome.ts";
import { codeOfPeak } from "../../../post/analysis/levels/hop_peak.ts";
import { makePlan } from "../../../post/plan/plan.ts";
import { unheardTracks } from "../../../post/plan/unheard_tracks.ts";
import { assertEquals } from "../../assert.ts";
import { options } from "../programme_signals.ts";

/** Of a computer that is as loud as this in its stem, and of which so much was rendered. */
function unheard(stemPeak: number, rendered: number | undefined, holdsSound = true): string[] {
  const analysis = new TrackAnalysis("system", 48_000);
  analysis.append({
    ...{ track: "system", fromHop: 0, frames: 480, settledFrames: 480, finished: true },
    gains: new Uint16Array([UNITY_GAIN, UNITY_GAIN]),
    peaks: new Uint16Array([0, codeOfPeak(stemPeak)]),
    ...{ levelDb: -20, holdsSound, openSeconds: 0, removedVoiceSeconds: 0 },
  });
  const plan = makePlan([analysis], options({ normalize: "off" }));
  return unheardTracks(plan, [analysis], rendered === undefined ? {} : { system: rendered });
}

Deno.test("a side is heard when it is about as loud as its stem, or quieter by what a fold takes", () => {
  for (const peak of [1, 0.1, 1e-5]) {
    assertEquals([unheard(peak, peak), unheard(peak, peak / 4)], [[], []]);
  }
});

Deno.test("a side of which nothing was rendered, or next to nothing, is not heard", () => {
  for (const rendered of [undefined, 0, 0.003, NaN]) {
    assertEquals(unheard(0.1, rendered), ["system"], `${rendered}`);
  }
  assertEquals(unheard(0, 0), ["system"]);
});

Deno.test("of digital silence nothing can be heard", () => {
  assertEquals(unheard(0, undefined, false), []);
});

Deno.test("of a part counts what it has itself, not what its stem begins and ends with", () => {
  const seconds = 9;
  const hops = seconds * 100;
  const analysis = new TrackAnalysis("system", 48_000);
  const peaks = new Uint16Array(hops + 1).map((_, i) => {
    const second = Math.floor((i - 1) / 100);
    return second === 0 || second === 8 ? codeOfPeak(0.9) : second === 4 ? codeOfPeak(0.003) : 0;
  });
  analysis.append({
    ...{ track: "system", fromHop: 0, finished: true },
    ...{ frames: hops * 480, settledFrames: hops * 480 },
    gains: new Uint16Array(hops + 1).fill(UNITY_GAIN),
    peaks,
    ...{ levelDb: -20, holdsSound: true, openSeconds: 0, removedVoiceSeconds: 0 },
  });
  const heard = (fromSecond: number, toSecond: number, system: number) => {
    const plan = makePlan([analysis], options({ normalize: "off" }), undefined, {
      part: { fromFrame: fromSecond * 48_000, encodeFromFrame: (fromSecond - 1) * 48_000 },
      toFrame: toSecond * 48_000,
    });
    return unheardTracks(plan, [analysis], { system });
  };
  assertEquals(heard(2, 7, 0.003), []);
  assertEquals(heard(2, 7, 0), ["system"]);
  assertEquals(heard(2, 4, 0), []);
  assertEquals(heard(2, 9, 0.003), ["system"]);
});
