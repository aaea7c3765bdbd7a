/** Loudness normalisation from stems to samples, measured by another program: ffmpeg's `ebur128`. */
import { makeRenderJob } from "../../post/plan/order_render.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { random, randomPieces, sine, whiteNoise } from "../dsp/signals.ts";
import { truePeakDb } from "../dsp/true_peak_db.ts";
import { IntegratedLoudness } from "../../dsp/loudness.ts";
import { KWeightedPower } from "../../dsp/k_weighting.ts";
import type { ChannelLayout, ProgrammeOptions } from "../../post/ground/options.ts";
import { makePlan, rangeKey } from "../../post/plan/plan.ts";
import { Renderer } from "../../post/render/renderer.ts";
import { TrackAnalyser } from "../../post/analysis/track_analyser.ts";
import { TrackAnalysis } from "../../post/analysis/track_analysis.ts";
import { analyse, options, readerOf } from "./programme_signals.ts";

const RATE_HZ = 48_000;

/** What ffmpeg measures. */
async function measured(samples: Float32Array, channels: 1 | 2) {
  const process = new Deno.Command("ffmpeg", {
    args: [
      ...["-hide_banner", "-nostdin", "-nostats"],
      ...["-f", "f32le", "-ar", `${RATE_HZ}`, "-ac", `${channels}`, "-i", "pipe:0"],
      ...["-af", "ebur128=peak=true", "-f", "null", "-"],
    ],
    stdin: "piped",
    stderr: "piped",
    stdout: "null",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  await writer.close();
  const text = new TextDecoder().decode((await process.output()).stderr).split("Summary:").at(-1);
  const number = (name: RegExp) => Number(name.exec(text ?? "")?.[1]);
  return { lufs: number(/I:\s+(\S+) LUFS/), truePeakDb: number(/Peak:\s+(\S+) dBFS/) };
}

/** What confrec's own meters measure. */
function ours(samples: Float32Array, channels: 1 | 2) {
  const power = new KWeightedPower({ rateHz: RATE_HZ, channels, hopFrames: 480 });
  const powers = new Float64Array(samples.length / channels / 480 + 1);
  const loudness = new IntegratedLoudness(10);
  powers.subarray(0, power.process(samples, powers)).forEach((each) => loudness.push(each));
  return { lufs: loudness.lufs, truePeakDb: truePeakDb(samples, channels) };
}

/** Something like speech on one or two channels: noise in syllables with pauses, loud and soft by turns. */
function babble(seconds: number, channels: 1 | 2, amplitude: number, seed: number): Float32Array {
  const noise = whiteNoise(seconds * RATE_HZ * channels, amplitude, seed);
  let low = 0;
  return noise.map((sample, i) => {
    const second = i / channels / RATE_HZ;
    low += 0.2 * (sample - low);
    if (second % 3 > 2) return low * 0.003;
    return low * Math.sin(4 * Math.PI * second) ** 2 * (second % 9 > 6 ? 0.4 : 1);
  });
}

function programme(
  stems: Partial<Record<TrackName, Float32Array>>,
  changes: Partial<ProgrammeOptions> = {},
  highPassHz?: number,
) {
  const choices = options({ normalize: "loudness", ...changes }, highPassHz);
  const tracks = Object.entries(stems) as [TrackName, Float32Array][];
  const analyses = tracks.map(([track, samples]) => analyse(track, samples, choices));
  const readers = Object.fromEntries(
    tracks.map(([track, samples]) => [track, readerOf(samples, track)]),
  );
  const plan = makePlan(analyses, choices);
  const render = (from: number, to: number) =>
    new Renderer(structuredClone(makeRenderJob(plan, analyses, from, to)), readers);
  return { plan, render, whole: () => render(0, plan.frames).read(0, plan.frames).slice() };
}

Deno.test("our meters agree with ffmpeg's within 0.1 LU and 0.2 dB, on one channel and on two", async () => {
  for (const channels of [1, 2] as const) {
    for (const seed of [1, 2]) {
      const samples = babble(20, channels, 0.3 * seed, seed);
      const [mine, theirs] = [ours(samples, channels), await measured(samples, channels)];
      // ffmpeg tells a tenth.
      assertAlmostEquals(mine.lufs, theirs.lufs, 0.1);
      assertAlmostEquals(mine.truePeakDb, theirs.truePeakDb, 0.2);
    }
  }
});

for (const [channels, targetLufs] of [["stereo", -16], ["mono", -19]] as const) {
  Deno.test(`each track alone comes out at ${targetLufs} LUFS in ${channels}, under −1.5 dBTP`, async () => {
    for (const track of ["mic", "system"] as const) {
      const stem = babble(20, track === "mic" ? 1 : 2, 0.05, 3);
      const { whole, plan } = programme({ [track]: stem }, { channels });
      const { lufs, truePeakDb } = await measured(whole(), plan.channels);
      assertAlmostEquals(lufs, targetLufs, 0.15, track);
      assert(truePeakDb <= -1.4, `${truePeakDb}`);
    }
  });
}

Deno.test("a programme that would exceed −1.5 dBTP is held there", async () => {
  const system = babble(20, 2, 0.2, 4);
  for (let at = RATE_HZ; at < 19 * RATE_HZ; at += 3 * RATE_HZ) {
    const tick = sine({ hz: 11_999, rateHz: RATE_HZ, frames: 600, amplitude: 0.9 });
    tick.forEach((sample, i) => system.fill(sample, 2 * (at + i), 2 * (at + i + 1)));
  }
  const { whole, plan } = programme({ mic: babble(20, 1, 0.2, 5), system });
  const { truePeakDb } = await measured(whole(), plan.channels);
  assert(truePeakDb <= -1.4 && truePeakDb > -2, `${truePeakDb}`);
});

Deno.test("any range in any pieces gives the samples of one whole render", () => {
  const frames = 5 * RATE_HZ - 123;
  const stems = {
    mic: babble(5, 1, 0.3, 6).subarray(0, frames).map((sample, i) => i % 50_000 < 90 ? 1 : sample),
    system: babble(5, 2, 0.3, 7).subarray(0, 2 * frames),
  };
  for (const channels of ["mono", "stereo", "split"] as ChannelLayout[]) {
    const { whole, render, plan } = programme(stems, { channels }, 80);
    const all = whole();
    const next = random(2);
    for (const [from, to] of randomPieces(frames, 60_000, 8).sort(() => next() - 0.5)) {
      const piece = render(from, to).read(from, to - from);
      assertEquals(piece, all.subarray(from * plan.channels, to * plan.channels));
    }
  }
});

Deno.test("while it grows the programme keeps back what the limiter looks ahead, and keys stay the same", () => {
  const choices = options({ normalize: "loudness" });
  const stem = babble(10, 2, 0.1, 9);
  const whole = makePlan([analyse("system", stem, choices)], choices);
  const analyser = new TrackAnalyser({ track: "system", options: choices });
  const growing = new TrackAnalysis("system", RATE_HZ);
  analyser.push(stem.subarray(0, 2 * 6 * RATE_HZ));
  growing.append(analyser.take());
  const plan = { ...makePlan([growing], choices), gainSteps: whole.gainSteps };
  assert(growing.settledFrames - plan.frames > 0.01 * RATE_HZ);
  assertEquals(rangeKey(plan, 48_000, plan.frames), rangeKey(whole, 48_000, plan.frames));
});
