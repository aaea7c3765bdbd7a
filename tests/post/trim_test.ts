/** Cutting silence, from stems to samples. */
import { makeRenderJob } from "../../post/plan/order_render.ts";
import { assert, assertEquals } from "../assert.ts";
import { random, randomPieces, sine, whiteNoise } from "../dsp/signals.ts";
import { cutList } from "../../post/publish/cuts_file.ts";
import { CutFinder } from "../../post/plan/cut_finder.ts";
import type { ProgrammeOptions, TrimChoice } from "../../post/ground/options.ts";
import { makePlan, type Plan, rangeKey } from "../../post/plan/plan.ts";
import { Renderer } from "../../post/render/renderer.ts";
import { TrackAnalyser } from "../../post/analysis/track_analyser.ts";
import { TrackAnalysis } from "../../post/analysis/track_analysis.ts";
import { STEM_CHANNELS } from "../../capture/ground/tracks.ts";
import { makeConversation } from "../../scripts/stage/conversation.ts";
import { analyse, options, readerOf } from "./programme_signals.ts";

const RATE_HZ = 48_000;

/** Stereo noise 70 dB below full scale, with tones of −20 dBFS from and to these seconds. */
function tones(seconds: number, ...spans: readonly (readonly [number, number])[]): Float32Array {
  const samples = whiteNoise(2 * seconds * RATE_HZ, 10 ** (-70 / 20), 3);
  for (const [from, to] of spans) {
    const tone = sine({ hz: 440, rateHz: RATE_HZ, frames: (to - from) * RATE_HZ, amplitude: 0.1 });
    tone.forEach((sample, i) => {
      samples.fill(sample, 2 * (from * RATE_HZ + i), 2 * (from * RATE_HZ + i + 1));
    });
  }
  return samples;
}

/** The last plan, and every one on the way there, as the stem becomes known. */
function plans(system: Float32Array, changes: Partial<ProgrammeOptions>, step = 20_000) {
  const choices = options({ normalize: "off", ...changes });
  const analyser = new TrackAnalyser({ track: "system", options: choices });
  const analysis = new TrackAnalysis("system", RATE_HZ);
  const finder = new CutFinder(choices.trim);
  const growing: Plan[] = [];
  for (let at = 0; at < system.length; at += 2 * step) {
    analyser.push(system.subarray(at, at + 2 * step));
    analysis.append(analyser.take());
    growing.push(makePlan([analysis], choices, finder));
  }
  analyser.finish();
  analysis.append(analyser.take());
  const plan = makePlan([analysis], choices);
  assertEquals(makePlan([analysis], choices, finder), plan);
  const renderer = (from: number, to: number) =>
    new Renderer(structuredClone(makeRenderJob(plan, [analysis], from, to)), {
      system: readerOf(system, "system"),
    });
  return { plan, growing, renderer };
}

/** Segments in hundredths of a second. */
function kept(system: Float32Array, trim: TrimChoice): number[][] {
  return plans(system, { trim }).plan.segments
    .map(({ fromFrame, toFrame }) => [fromFrame / 480, toFrame / 480]);
}

