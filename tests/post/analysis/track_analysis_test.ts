import type { GainCurve } from "../../../post/ground/gain_curve.ts";
import { join } from "node:path";
import { PageFile } from "../../../post/analysis/page_file.ts";
import { TemporaryFolder } from "../../../scripts/stage/temporary_folder.ts";
import { random } from "../../dsp/signals.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../../assert.ts";
import { codeOfPeak } from "../../../post/analysis/levels/hop_peak.ts";
import type { AnalysisUpdate } from "../../../post/analysis/analysis_update.ts";
import { hopFramesAt, TrackAnalysis } from "../../../post/analysis/track_analysis.ts";
import { UNITY_GAIN } from "../../../post/analysis/levels/hop_outcome.ts";

function update(fromHop: number, gains: number[], peaks: number[] = []): AnalysisUpdate {
  const frames = (fromHop + gains.length) * 480;
  return {
    track: "mic",
    fromHop,
    gains: new Uint16Array(gains),
    peaks: Uint16Array.from(gains, (_, i) => codeOfPeak(peaks[i] ?? 0)),
    levelDb: -20,
    ...{ holdsSound: true, openSeconds: 0, removedVoiceSeconds: 0 },
    frames,
    settledFrames: frames - 480,
    finished: false,
  };
}

/** In the units in which gains are stored. */
function stored({ gains }: GainCurve): number[] {
  return Array.from(gains, (gain) => gain * UNITY_GAIN);
}

Deno.test("hops are 10 ms at every usual rate", () => {
  assertEquals([44_100, 48_000, 96_000].map(hopFramesAt), [441, 480, 960]);
});

Deno.test("the gain curve of a range holds the gain before its first and after its last frame", () => {
  const analysis = new TrackAnalysis("mic", 48_000);
  analysis.append(update(0, [10, 11, 12, 13, 14, 15]));
  const curve = analysis.gainCurve(480, 960);
  assertEquals([curve.hopFrames, curve.fromHop, ...stored(curve)], [480, 1, 11, 12]);
  assertEquals(stored(analysis.gainCurve(481, 961)), [11, 12, 13]);
  assertEquals(stored(analysis.gainCurve(0, 0)), [10]);
});

Deno.test("beyond its end the curve stays where it was, and without a gain it is shut", () => {
  const analysis = new TrackAnalysis("mic", 48_000);
  assertEquals(stored(analysis.gainCurve(0, 480)), [0, 0]);
  analysis.append(update(0, [7, 9]));
  assertEquals(stored(analysis.gainCurve(0, 1_920)), [7, 9, 9, 9, 9]);
});

Deno.test("long curves come back as they were, resting parts too", () => {
  const gains = Array.from({ length: 9_000 }, (_, i) => i < 5_000 ? 32_768 : i % 1_000);
  const analysis = new TrackAnalysis("mic", 48_000);
  for (let at = 0; at < gains.length; at += 700) {
    analysis.append(update(at, gains.slice(at, at + 700)));
  }
  assertEquals(stored(analysis.gainCurve(0, 8_999 * 480)), gains);
  const part = analysis.gainCurve(2_000 * 480, 6_000 * 480);
  assertEquals(part.fromHop, 2_000);
  assertEquals(stored(part), gains.slice(2_000, 6_001));
});

Deno.test("with a ceiling no hop comes out above it, and what is far from loud hops stays", () => {
  const analysis = new TrackAnalysis("mic", 48_000);
  const peaks = Array.from({ length: 900 }, (_, i) => i % 211 === 200 ? 0.9 : 0.01 * (i % 7));
  analysis.append(update(0, peaks.map(() => UNITY_GAIN), [0, ...peaks]));
  const { gains } = analysis.gainCurve(0, 899 * 480, { gainDb: 6, ceilingDb: -7 });
  for (let hop = 0; hop < 899; hop++) {
    const gain = Math.max(gains[hop] ?? 0, gains[hop + 1] ?? 0);
    assert((peaks[hop] ?? 0) * gain <= 10 ** (-7 / 20) * (1 + 1e-6), `hop ${hop}`);
  }
  assertAlmostEquals(gains[100] ?? 0, 10 ** (6 / 20), 1e-6);
});

