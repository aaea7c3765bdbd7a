// deno-lint-ignore-file no-non-null-assertion -- loops over signals index within bounds
import { assert, assertEquals, assertLess } from "@std/assert";
import { Resampler } from "../../dsp/resampler.ts";
import { randomFrom } from "../../scripts/stage/simulated_device.ts";

const PASS = { inRateHz: 48000, outRateHz: 48000, channels: 1, maxBlockFrames: 96000 };

function sine(frequencyHz: number, rateHz: number, seconds: number): Float32Array {
  const frames = Math.round(rateHz * seconds);
  return Float32Array.from(
    { length: frames },
    (_, i) => 0.9 * Math.sin(2 * Math.PI * frequencyHz * i / rateHz),
  );
}

function noise(samples: number, seed: number): Float32Array {
  const random = randomFrom(seed);
  return Float32Array.from({ length: samples }, () => random() * 2 - 1);
}

/** All that is not the sine of this frequency (least squares fit), relative to it; dB. */
function restDb(signal: Float32Array, frequencyHz: number, rateHz: number): number {
  const angle = 2 * Math.PI * frequencyHz / rateHz;
  let [ss, cc, sc, ys, yc] = [0, 0, 0, 0, 0];
  for (let i = 0; i < signal.length; i++) {
    const [s, c, y] = [Math.sin(angle * i), Math.cos(angle * i), signal[i]!];
    [ss, cc, sc, ys, yc] = [ss + s * s, cc + c * c, sc + s * c, ys + y * s, yc + y * c];
  }
  const a = (ys * cc - yc * sc) / (ss * cc - sc * sc);
  const b = (yc * ss - ys * sc) / (ss * cc - sc * sc);
  let [rest, whole] = [0, 0];
  for (let i = 0; i < signal.length; i++) {
    const fit = a * Math.sin(angle * i) + b * Math.cos(angle * i);
    [rest, whole] = [rest + (signal[i]! - fit) ** 2, whole + fit ** 2];
  }
  return 10 * Math.log10(rest / whole);
}

/** Feeds blocks of the given sizes, then flushes. */
function run(resampler: Resampler, input: Float32Array, channels: number, size: () => number) {
  const out: number[] = [];
  const frames = input.length / channels;
  for (let at = 0; at < frames;) {
    const now = Math.min(size(), frames - at);
    out.push(...resampler.process(input.subarray(at * channels, (at + now) * channels), now));
    at += now;
  }
  out.push(...resampler.flush());
  return Float32Array.from(out);
}

for (const ppm of [300, -300, 10_000, -10_000]) {
  for (const frequencyHz of [1000, 16000]) {
    Deno.test(`${frequencyHz} Hz at ${ppm} ppm: distortion and noise are 100 dB down`, () => {
      const resampler = new Resampler(PASS);
      resampler.correctionPpm = ppm;
      const out = resampler.process(sine(frequencyHz, 48000, 2), 96000).slice(12000);
      assertLess(restDb(out, frequencyHz / (1 + ppm * 1e-6), 48000), -100);
    });
  }
}

for (
  const [inRateHz, outRateHz] of [[44100, 48000], [48000, 44100], [96000, 48000], [48000, 96000], [
    96000,
    44100,
  ], [44100, 96000]] as const
) {
  for (const frequencyHz of [1000, 16000]) {
    Deno.test(`${frequencyHz} Hz from ${inRateHz} to ${outRateHz} Hz is 100 dB clean`, () => {
      const maxBlockFrames = 2 * inRateHz;
      const resampler = new Resampler({ inRateHz, outRateHz, channels: 1, maxBlockFrames });
      const out = resampler.process(sine(frequencyHz, inRateHz, 2), maxBlockFrames);
      assertLess(restDb(out.slice(outRateHz / 4), frequencyHz, outRateHz), -100);
    });
  }
}

