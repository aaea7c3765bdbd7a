import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { Limiter } from "../../dsp/limiter.ts";
import { random, sine, whiteNoise } from "./signals.ts";
import { truePeakDb } from "./true_peak_db.ts";

const RATE_HZ = 48_000;
const CEILING_DB = -1.5;

/** Limits a whole signal in windows of `windowFrames`, each with its context, in random order. */
function limit(samples: Float32Array, channels = 1, windowFrames = samples.length): Float32Array {
  const options = { rateHz: RATE_HZ, channels, ceilingDb: CEILING_DB, maxFrames: windowFrames };
  const limiter = new Limiter(options);
  const frames = samples.length / channels;
  const next = random(3);
  const starts: number[] = [];
  for (let from = 0; from < frames; from += windowFrames) starts.push(from);
  starts.sort(() => next() - 0.5);
  const output = new Float32Array(samples.length);
  for (const from of starts) {
    const count = Math.min(windowFrames, frames - from);
    const window = new Float32Array(
      (limiter.beforeFrames + count + limiter.afterFrames) * channels,
    );
    const first = from - limiter.beforeFrames;
    const known = samples.subarray(
      Math.max(0, first) * channels,
      (from + count + limiter.afterFrames) * channels,
    );
    window.set(known, Math.max(0, -first) * channels);
    limiter.process(window);
    const done = window.subarray(limiter.beforeFrames * channels);
    output.set(done.subarray(0, count * channels), from * channels);
  }
  return output;
}

/** Noise in bursts of random height, now and then far above full scale. */
function bursts(frames: number, seed: number): Float32Array<ArrayBuffer> {
  const next = random(seed);
  const samples = whiteNoise(frames, 0.1, seed);
  for (let at = 0; at < frames;) {
    const length = 1 + Math.floor(next() * 5_000);
    const gain = 10 ** (1.5 * next() - 0.5);
    const burst = samples.subarray(at, at + length);
    burst.forEach((sample, i) => burst[i] = sample * gain);
    at += length;
  }
  return samples;
}

Deno.test("what stays below the ceiling passes bit by bit", () => {
  const samples = whiteNoise(20_000, 0.2);
  assertEquals(limit(samples), samples);
});

Deno.test("the true peak comes out at the ceiling, 0.1 dB at most above, on tones and on noise", () => {
  for (const hz of [97, 997, 6_000, 11_999]) {
    const tone = sine({ hz, rateHz: RATE_HZ, frames: RATE_HZ / 2, amplitude: 2 });
    const level = truePeakDb(limit(tone));
    assert(level < CEILING_DB + 0.1 && level > CEILING_DB - 0.3, `${hz} Hz: ${level}`);
  }
  for (const seed of [1, 2, 3]) {
    assert(truePeakDb(limit(bursts(RATE_HZ, seed))) < CEILING_DB + 0.1);
  }
});

Deno.test("windows of any size in any order give the samples of one whole pass", () => {
  const samples = bursts(2 * 30_000, 7);
  const whole = limit(samples, 2);
  for (const windowFrames of [48, 480, 4_800, 12_000]) {
    assertEquals(limit(samples, 2, windowFrames), whole);
  }
});

Deno.test("both channels get the same gain", () => {
  const samples = new Float32Array(2 * 9_600);
  for (let i = 0; i < 9_600; i++) {
    samples[2 * i] = 2 * Math.sin(i / 10);
    samples[2 * i + 1] = 0.02 * Math.sin(i / 10);
  }
  const limited = limit(samples, 2);
  for (let i = 0; i < 9_600; i++) {
    assertAlmostEquals(limited[2 * i] ?? NaN, 100 * (limited[2 * i + 1] ?? NaN), 1e-5);
  }
});

Deno.test("a click is lowered 11 ms before and 212 ms after, and nothing else is", () => {
  const samples = sine({ hz: 440, rateHz: RATE_HZ, frames: RATE_HZ, amplitude: 0.1 });
  const clicked = samples.slice();
  clicked[24_000] = 4;
  const limited = limit(clicked);
  const touched = Array.from(limited.keys()).filter((i) => limited[i] !== clicked[i]);
  const [first = NaN, last = NaN] = [touched[0], touched.at(-1)];
  assert(first >= 24_000 - 12 * 48 && first < 24_000, `${first}`);
  assert(last <= 24_000 + 213 * 48 && last > 24_000 + 150 * 48, `${last}`);
  assert(Math.abs(limited[24_000] ?? NaN) < 10 ** (CEILING_DB / 20));
});

Deno.test("samples that are no numbers do not silence their surroundings", () => {
  const samples = whiteNoise(10_000, 0.1);
  samples[5_000] = NaN;
  samples[5_001] = Infinity;
  const limited = limit(samples);
  assertEquals(limited.subarray(0, 5_000), samples.subarray(0, 5_000));
  assertEquals(limited.subarray(5_002), samples.subarray(5_002));
});
