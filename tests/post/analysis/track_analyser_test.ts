import { assert, assertAlmostEquals, assertEquals } from "../../assert.ts";
import { randomPieces, sine, whiteNoise } from "../../dsp/signals.ts";
import { TrackAnalyser } from "../../../post/analysis/track_analyser.ts";
import { TrackAnalysis } from "../../../post/analysis/track_analysis.ts";
import { UNITY_GAIN } from "../../../post/analysis/levels/hop_outcome.ts";
import { analyse, options } from "../programme_signals.ts";

const RATE_HZ = 48_000;

/** −55 dBFS noise with a 440 Hz tone of −20 dBFS from `from` to `to` seconds. */
function toneInNoise(seconds: number, from: number, to: number): Float32Array {
  const samples = whiteNoise(seconds * RATE_HZ, 10 ** (-55 / 20), 7);
  const tone = sine({ hz: 440, rateHz: RATE_HZ, frames: (to - from) * RATE_HZ, amplitude: 0.1 });
  tone.forEach((sample, i) => {
    const at = from * RATE_HZ + i;
    samples[at] = (samples[at] ?? 0) + sample;
  });
  return samples;
}

function allGains(analysis: TrackAnalysis): number[] {
  return Array.from(analysis.gainCurve(0, analysis.frames).gains, (gain) => gain * UNITY_GAIN);
}

Deno.test("the system track is never gated: its gain is one, its level the highest of both channels", () => {
  const samples = new Float32Array(2 * RATE_HZ);
  samples[1_001] = -0.25;
  const analysis = analyse("system", samples, options());
  assertEquals(new Set(allGains(analysis)), new Set([UNITY_GAIN]));
  assertAlmostEquals(analysis.levelDb, 20 * Math.log10(0.25), 1 / 16);
});

Deno.test("without gate and leveller the limiter's look-ahead is all that is not settled", () => {
  const analyser = new TrackAnalyser({ track: "system", options: options() });
  analyser.push(new Float32Array(2 * 10_000));
  assert(10_000 - analyser.take().settledFrames < 0.08 * RATE_HZ);
  analyser.finish();
  const last = analyser.take();
  assertEquals([last.settledFrames, last.frames, last.finished], [10_000, 10_000, true]);
});

Deno.test("what is settled stays so under a limiter too, however loud what follows is", () => {
  const samples = new Float32Array(6 * RATE_HZ);
  for (let i = 0; i < samples.length; i++) samples[i] = (i / RATE_HZ) % 2 < 1.5 ? 0.02 : 0.9;
  const level = { gainDb: 0, ceilingDb: -20 };
  const analyser = new TrackAnalyser({ track: "system", options: options() });
  const analysis = new TrackAnalysis("system", RATE_HZ);
  const curves: number[][] = [];
  for (let at = 0; at < samples.length; at += 2 * 480) {
    analyser.push(samples.subarray(at, at + 2 * 480));
    analysis.append(analyser.take());
    curves.push([...analysis.gainCurve(0, analysis.settledFrames, level).gains]);
  }
  const last = curves.at(-1) ?? [];
  assert(last.some((gain) => gain < 0.2) && last.some((gain) => gain > 0.5));
  for (const curve of curves) assertEquals(curve, last.slice(0, curve.length));
});

Deno.test("the microphone's noise is silenced, a tone in it is at full level from begin to end", () => {
  const gains = allGains(analyse("mic", toneInNoise(12, 5, 7), options()));
  for (let hop = 500; hop <= 700; hop++) assertEquals(gains[hop], UNITY_GAIN, `hop ${hop}`);
  for (let hop = 0; hop < 475; hop++) assertEquals(gains[hop], 0, `hop ${hop}`);
  for (let hop = 790; hop <= 1_200; hop++) assertEquals(gains[hop], 0, `hop ${hop}`);
});

Deno.test("a tone held for more than a minute is kept whole", () => {
  const gains = allGains(analyse("mic", toneInNoise(80, 5, 75), options()));
  for (let hop = 500; hop <= 7_500; hop++) assertEquals(gains[hop], UNITY_GAIN, `hop ${hop}`);
  assertEquals(gains[7_700], 0);
});

Deno.test("settled gains lag by less than three seconds and never change", () => {
  const samples = toneInNoise(12, 5, 7);
  const expected = allGains(analyse("mic", samples, options()));
  const analyser = new TrackAnalyser({ track: "mic", options: options() });
  for (let at = 0; at < samples.length; at += RATE_HZ) {
    analyser.push(samples.subarray(at, at + RATE_HZ));
    const { gains, fromHop, settledFrames, frames } = analyser.take();
    assert(frames - settledFrames < 3 * RATE_HZ);
    assertEquals(Array.from(gains), expected.slice(fromHop, fromHop + gains.length));
  }
});

Deno.test("blocks of any size give the same analysis", () => {
  const samples = toneInNoise(6, 2, 4).subarray(0, 6 * RATE_HZ - 77);
  for (const choices of [options(), options({ gate: -40 }), options({ gate: "off" })]) {
    const expected = analyse("mic", samples, choices);
    const analyser = new TrackAnalyser({ track: "mic", options: choices });
    const analysis = new TrackAnalysis("mic", RATE_HZ);
    for (const [from, to] of randomPieces(samples.length, 9_000, 3)) {
      analyser.push(samples.subarray(from, to));
      analysis.append(analyser.take());
    }
    analyser.finish();
    analysis.append(analyser.take());
    assertEquals(allGains(analysis), allGains(expected));
    assertEquals(analysis.levelDb, expected.levelDb);
    assertEquals([analysis.frames, analysis.settledFrames], [samples.length, samples.length]);
  }
});

