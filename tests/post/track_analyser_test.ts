import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { randomPieces, sine, whiteNoise } from "../dsp/signals.ts";
import { TrackAnalyser } from "../../post/track_analyser.ts";
import { TrackAnalysis, UNITY_GAIN } from "../../post/track_analysis.ts";
import { analyse, options } from "./programme_signals.ts";

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
  return Array.from(analysis.gainCurve(0, analysis.frames).gains);
}

Deno.test("the system track is never gated: its gain is one, its peak the highest of both channels", () => {
  const samples = new Float32Array(2 * RATE_HZ);
  samples[1_001] = -0.25;
  const analysis = analyse("system", samples, options());
  assertEquals(new Set(allGains(analysis)), new Set([UNITY_GAIN]));
  assertEquals(analysis.peak, 0.25);
});

Deno.test("without a gate all is settled up to the last whole hop", () => {
  const analyser = new TrackAnalyser({ track: "mic", options: options({ gate: "off" }) });
  analyser.push(new Float32Array(1_000));
  assertEquals(analyser.take().settledFrames, 960);
  analyser.finish();
  const last = analyser.take();
  assertEquals([last.settledFrames, last.frames, last.finished], [1_000, 1_000, true]);
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
    assertEquals(analysis.peak, expected.peak);
    assertEquals([analysis.frames, analysis.settledFrames], [samples.length, samples.length]);
  }
});

Deno.test("the peak counts only what the gate lets through", () => {
  const samples = toneInNoise(8, 3, 4);
  samples[7.5 * RATE_HZ] = 0.9; // a click of one sample
  assertAlmostEquals(analyse("mic", samples, options()).peak, 0.1, 0.006);
  assertEquals(analyse("mic", samples, options({ gate: "off" })).peak, Math.fround(0.9));
});

Deno.test("in a fade the peak is that of the faded sample, exactly", () => {
  const samples = toneInNoise(8, 3, 4);
  const at = 4.68 * RATE_HZ + 123;
  const curve = analyse("mic", samples, options()).gainCurve(at, at + 1);
  const [gain = 0, next = 0] = curve.gains;
  assert(gain > next && next > 0, "the place is in the fade");
  samples[at] = 0.9;
  const within = at % 480;
  const expected = Math.fround(0.9) * (gain + (next - gain) * within / 480) / UNITY_GAIN;
  assertAlmostEquals(analyse("mic", samples, options()).peak, expected, 1e-12);
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
  assertAlmostEquals(analysis.peak, clean.peak, 1e-12);
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
