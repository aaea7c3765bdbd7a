import type { GateOpening } from "../../../post/ground/gate_opening.ts";
import type { TrackName } from "../../../capture/ground/tracks.ts";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "../../assert.ts";
import { levelOf, makePlan, type Plan, rangeKey } from "../../../post/plan/plan.ts";
import { stemRanges } from "../../../post/ground/segments.ts";
import type { ProgrammeOptions } from "../../../post/ground/options.ts";
import { TrackAnalysis } from "../../../post/analysis/track_analysis.ts";
import { UNITY_GAIN } from "../../../post/analysis/levels/hop_outcome.ts";
import { options } from "../programme_signals.ts";

interface Known {
  levelDb?: number;
  frames?: number;
  settledFrames?: number;
  finished?: boolean;
  opening?: GateOpening;
  echoDb?: number;
}

function analysis(track: TrackName, known: Known = {}): TrackAnalysis {
  const result = new TrackAnalysis(track, 48_000, { opening: known.opening });
  const { levelDb = -6, frames = 48_000, finished = true } = known;
  const { settledFrames = frames } = known;
  const gains = new Uint16Array([UNITY_GAIN]);
  const peaks = new Uint16Array(1);
  const heard = { holdsSound: true, openSeconds: 0, removedVoiceSeconds: 0 };
  const update = { track, fromHop: 0, gains, peaks, levelDb, frames, settledFrames, finished };
  const { echoDb: echoLevelDb } = known;
  const echo = echoLevelDb === undefined
    ? {}
    : { echo: { seconds: 20, leftAloneSeconds: 0, levelDb: echoLevelDb, leftDb: -60 } };
  result.append({ ...update, ...heard, ...echo });
  return result;
}

function plan(known: Partial<Record<TrackName, Known>>, choices?: Partial<ProgrammeOptions>): Plan {
  const analyses = (["mic", "system"] as const)
    .flatMap((track) => known[track] ? [analysis(track, known[track])] : []);
  return makePlan(analyses, options(choices));
}

Deno.test("levels come to −7 and −8 dBFS, never above and at most 0.05 dB below", () => {
  for (let levelDb = -46; levelDb < 6; levelDb += 1.37) {
    const result = plan({ mic: { levelDb }, system: { levelDb } });
    const [mic, system] = (["mic", "system"] as const)
      .map((track) => levelDb + levelOf(result, track).gainDb);
    assert(mic !== undefined && mic <= -7 + 1e-9 && mic > -7.05, `${mic}`);
    assert(system !== undefined && system <= -8 + 1e-9 && system > -8.05, `${system}`);
  }
});

Deno.test("both tracks at their ceilings together stay below full scale", () => {
  const { ceilingsDb } = plan({ mic: {}, system: {} });
  assertEquals(ceilingsDb, { mic: -7, system: -8 });
  assert(10 ** (-7 / 20) + 10 ** (-8 / 20) < 10 ** (-1.4 / 20));
});

Deno.test("a silent track keeps its level, and what is nearly silent is raised by 40 dB at most", () => {
  const result = plan({ mic: { levelDb: -Infinity }, system: { levelDb: -69 } });
  assertEquals(levelOf(result, "mic").gainDb, 0);
  assertAlmostEquals(levelOf(result, "system").gainDb, 40, 1e-9);
});

Deno.test("what is left of an echo is not raised to a voice's level, a voice is", () => {
  const gainDb = (mic: Known) => levelOf(plan({ mic, system: {} }), "mic").gainDb;
  const nobody = plan({ mic: { levelDb: -46, echoDb: -26.4 }, system: {} });
  assertAlmostEquals(levelOf(nobody, "mic").gainDb, 20, 1e-9);
  assertEquals(gainDb({ levelDb: -46, echoDb: -25 }), gainDb({ levelDb: -46, echoDb: -26.4 }));
  assertEquals(gainDb({ levelDb: -20, echoDb: -26 }), gainDb({ levelDb: -20 }));
  assertEquals(gainDb({ levelDb: -46, echoDb: -Infinity }), gainDb({ levelDb: -46 }));
  assertEquals(gainDb({ levelDb: -Infinity, echoDb: -26 }), 0);
});

Deno.test("a track that is absent has no gain", () => {
  assertEquals(Object.keys(plan({ system: {} }).gainSteps), ["system"]);
});

Deno.test("without normalisation levels stay as recorded", () => {
  const result = plan({ mic: {}, system: {} }, { normalize: "off" });
  assertEquals(result.gainSteps, { mic: 0, system: 0 });
  assertEquals(levelOf(result, "mic"), { gainDb: 0, ceilingDb: Infinity });
});