/** A voice of steady syllables, four a second. */
function voice(seconds: number, amplitude: number): Float32Array<ArrayBuffer> {
  const tone = sine({ hz: 300, rateHz: RATE_HZ, frames: seconds * RATE_HZ, amplitude });
  return tone.map((sample, i) => sample * Math.abs(Math.sin((4 * Math.PI * i) / RATE_HZ)));
}

Deno.test("the level counts only what the gate lets through", () => {
  const samples = toneInNoise(8, 3, 4);
  samples.fill(0.9, 7.5 * RATE_HZ, 7.5 * RATE_HZ + 40); // a click
  assertAlmostEquals(analyse("mic", samples, options()).levelDb, -20, 0.5);
  const ungated = analyse("mic", samples, options({ gate: "off" }));
  assertAlmostEquals(ungated.levelDb, -20, 0.5);
  assertAlmostEquals(ungated.hopPeakDb(750), 20 * Math.log10(0.9), 1 / 16);
});

Deno.test("a cough 40 dB louder than a minute's quiet speech neither decides its level nor stays so loud", () => {
  const quiet = voice(60, 0.01);
  const before = analyse("mic", quiet, options());
  quiet.set(voice(1, 1).subarray(0, RATE_HZ / 4), 30 * RATE_HZ);
  const after = analyse("mic", quiet, options());
  assertAlmostEquals(after.levelDb, before.levelDb, 1);
  const loudest = Array.from({ length: 25 }, (_, i) => after.hopPeakDb(3_000 + i));
  assert(
    Math.max(...loudest) < -15,
    "reduced by three quarters of what it stands above the speech",
  );
  assertEquals(allGains(after)[2_900], UNITY_GAIN);
});

Deno.test("as loud as it likes, a voice is treated alike", () => {
  const [loud, quiet] = [0.5, 0.005].map((amplitude) =>
    analyse("mic", voice(8, amplitude), options({ gate: "off" }))
  );
  assert(loud && quiet);
  assertEquals(allGains(loud), allGains(quiet));
  assertAlmostEquals(loud.levelDb - quiet.levelDb, 40, 1 / 16);
});

Deno.test("no frames, a frame, less than a hop: settled to the end", () => {
  for (const frames of [0, 1, 479, 480, 481]) {
    for (const track of ["mic", "system"] as const) {
      const samples = new Float32Array(frames * (track === "mic" ? 1 : 2)).fill(0.5);
      const analysis = analyse(track, samples, options());
      assertEquals([analysis.frames, analysis.settledFrames], [frames, frames]);
      assert(analysis.finished);
    }
  }
});

Deno.test("samples that are no numbers are silence", () => {
  const samples = toneInNoise(8, 3, 4);
  const clean = analyse("mic", samples, options());
  samples[RATE_HZ] = NaN;
  samples[3.5 * RATE_HZ] = Infinity;
  const analysis = analyse("mic", samples, options());
  assertEquals(analysis.levelDb, clean.levelDb);
  assertEquals(allGains(analysis), allGains(clean));
});

Deno.test("gains are found at 44.1 and 96 kHz too", () => {
  for (const rateHz of [44_100, 96_000]) {
    const samples = new Float32Array(6 * rateHz);
    samples.set(whiteNoise(6 * rateHz, 10 ** (-55 / 20)));
    samples.set(sine({ hz: 440, rateHz, frames: rateHz, amplitude: 0.1 }), 3 * rateHz);
    const gains = allGains(analyse("mic", samples, options({ rateHz })));
    assertEquals(gains[200], 0);
    assertEquals(gains[300], UNITY_GAIN);
    assertEquals(gains[400], UNITY_GAIN);
  }
});

Deno.test("a gate of some depth lowers what it would silence, and the level counts speech alone", () => {
  const samples = toneInNoise(12, 5, 7);
  const analysis = analyse("mic", samples, options({ gateDepth: 20 }));
  const gains = allGains(analysis);
  assertAlmostEquals((gains[200] ?? 0) / UNITY_GAIN, 0.1, 1e-4);
  assertEquals(gains[600], UNITY_GAIN);
  assertAlmostEquals(analysis.levelDb, analyse("mic", samples, options()).levelDb, 0.2);
});

Deno.test("how one channel is made of two is found in the same place, in one piece or in thousands", () => {
  const noise = whiteNoise(4 * RATE_HZ, 0.1);
  const samples = new Float32Array(2 * noise.length);
  noise.forEach((sample, i) => {
    samples[2 * i] = sample;
    samples[2 * i + 1] = i < noise.length / 2 ? sample : -sample;
  });
  samples[100_001] = NaN;
  const choices = options({ channels: "mono" });
  const whole = analyse("system", samples, choices).gainCurve(0, noise.length);
  const pieces = analyse("system", samples, choices, 131).gainCurve(0, noise.length);
  assertEquals(pieces.fold, whole.fold);
  const { left = [], right = [] } = whole.fold ?? {};
  assertEquals([left[199], right[199]], [0.5, 0.5]);
  assertEquals([left[215], right[215]], [1, 0]);
  const stereo = analyse("system", samples, options()).gainCurve(0, noise.length);
  assertEquals(stereo.fold, undefined);
});
