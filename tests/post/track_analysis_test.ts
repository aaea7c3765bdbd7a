import { assert, assertEquals, assertThrows } from "../assert.ts";
import { type AnalysisUpdate, hopFramesAt, TrackAnalysis } from "../../post/track_analysis.ts";

function update(fromHop: number, gains: number[], peak = 0): AnalysisUpdate {
  const frames = (fromHop + gains.length) * 480;
  return {
    track: "mic",
    fromHop,
    gains: new Uint16Array(gains),
    peak,
    frames,
    settledFrames: frames - 480,
    finished: false,
  };
}

Deno.test("hops are 10 ms at every usual rate", () => {
  assertEquals([44_100, 48_000, 96_000].map(hopFramesAt), [441, 480, 960]);
});

Deno.test("the gain curve of a range holds the gain before its first and after its last frame", () => {
  const analysis = new TrackAnalysis("mic", 48_000);
  analysis.append(update(0, [10, 11, 12, 13, 14, 15]));
  assertEquals(analysis.gainCurve(480, 960), {
    hopFrames: 480,
    fromHop: 1,
    gains: new Uint16Array([11, 12]),
  });
  assertEquals(Array.from(analysis.gainCurve(481, 961).gains), [11, 12, 13]);
  assertEquals(Array.from(analysis.gainCurve(0, 0).gains), [10]);
});

Deno.test("beyond its end the curve stays where it was, and without a gain it is shut", () => {
  const analysis = new TrackAnalysis("mic", 48_000);
  assertEquals(Array.from(analysis.gainCurve(0, 480).gains), [0, 0]);
  analysis.append(update(0, [7, 9]));
  assertEquals(Array.from(analysis.gainCurve(0, 1_920).gains), [7, 9, 9, 9, 9]);
});

Deno.test("long curves come back as they were, resting parts too", () => {
  const gains = Array.from({ length: 9_000 }, (_, i) => i < 5_000 ? 32_768 : i % 1_000);
  const analysis = new TrackAnalysis("mic", 48_000);
  for (let at = 0; at < gains.length; at += 700) {
    analysis.append(update(at, gains.slice(at, at + 700)));
  }
  assertEquals(Array.from(analysis.gainCurve(0, 8_999 * 480).gains), gains);
  const part = analysis.gainCurve(2_000 * 480, 6_000 * 480);
  assertEquals(part.fromHop, 2_000);
  assertEquals(Array.from(part.gains), gains.slice(2_000, 6_001));
});

Deno.test("the peak is the highest of all updates", () => {
  const analysis = new TrackAnalysis("mic", 48_000);
  [0.1, 0.5, 0.3].forEach((peak, hop) => analysis.append(update(hop, [1], peak)));
  assertEquals(analysis.peak, 0.5);
});

Deno.test("an update that is missing, repeated or another track's is refused", () => {
  const analysis = new TrackAnalysis("mic", 48_000);
  analysis.append(update(0, [1, 2]));
  assertThrows(() => analysis.append(update(0, [1, 2])), RangeError, "stands at hop 2");
  assertThrows(() => analysis.append(update(3, [1])), RangeError, "from hop 3");
  const other = { ...update(2, [1]), track: "system" } as const;
  assertThrows(() => analysis.append(other), RangeError, "system");
});

Deno.test("a curve is a copy that can be sent away", () => {
  const analysis = new TrackAnalysis("mic", 48_000);
  analysis.append(update(0, [1, 2, 3]));
  const curve = analysis.gainCurve(0, 480);
  curve.gains.fill(0);
  assertEquals(Array.from(analysis.gainCurve(0, 480).gains), [1, 2]);
  assert(structuredClone(curve).gains.length === 2);
});
