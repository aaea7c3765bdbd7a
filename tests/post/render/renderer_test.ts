import { makeRenderJob } from "../../../post/plan/order_render.ts";
import type { TrackName } from "../../../capture/ground/tracks.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import { random, randomPieces, sine, whiteNoise } from "../../dsp/signals.ts";
import type { ProgrammeOptions } from "../../../post/ground/options.ts";
import { makePlan, type Plan } from "../../../post/plan/plan.ts";
import { Renderer } from "../../../post/render/renderer.ts";
import { analyse, options, readerOf } from "../programme_signals.ts";

const RATE_HZ = 48_000;

type Stems = Partial<Record<TrackName, Float32Array>>;

/** Analyses stems and renders any range of the programme, with a plan that may be changed. */
function programme(stems: Stems, choices?: Partial<ProgrammeOptions>, highPassHz?: number) {
  const wanted = options(choices, highPassHz);
  const tracks = Object.entries(stems) as [TrackName, Float32Array][];
  const analyses = tracks.map(([track, samples]) => analyse(track, samples, wanted));
  const readers = Object.fromEntries(
    tracks.map(([track, samples]) => [track, readerOf(samples, track)]),
  );
  const plan = makePlan(analyses, wanted);
  const renderer = (from: number, to: number, changed: Plan = plan) =>
    new Renderer(structuredClone(makeRenderJob(changed, analyses, from, to)), readers);
  const render = (from = 0, to = plan.frames) => renderer(from, to).read(from, to - from).slice();
  return { plan, renderer, render };
}

/** A microphone with words in noise: the gate opens and closes. */
function mic(seconds: number): Float32Array {
  const samples = whiteNoise(seconds * RATE_HZ, 0.001, 5);
  for (let at = RATE_HZ; at + RATE_HZ < samples.length; at += 3 * RATE_HZ) {
    samples.set(sine({ hz: 440, rateHz: RATE_HZ, frames: RATE_HZ / 2, amplitude: 0.2 }), at);
  }
  return samples;
}

function peakOf(samples: Float32Array): number {
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
}

Deno.test("stereo: the microphone on both sides, the system where it was", () => {
  const { render } = programme({
    mic: new Float32Array([0.5, 0.25]),
    system: new Float32Array([0.1, -0.1, 0, 0.2]),
  }, { gate: "off", normalize: "off" });
  const expected = [0.6, 0.4, 0.25, 0.45];
  render().forEach((sample, i) => assertAlmostEquals(sample, expected[i] ?? NaN, 1e-6));
});

Deno.test("mono: the microphone and the mean of the system's sides", () => {
  const { render } = programme({
    mic: new Float32Array([0.5, 0.25]),
    system: new Float32Array([0.1, -0.1, 0, 0.2]),
  }, { gate: "off", normalize: "off", channels: "mono" });
  const expected = [0.5, 0.35];
  render().forEach((sample, i) => assertAlmostEquals(sample, expected[i] ?? NaN, 1e-6));
});

Deno.test("split: the microphone left, the mean of the system's sides right", () => {
  const { render } = programme({
    mic: new Float32Array([0.5, 0.25]),
    system: new Float32Array([0.1, -0.1, 0, 0.2]),
  }, { gate: "off", normalize: "off", channels: "split" });
  const expected = [0.5, 0, 0.25, 0.1];
  render().forEach((sample, i) => assertAlmostEquals(sample, expected[i] ?? NaN, 1e-6));
});

Deno.test("one track alone plays at its level, silence where the shorter has ended", () => {
  const { render, plan } = programme({
    mic: new Float32Array(480).fill(0.1),
    system: new Float32Array(2 * 960).fill(0.1),
  }, { gate: "off", normalize: "off" });
  assertEquals(plan.frames, 960);
  const samples = render();
  assertAlmostEquals(samples[0] ?? NaN, 0.2, 1e-6);
  assertAlmostEquals(samples[2 * 480] ?? NaN, 0.1, 1e-6);
});