Deno.test("a voice 40 dB quieter than another on the same side is no silence", () => {
  const choices = options({ normalize: "off", gate: "auto", trim: "all" });
  const { near } = makeConversation(16);
  const voice = near.subarray(0, 12 * RATE_HZ);
  for (const gate of ["auto", "off"] as const) {
    for (const track of ["mic", "system"] as const) {
      const channels = STEM_CHANNELS[track];
      const next = whiteNoise(40 * RATE_HZ, 10 ** (-95 / 20), 8);
      const mono = next.map((x, i) => {
        const at = i % (20 * RATE_HZ) - 4 * RATE_HZ;
        return x + (i < 20 * RATE_HZ ? 0.5 : 0.005) * (voice[at] ?? 0);
      });
      const stem = Float32Array.from(
        { length: channels * mono.length },
        (_, i) => mono[Math.floor(i / channels)] ?? 0,
      );
      const analysis = analyse(track, stem, { ...choices, gate });
      const { segments } = makePlan([analysis], { ...choices, gate });
      let [all, kept] = [0, 0];
      for (let i = 24 * RATE_HZ; i < 36 * RATE_HZ; i++) {
        const power = (voice[i - 24 * RATE_HZ] ?? 0) ** 2;
        all += power;
        if (segments.some(({ fromFrame, toFrame }) => i >= fromFrame && i < toFrame)) kept += power;
      }
      assert(kept > 0.99 * all, `${track}, gate ${gate}: ${kept / all}`);
      // And where nobody speaks it is cut all the same.
      const frames = segments.reduce((sum, each) => sum + each.toFrame - each.fromFrame, 0);
      assert(frames < 32 * RATE_HZ, `${track}, gate ${gate}: ${frames / RATE_HZ} s`);
    }
  }
});

/** What is known of a stem of the computer, without an ear for voices: level alone decides. */
function analysed(system: Float32Array): TrackAnalysis {
  const choices = options({ normalize: "off", trim: "off" });
  const analyser = new TrackAnalyser({ track: "system", options: choices });
  const analysis = new TrackAnalysis("system", RATE_HZ);
  analyser.push(system);
  analyser.finish();
  analysis.append(analyser.take());
  return analysis;
}

Deno.test("when the analysis is another, as of a gate that was opened, what counts as sound is found anew", () => {
  const finder = new CutFinder("all");
  for (const spans of [[[3, 4], [9, 10]], [[3, 4]], [[3, 4], [9, 10]]] as const) {
    const analysis = analysed(tones(14, ...spans));
    const segments = finder.segments([{ analysis, gainDb: 0 }], analysis.frames, true);
    assertEquals(segments.length, spans.length);
  }
});

Deno.test("when a gain changes, what counts as sound is found anew", () => {
  const analysis = analysed(
    tones(14, [3, 4], [9, 10]).map((x, i) => i < 2 * 7 * RATE_HZ ? x / 5 : x),
  );
  const finder = new CutFinder("all");
  const segments = (gainDb: number, it: CutFinder) =>
    it.segments([{ analysis, gainDb }], analysis.frames, true);
  const counts = [0, -15, 0].map((gainDb) => {
    const found = segments(gainDb, finder);
    assertEquals(found, segments(gainDb, new CutFinder("all")));
    return found.length;
  });
  assertEquals(counts, [2, 1, 2]);
});

Deno.test("all: silence over 2 s becomes 0.25 s at each side, shorter silence stays", () => {
  const system = tones(14, [3, 4], [5.5, 6], [9, 10]);
  assertEquals(kept(system, "all"), [[275, 625], [875, 1_025]]);
  assertEquals(kept(tones(5, [1, 2], [3.5, 4]), "all"), [[0, 500]]);
});

Deno.test("ends: what lies before the first sound and after the last goes, nothing between", () => {
  assertEquals(kept(tones(14, [3, 4], [9, 10]), "ends"), [[275, 1_025]]);
  assertEquals(kept(tones(3, [0, 3]), "ends"), [[0, 300]]);
});

Deno.test("off: everything stays; and where there is no sound at all everything stays too", () => {
  assertEquals(kept(tones(6, [3, 4]), "off"), [[0, 600]]);
  for (const trim of ["ends", "all"] as const) assertEquals(kept(tones(6), trim), [[0, 600]]);
});

Deno.test("what counts is what is heard: silence is looked for after normalisation", () => {
  const quiet = tones(9, [2.5, 3], [8, 8.5]).map((sample) => sample * 0.05);
  const { plan } = plans(quiet, { trim: "all", normalize: "peak" });
  assertEquals(plan.segments.map(({ fromFrame }) => fromFrame / 480), [225, 775]);
});

