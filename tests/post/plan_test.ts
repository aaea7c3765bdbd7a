import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "../assert.ts";
import {
  CHUNK_FRAMES,
  chunkCount,
  gainOfSteps,
  makePlan,
  type Plan,
  rangeKey,
  stemRanges,
} from "../../post/plan.ts";
import type { ProgrammeOptions, TrackName } from "../../post/options.ts";
import { TrackAnalysis, UNITY_GAIN } from "../../post/track_analysis.ts";
import { options } from "./programme_signals.ts";

interface Known {
  peak?: number;
  frames?: number;
  settledFrames?: number;
  finished?: boolean;
}

function analysis(track: TrackName, known: Known = {}): TrackAnalysis {
  const result = new TrackAnalysis(track, 48_000);
  const { peak = 0.5, frames = 48_000, finished = true } = known;
  const { settledFrames = frames } = known;
  const gains = new Uint16Array([UNITY_GAIN]);
  result.append({ track, fromHop: 0, gains, peak, frames, settledFrames, finished });
  return result;
}

function plan(known: Partial<Record<TrackName, Known>>, choices?: Partial<ProgrammeOptions>): Plan {
  const analyses = (["mic", "system"] as const)
    .flatMap((track) => known[track] ? [analysis(track, known[track])] : []);
  return makePlan(analyses, options(choices));
}

/** Peak of a track in the programme, dBFS. */
function resultDb(result: Plan, track: TrackName, peak: number): number {
  return 20 * Math.log10(gainOfSteps(result.gainSteps[track] ?? NaN) * peak);
}

Deno.test("peaks come to −7 and −8 dBFS, never above and at most 0.05 dB below", () => {
  for (let peak = 0.0101; peak < 2; peak *= 1.37) {
    const result = plan({ mic: { peak }, system: { peak } });
    const [mic, system] = [resultDb(result, "mic", peak), resultDb(result, "system", peak)];
    assert(mic <= -7 && mic > -7.05, `${mic}`);
    assert(system <= -8 && system > -8.05, `${system}`);
  }
});

Deno.test("both peaks together stay below full scale", () => {
  const result = plan({ mic: { peak: 0.3 }, system: { peak: 0.03 } });
  const sum = 0.3 * gainOfSteps(result.gainSteps.mic ?? NaN) +
    0.03 * gainOfSteps(result.gainSteps.system ?? NaN);
  assert(sum < 10 ** (-1.4 / 20), `${sum}`);
});

Deno.test("a silent track keeps its level, and what is nearly silent is raised by 40 dB at most", () => {
  const result = plan({ mic: { peak: 0 }, system: { peak: 1e-5 } });
  assertEquals(gainOfSteps(result.gainSteps.mic ?? NaN), 1);
  assertAlmostEquals(gainOfSteps(result.gainSteps.system ?? NaN), 100, 1e-9);
});

Deno.test("a track that is absent has no gain", () => {
  assertEquals(Object.keys(plan({ system: {} }).gainSteps), ["system"]);
});

Deno.test("without normalisation levels stay as recorded", () => {
  assertEquals(plan({ mic: {}, system: {} }, { normalize: "off" }).gainSteps, {
    mic: 0,
    system: 0,
  });
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
  assertEquals([makePlan([], options()).frames, chunkCount(makePlan([], options()))], [0, 0]);
  assertEquals(chunkCount(plan({ mic: { frames: 0 } })), 0);
});

Deno.test("the last chunk may be short", () => {
  const count = (frames: number) => chunkCount(plan({ mic: { frames } }));
  assertEquals([1, CHUNK_FRAMES, CHUNK_FRAMES + 1].map(count), [1, 1, 2]);
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
  assertEquals(stemRanges(cut, 10, 30), [
    { fromFrame: 110, toFrame: 120 },
    { fromFrame: 200, toFrame: 210 },
  ]);
  assertEquals(stemRanges(cut, 20, 60), [{ fromFrame: 200, toFrame: 240 }]);
  assertEquals(stemRanges(cut, -5, 1_000).length, 2);
  assertEquals(stemRanges(cut, 60, 90), []);
});

Deno.test("a range's key changes with its gain's step, its layout and its place, and with nothing else", () => {
  const before = plan({ mic: { peak: 0.5, frames: 9_000 }, system: { frames: 9_000 } });
  const key = rangeKey(before, 0, 5_000);
  const longer = plan({ mic: { peak: 0.5, frames: 9_500 }, system: { frames: 9_500 } });
  assertEquals(rangeKey(longer, 0, 5_000), key);
  const sameStep = plan({ mic: { peak: 0.50001, frames: 9_000 }, system: { frames: 9_000 } });
  assertEquals(rangeKey(sameStep, 0, 5_000), key);
  const louder = plan({ mic: { peak: 0.51, frames: 9_000 }, system: { frames: 9_000 } });
  assertNotEquals(rangeKey(louder, 0, 5_000), key);
  assertNotEquals(rangeKey(before, 0, 5_001), key);
  assertNotEquals(rangeKey({ ...before, layout: "split" }, 0, 5_000), key);
  const moved = { ...before, segments: [{ fromFrame: 100, toFrame: 9_000 }] };
  assertNotEquals(rangeKey(moved, 0, 5_000), key);
  const { mic: _, ...others } = before.gainSteps;
  assertNotEquals(rangeKey({ ...before, gainSteps: others }, 0, 5_000), key);
});