Deno.test("normalised peaks come out at −7 and −8 dBFS", () => {
  const micOnly = programme({ mic: mic(6) }).render();
  const level = 20 * Math.log10(peakOf(micOnly));
  assert(level <= -7 && level > -7.12, `${level}`);
  const system = whiteNoise(2 * RATE_HZ, 0.01);
  const systemLevel = 20 * Math.log10(peakOf(programme({ system }).render()));
  assert(systemLevel <= -8 && systemLevel > -8.12, `${systemLevel}`);
});

Deno.test("between words the microphone is digital silence", () => {
  const { render } = programme({ mic: mic(8) });
  const samples = render(3 * RATE_HZ, 3.5 * RATE_HZ);
  assertEquals(peakOf(samples), 0);
});

Deno.test("any range in any pieces gives the samples of one whole render", () => {
  const frames = 5 * RATE_HZ - 321;
  const stems = { mic: mic(5).subarray(0, frames), system: whiteNoise(2 * frames, 0.05, 3) };
  for (const channels of ["mono", "stereo", "split"] as const) {
    const { render, renderer, plan } = programme(stems, { channels });
    const whole = render();
    const next = random(11);
    const pieces = randomPieces(frames, 30_000, 2).sort(() => next() - 0.5);
    for (const [from, to] of pieces) {
      const job = renderer(Math.max(0, from - 5_000), to + 1_152);
      const expected = whole.subarray(from * plan.channels, to * plan.channels);
      assertEquals(job.read(from, to - from), expected);
    }
  }
});

Deno.test("with its high-pass too, any range in any pieces gives the samples of one whole render", () => {
  const frames = 4 * RATE_HZ - 321;
  const stems = { mic: mic(4).subarray(0, frames).map((sample) => sample + 0.3) };
  const { render, renderer } = programme(stems, { gate: "off" }, 80);
  const whole = render();
  const next = random(5);
  for (const [from, to] of randomPieces(frames, 40_000, 4).sort(() => next() - 0.5)) {
    assertEquals(renderer(from, to).read(from, to - from), whole.subarray(2 * from, 2 * to));
  }
});

Deno.test("outside the programme there is silence", () => {
  const { renderer, plan } = programme({ system: new Float32Array(2_000).fill(0.5) });
  const samples = renderer(-100, 5_000).read(-100, 1_200);
  assertEquals(samples.length, 2 * 1_200);
  assertEquals(peakOf(samples.subarray(0, 200)), 0);
  assertEquals(peakOf(samples.subarray(2 * (100 + plan.frames))), 0);
  assert(peakOf(samples) > 0.3);
});

Deno.test("across a cut the programme goes on with the later part, whatever the pieces", () => {
  const system = Float32Array.from({ length: 2 * 9_600 }, (_, i) => Math.floor(i / 2) / 9_600);
  const { renderer, plan } = programme({ system }, { normalize: "off" });
  const cut: Plan = {
    ...plan,
    frames: 5_000,
    segments: [{ fromFrame: 1_000, toFrame: 3_000 }, { fromFrame: 6_000, toFrame: 9_000 }],
  };
  const whole = renderer(0, 5_000, cut).read(0, 5_000).slice();
  for (const [at, frame] of [[0, 1_000], [1_999, 2_999], [2_480, 6_480], [4_999, 8_999]] as const) {
    assertAlmostEquals(whole[2 * at] ?? NaN, frame / 9_600, 1e-6);
  }
  // In the middle of the crossfade both parts are at half their level.
  assertAlmostEquals(whole[2 * 2_240] ?? NaN, (3_240 + 6_240) / 2 / 9_600, 0.002);
  for (const [from, to] of randomPieces(5_000, 900)) {
    const piece = renderer(from, to, cut).read(from, to - from);
    assertEquals(piece, whole.subarray(2 * from, 2 * to));
  }
});

Deno.test("what exceeds full scale is brought back; what is no number is silence", () => {
  const stems = {
    mic: new Float32Array([0.9, -0.9, NaN, 0.1]),
    system: new Float32Array([0.9, 0, -0.9, 0, 0, 0, 0, 0]),
  };
  const { renderer } = programme(stems, { gate: "off", normalize: "off" });
  const samples = Array.from(renderer(0, 4).read(0, 4));
  assertEquals(samples.slice(0, 2).map((x) => Math.round(x * 10) / 10), [1, 0.9]);
  assertEquals([samples[2], samples[4]], [-1, 0]);
});