Deno.test("while the session goes on the programme only grows, and what it holds stays what it is", () => {
  for (const trim of ["ends", "all"] as const) {
    const { plan, growing } = plans(tones(16, [3, 4], [5.5, 6], [11, 12], [12.5, 13]), { trim });
    let frames = 0;
    for (const early of growing) {
      assert(early.frames >= frames);
      frames = early.frames;
      assertEquals(rangeKey(early, 0, frames), rangeKey(plan, 0, frames));
    }
    assert(frames > 2 * RATE_HZ && frames <= plan.frames);
  }
});

Deno.test("any range in any pieces gives the samples of one whole render, across cuts too", () => {
  const { plan, renderer } = plans(tones(20, [3, 4], [7, 8], [12, 13]), { trim: "all" });
  const whole = renderer(0, plan.frames).read(0, plan.frames).slice();
  const next = random(4);
  for (const longest of [300, 30_000]) {
    for (const [from, to] of randomPieces(plan.frames, longest, 6).sort(() => next() - 0.5)) {
      const piece = renderer(from, to).read(from, to - from);
      assertEquals(piece, whole.subarray(2 * from, 2 * to));
    }
  }
});

Deno.test("at a cut nothing jumps", () => {
  const hum = sine({ hz: 50, rateHz: RATE_HZ, frames: 9 * RATE_HZ, amplitude: 0.0012 });
  const system = tones(9, [1, 2], [7, 8]).map((sample, i) => sample + (hum[i >> 1] ?? 0));
  const { plan, renderer } = plans(system, { trim: "all" });
  assertEquals(plan.segments.length, 2);
  const joint = (plan.segments[0]?.toFrame ?? 0) - (plan.segments[0]?.fromFrame ?? 0);
  const samples = renderer(0, plan.frames).read(joint - 100, 800);
  for (let i = 1; i < 800; i++) {
    const step = Math.abs((samples[2 * i] ?? 0) - (samples[2 * i - 2] ?? 0));
    assert(step < 0.0014, `frame ${i}: ${step}`);
  }
});

Deno.test("the list of cuts and the programme together are the session", () => {
  const { plan } = plans(tones(14, [3, 4], [9, 10]), { trim: "all" });
  const list = cutList(plan.segments, { fromFrame: 0, toFrame: plan.sessionFrames }, RATE_HZ);
  assertEquals(
    list.cuts.map(({ fromSeconds, toSeconds, atSeconds }) => {
      return [fromSeconds, toSeconds, atSeconds];
    }),
    [[0, 2.75, 0], [4.25, 8.75, 1.5], [10.25, 14, 3]],
  );
  const cutFrames = list.cuts.reduce((sum, cut) => sum + cut.toFrame - cut.fromFrame, 0);
  assertEquals(cutFrames + plan.frames, 14 * RATE_HZ);
  assertEquals([list.sessionFrames, list.programmeFrames], [14 * RATE_HZ, 3 * RATE_HZ]);
});

Deno.test("what is too quiet to be brought to its level is no silence: the same is cut as of a loud side", () => {
  const cutsOf = (down: number, changes: Partial<ProgrammeOptions>) => {
    const samples = tones(20, [3, 4], [12, 13]).map((sample) => sample * 10 ** (-down / 20));
    const { plan } = plans(samples, { trim: "all", ...changes });
    const cuts = plan.segments.map(({ fromFrame, toFrame }) => [fromFrame / 480, toFrame / 480]);
    return { cuts, limited: plan.boostLimited };
  };
  const { cuts } = cutsOf(0, { normalize: "peak" });
  assert(cuts.length > 1);
  assertEquals(cutsOf(45, { normalize: "peak" }), { cuts, limited: ["system"] });
  // Peaks of −50 dBFS.
  assertEquals(cutsOf(30, { normalize: "off" }).cuts, cuts);
});