Deno.test("what a lower rate cannot hold is taken out: 30 kHz from 96 to 48 kHz", () => {
  const resampler = new Resampler({
    inRateHz: 96000,
    outRateHz: 48000,
    channels: 1,
    maxBlockFrames: 96000,
  });
  const out = resampler.process(sine(30000, 96000, 1), 96000).slice(4800);
  assertLess(out.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0), 0.9e-5);
});

Deno.test("equal rates without correction: the output is the input, bit by bit", () => {
  const input = noise(2 * 20000, 1);
  const random = randomFrom(2);
  const resampler = new Resampler({ ...PASS, channels: 2 });
  assertEquals(run(resampler, input, 2, () => 1 + Math.floor(random() * 3000)), input);
});

Deno.test("one piece or a thousand: the same samples", () => {
  const random = randomFrom(3);
  for (const [inRateHz, outRateHz] of [[48000, 48000], [44100, 48000], [96000, 44100]] as const) {
    const input = noise(2 * 24000, 4);
    const make = () => {
      const resampler = new Resampler({ inRateHz, outRateHz, channels: 2, maxBlockFrames: 24000 });
      resampler.correctionPpm = 137;
      return resampler;
    };
    const whole = run(make(), input, 2, () => 24000);
    const pieces = run(make(), input, 2, () => Math.floor(random() * 50));
    assertEquals(pieces, whole);
  }
});

Deno.test("a correction that comes between two blocks acts from there on, however the blocks are cut", () => {
  const input = noise(9600, 5);
  const corrected = (size: number) => {
    const resampler = new Resampler(PASS);
    const out: number[] = [];
    for (let at = 0; at < 9600; at += size) {
      if (at === 4800) resampler.correctionPpm = -250;
      out.push(...resampler.process(input.subarray(at, at + size), size));
    }
    return out;
  };
  assertEquals(corrected(480), corrected(4800));
  assertEquals(corrected(1), corrected(4800));
});

Deno.test("the length is the input's times the ratio, to the frame", () => {
  for (const [inRateHz, outRateHz] of [[44100, 48000], [48000, 44100], [96000, 48000]] as const) {
    const resampler = new Resampler({ inRateHz, outRateHz, channels: 1, maxBlockFrames: 4096 });
    const out = run(resampler, new Float32Array(inRateHz), 1, () => 4096);
    assertEquals(out.length, outRateHz);
  }
});

Deno.test("there is no shift in time: a click comes out where it went in", () => {
  const input = new Float32Array(44100);
  input[22050] = 1;
  const resampler = new Resampler({
    inRateHz: 44100,
    outRateHz: 48000,
    channels: 1,
    maxBlockFrames: 44100,
  });
  const out = run(resampler, input, 1, () => 44100);
  assertEquals(out.indexOf(Math.max(...out.subarray(23900, 24100))), 24000);
});

/** Where each output frame stands in the input while the correction goes linearly from 0 to `ppm` in 100 ms. */
function rampedPosition(ppm: number, heldFrames: number): (frame: number) => number {
  const goal = 1 / (1 + ppm * 1e-6) - 1;
  return (frame) => {
    const n = Math.max(0, frame - heldFrames);
    const ramped = Math.min(n, 4800);
    return frame + goal * (ramped * (ramped + 1) / 2 / 4800 + (n - ramped));
  };
}

for (const ppm of [5, 300, 1000, 10_000]) {
  Deno.test(`leaving ratio 1 for ${ppm} ppm is inaudible: no more than the ramp itself, 100 dB clean`, () => {
    const resampler = new Resampler(PASS);
    const input = sine(1000, 48000, 1);
    const first = resampler.process(input.subarray(0, 24000), 24000).slice();
    resampler.correctionPpm = ppm;
    const second = resampler.process(input.subarray(24000), 24000).slice();
    // The filter is faded in over 480 frames first, while nothing is corrected.
    const position = rampedPosition(ppm, 480);
    let [rest, whole] = [0, 0];
    for (let i = 0; i < second.length; i++) {
      const want = 0.9 * Math.sin(2 * Math.PI / 48 * (first.length + position(i)));
      [rest, whole] = [rest + (second[i]! - want) ** 2, whole + want ** 2];
    }
    assertLess(10 * Math.log10(rest / whole), -100);
  });
}