Deno.test("with peak normalisation nothing is ever clipped, however the peaks meet", () => {
  for (let seed = 1; seed < 20; seed++) {
    const next = random(seed);
    const size = 10 ** (2 * next() - 2);
    const both = whiteNoise(4_800, size, seed);
    const system = new Float32Array(2 * 4_800);
    both.forEach((sample, i) => system.fill(sample * 3, 2 * i, 2 * i + 2));
    const { renderer } = programme({ mic: both, system }, { gate: "off" });
    assert(peakOf(renderer(0, 4_800).read(0, 4_800)) < 0.85);
  }
});

Deno.test("a job for a chunk is small", () => {
  const analyses = [analyse("mic", new Float32Array(30 * RATE_HZ), options())];
  const job = makeRenderJob(makePlan(analyses, options()), analyses, 0, 24 * RATE_HZ);
  assert((job.pieces[0]?.curves.mic?.gains.byteLength ?? Infinity) < 12_000);
});

Deno.test("a track whose stem cannot be had is silent", () => {
  const analyses = [analyse("mic", new Float32Array(480).fill(0.5), options({ gate: "off" }))];
  const job = makeRenderJob(makePlan(analyses, options()), analyses, 0, 480);
  assertEquals(peakOf(new Renderer(job, {}).read(0, 480)), 0);
});

/** Interleaved stereo: noise on the left, so much of it on the right. */
function pair(seconds: number, right: number, seed: number): Float32Array {
  const noise = whiteNoise(seconds * RATE_HZ, 0.1, seed);
  return Float32Array.from(
    { length: 2 * noise.length },
    (_, i) => (noise[i >> 1] ?? 0) * (i % 2 === 0 ? 1 : right),
  );
}

function rmsOf(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

const PLAIN = { gate: "off", normalize: "off" } as const;

Deno.test("mono, split: a computer's side in counterphase is heard at its level", () => {
  const system = pair(4, -0.97, 3);
  for (const channels of ["mono", "split"] as const) {
    const rendered = programme({ system }, { ...PLAIN, channels }).render();
    const heard = channels === "mono" ? rendered : rendered.filter((_, i) => i % 2 === 1);
    const late = heard.subarray(RATE_HZ / 10);
    assertAlmostEquals(20 * Math.log10(rmsOf(late) / 0.1), 0, 0.3);
    if (channels === "split") {
      assertEquals(peakOf(rendered.filter((_, i) => i % 2 === 0)), 0);
    }
  }
});

Deno.test("mono, split: a way of folding that changes sounds the same from wherever it is rendered", () => {
  const system = new Float32Array([...pair(3, 0.8, 1), ...pair(3, -1, 2), ...pair(3, 1, 3)]);
  for (const channels of ["mono", "split"] as const) {
    const { render, plan } = programme({ system }, { ...PLAIN, channels });
    const width = channels === "mono" ? 1 : 2;
    const whole = render();
    for (const [from, to] of randomPieces(plan.frames, 50_000, 4)) {
      assertEquals(render(from, to), whole.slice(from * width, to * width));
    }
    for (let second = 0; second < 9; second++) {
      const part = whole.subarray(second * RATE_HZ * width, (second + 1) * RATE_HZ * width);
      assert(rmsOf(part) * Math.sqrt(width) > 0.085, `second ${second} of ${channels}`);
    }
  }
});

Deno.test("mono: by loudness, counterphase comes out as loud as what agrees", () => {
  const [agrees, opposes] = [1, -1].map((right) => {
    const choices = { gate: "off", normalize: "loudness", channels: "mono" } as const;
    return rmsOf(programme({ system: pair(6, right, 3) }, choices).render());
  });
  assertAlmostEquals(20 * Math.log10((opposes ?? 0) / (agrees ?? 1)), 0, 0.3);
});