Deno.test("a track that is too quiet for its target is named", () => {
  const named = (levelDb: number) =>
    plan({ mic: { levelDb }, system: { levelDb: -6 } }).boostLimited;
  assertEquals(named(-46), []);
  assertEquals(named(-48), ["mic"]);
  assertEquals(named(-Infinity), []);
});

Deno.test("a gate that was opened is in the plan, and changes what a range sounds like", () => {
  const [closed, open] = [plan({ mic: {} }), plan({ mic: { opening: "speech" } })];
  assertEquals([closed.gateOpenings, open.gateOpenings], [{}, { mic: "speech" }]);
  assertNotEquals(rangeKey(closed, 0, 1_000), rangeKey(open, 0, 1_000));
});

Deno.test("when all has ended the programme is as long as the longest track", () => {
  const result = plan({ mic: { frames: 1_000 }, system: { frames: 3_000 } });
  assertEquals([result.frames, result.final], [3_000, true]);
  assertEquals(result.segments, [{ fromFrame: 0, toFrame: 3_000 }]);
});

Deno.test("while tracks grow the programme reaches to where all that grow are settled", () => {
  const growing = { frames: 9_000, finished: false };
  const result = plan({
    mic: { ...growing, settledFrames: 7_000 },
    system: { ...growing, settledFrames: 8_000 },
  });
  assertEquals([result.frames, result.final], [7_000, false]);
  const dead = plan({ mic: { frames: 100 }, system: { ...growing, settledFrames: 8_000 } });
  assertEquals([dead.frames, dead.final], [8_000, false]);
});

Deno.test("no track and no frames make an empty programme", () => {
  assertEquals(makePlan([], options()).frames, 0);
  assertEquals(plan({ mic: { frames: 0 } }).frames, 0);
});

Deno.test("one channel for mono, two for stereo and split", () => {
  const channels = (["mono", "stereo", "split"] as const)
    .map((layout) => plan({ mic: {} }, { channels: layout }).channels);
  assertEquals(channels, [1, 2, 2]);
});

Deno.test("ranges of the programme are found in the session across cuts", () => {
  const cut: Plan = {
    ...plan({ mic: {} }),
    frames: 60,
    segments: [{ fromFrame: 100, toFrame: 120 }, { fromFrame: 200, toFrame: 240 }],
  };
  assertEquals(stemRanges(cut.segments, 10, 30), [
    { fromFrame: 110, toFrame: 120 },
    { fromFrame: 200, toFrame: 210 },
  ]);
  assertEquals(stemRanges(cut.segments, 20, 60), [{ fromFrame: 200, toFrame: 240 }]);
  assertEquals(stemRanges(cut.segments, -5, 1_000).length, 2);
  assertEquals(stemRanges(cut.segments, 60, 90), []);
});

Deno.test("a range's key changes with its gain's step, its layout and its place, and with nothing else", () => {
  const before = plan({ mic: { levelDb: -6, frames: 9_000 }, system: { frames: 9_000 } });
  const key = rangeKey(before, 0, 5_000);
  const longer = plan({ mic: { levelDb: -6, frames: 9_500 }, system: { frames: 9_500 } });
  assertEquals(rangeKey(longer, 0, 5_000), key);
  const sameStep = plan({ mic: { levelDb: -6.001, frames: 9_000 }, system: { frames: 9_000 } });
  assertEquals(rangeKey(sameStep, 0, 5_000), key);
  const louder = plan({ mic: { levelDb: -5.8, frames: 9_000 }, system: { frames: 9_000 } });
  assertNotEquals(rangeKey(louder, 0, 5_000), key);
  assertNotEquals(rangeKey(before, 0, 5_001), key);
  assertNotEquals(rangeKey({ ...before, layout: "split" }, 0, 5_000), key);
  const moved = { ...before, segments: [{ fromFrame: 100, toFrame: 9_000 }] };
  assertNotEquals(rangeKey(moved, 0, 5_000), key);
  // At a cut the crossfade plays on what was cut off.
  const cut = (toFrame: number) => ({
    ...before,
    segments: [{ fromFrame: 0, toFrame }, { fromFrame: 200_000, toFrame: 300_000 }],
  });
  assertNotEquals(rangeKey(cut(1_000), 1_000, 5_000), rangeKey(cut(1_001), 1_001, 5_001));
  const { mic: _, ...others } = before.gainSteps;
  assertNotEquals(rangeKey({ ...before, gainSteps: others }, 0, 5_000), key);
});