Deno.test("a limited curve is the same whatever part of it is asked for", () => {
  const analysis = new TrackAnalysis("mic", 48_000);
  const peaks = Array.from({ length: 600 }, (_, i) => i % 37 === 5 ? 0.9 - i / 1_000 : 0.1);
  analysis.append(update(0, peaks.map((_, i) => UNITY_GAIN - 20 * i), peaks));
  const level = { gainDb: 3, ceilingDb: -7 };
  const whole = analysis.gainCurve(0, 599 * 480, level).gains;
  for (const [from, to] of [[0, 1], [3, 90], [100, 101], [250, 599], [598, 599]] as const) {
    const part = analysis.gainCurve(from * 480, to * 480, level);
    assertEquals(part.gains, whole.slice(from, to + 1));
  }
});

Deno.test("a track is silent until something of it is heard", () => {
  const analysis = new TrackAnalysis("mic", 48_000);
  assert(analysis.isSilent);
  analysis.append(update(0, [0, UNITY_GAIN], [0, 0]));
  assert(analysis.isSilent);
  analysis.append(update(2, [UNITY_GAIN, 0], [0.001, 0]));
  analysis.append(update(4, [0], [0]));
  assert(!analysis.isSilent);
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
  assertEquals(stored(analysis.gainCurve(0, 480)), [1, 2]);
  assert(structuredClone(curve).gains.length === 2);
});

Deno.test("a long track is the same with what it knows in a file as in memory", () => {
  using temporary = new TemporaryFolder();
  using file = new PageFile(join(temporary.path, "levels.tmp"));
  const [filed, kept] = [
    new TrackAnalysis("mic", 48_000, { file }),
    new TrackAnalysis("mic", 48_000),
  ];
  const next = random(5);
  for (let hop = 0; hop < 100_000; hop += 10_000) {
    const some = () => Uint16Array.from({ length: 10_000 }, () => 60_000 * next());
    const [gains, peaks, levels] = [some(), some(), some()];
    const hops = { ...update(hop, [...gains]), peaks, levels };
    for (const each of [filed, kept]) {
      each.append({ ...hops, unsilenced: { gains, peaks, levels, levelDb: -20 } });
    }
  }
  for (
    const [from, to] of [[0, 480], [15_000_000, 32_000_000], [47_000_000, 48_000_000]] as const
  ) {
    const level = { gainDb: 3, ceilingDb: -6 };
    assertEquals(filed.gainCurve(from, to, level), kept.gainCurve(from, to, level));
    const steps = [from / 480, to / 480, false] as const;
    assertEquals(filed.heardOver(...steps), kept.heardOver(...steps));
    assertEquals(filed.unsilenced?.heardOver(...steps), kept.unsilenced?.heardOver(...steps));
  }
  assert(Deno.statSync(join(temporary.path, "levels.tmp")).size > 6 * 2 * 65_536);
});

Deno.test("a brief analysis gives the same curves of the last minutes, and has forgotten the rest", () => {
  const [whole, brief] = [false, true].map((isBrief) => {
    return new TrackAnalysis("mic", 48_000, { isBrief });
  });
  const next = random(5);
  for (let at = 0; at < 100_000; at += 500) {
    const gains = Array.from({ length: 500 }, () => 1 + Math.floor(30_000 * next()));
    const more = update(at, gains, gains.map(() => 0.5 + next() / 2));
    const folds = at % 2_000 === 0 ? [{ hop: at, left: next(), right: next() }] : [];
    const turns = { voiceTurns: [at, at + 100], speechTurns: [at, at + 100] };
    for (const each of [whole, brief]) each?.append({ ...more, folds, ...turns });
    const range = [(at - 1_000) * 480, (at + 400) * 480] as const;
    const level = { gainDb: 3, ceilingDb: -3 };
    if (at < 1_000) continue;
    assertEquals(brief?.gainCurve(...range, level), whole?.gainCurve(...range, level));
    assertEquals(brief?.hopPeakDb(at), whole?.hopPeakDb(at));
  }
  assertEquals(brief?.hopPeakDb(10), -Infinity);
  assertEquals([brief?.speechTurns.length, whole?.speechTurns.length], [0, 400]);
});