Deno.test("the position is exact after a day: 44.1 to 48 kHz counts in whole numbers", () => {
  // A day is 3.8e9 frames. Steps are counted in 147/160 frames, so after every 160 outputs the phase is exactly what it
  // was: a periodic input gives a periodic output, bit by bit, for ever.
  const period = sine(300, 44100, 441 / 44100);
  const resampler = new Resampler({
    inRateHz: 44100,
    outRateHz: 48000,
    channels: 1,
    maxBlockFrames: 441,
  });
  for (let i = 0; i < 3; i++) resampler.process(period, 441);
  const once = resampler.process(period, 441).slice();
  for (let i = 0; i < 2000; i++) resampler.process(period, 441);
  assertEquals(resampler.process(period, 441).slice(), once);
  assertEquals(resampler.position, 480 * 2005);
});

Deno.test("NaN and infinities are taken as silence and forgotten", () => {
  for (const ppm of [0, 200]) {
    const resampler = new Resampler(PASS);
    resampler.correctionPpm = ppm;
    const input = sine(1000, 48000, 1);
    input[1000] = NaN;
    input[1001] = Infinity;
    input[1002] = -Infinity;
    const out = run(resampler, input, 1, () => 512);
    const clean = new Resampler(PASS);
    clean.correctionPpm = ppm;
    const want = run(clean, sine(1000, 48000, 1), 1, () => 512);
    assert(out.every(Number.isFinite));
    assertEquals(out.subarray(1100), want.subarray(1100));
  }
});

Deno.test("after reset nothing of the past is left", () => {
  const resampler = new Resampler({ ...PASS, inRateHz: 44100 });
  const input = noise(5000, 6);
  const first = run(resampler, input, 1, () => 700);
  resampler.reset();
  assertEquals(run(resampler, input, 1, () => 700), first);
});

Deno.test("sound between silences comes out as if there were no silence, edges and all", () => {
  const clicks = new Float32Array(9_600);
  for (const at of [0, 1_000, 1_049, 5_000, 9_599]) clicks[at] = 0.5;
  const level = new Float32Array(clicks.length).fill(0.25);
  const both = clicks.map((x) => x + 0.25);
  const [alone, under, sum] = [clicks, level, both].map((input) => {
    const resampler = new Resampler(PASS);
    resampler.correctionPpm = 150;
    return run(resampler, input, 1, () => 700);
  }) as [Float32Array, Float32Array, Float32Array];
  const error = alone.map((x, i) => Math.abs(x + under[i]! - sum[i]!));
  assertLess(Math.max(...error), 1e-6);
  assert(alone.subarray(2_000, 4_900).every((x) => x === 0));
});

Deno.test("eight channels go through alike", () => {
  const mono = noise(3000, 7);
  const eight = new Float32Array(3000 * 8);
  for (let i = 0; i < eight.length; i++) eight[i] = mono[i >> 3]!;
  const options = { inRateHz: 48000, outRateHz: 44100, maxBlockFrames: 3000 };
  const want = run(new Resampler({ ...options, channels: 1 }), mono, 1, () => 3000);
  const got = run(new Resampler({ ...options, channels: 8 }), eight, 8, () => 3000);
  for (let channel = 0; channel < 8; channel++) {
    assertEquals(got.filter((_, i) => i % 8 === channel), want);
  }
});

Deno.test("no frames in, no frames out", () => {
  const resampler = new Resampler(PASS);
  assertEquals(resampler.process(new Float32Array(0), 0).length, 0);
  assertEquals(resampler.flush().length, 0);
});
