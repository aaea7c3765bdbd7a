import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { FoldDown, foldDownWeights } from "../../dsp/fold_down.ts";
import { whiteNoise } from "./signals.ts";

const HALF_POWER = Math.SQRT1_2;
const AT_48K = { rateHz: 48_000 } as const;

/** What one frame with a 1 in each channel in turn becomes. */
function fold(inChannels: number, outChannels: 1 | 2, meaning?: "inputs"): number[][] {
  const options = { inChannels, outChannels, rateHz: 48_000, maxBlockFrames: inChannels };
  const block = new FoldDown(meaning ? { ...options, meaning } : options);
  const input = new Float32Array(inChannels * inChannels);
  for (let i = 0; i < inChannels; i++) input[i * inChannels + i] = 1;
  const output = block.process(input, inChannels);
  return Array.from(
    { length: inChannels },
    (_, i) => Array.from(output.subarray(i * outChannels, (i + 1) * outChannels)),
  );
}

function assertClose(actual: number[][], expected: number[][]): void {
  assertEquals(actual.length, expected.length);
  actual.forEach((row, i) =>
    row.forEach((value, j) => assertAlmostEquals(value, expected[i]?.[j] ?? NaN, 1e-6))
  );
}

Deno.test("one channel goes to both sides at full level", () => {
  assertEquals(fold(1, 2), [[1, 1]]);
});

Deno.test("what already has the right number of channels passes untouched", () => {
  assertEquals(fold(2, 2), [[1, 0], [0, 1]]);
  assertEquals(fold(1, 1), [[1]]);
});

Deno.test("two equal channels fold to that channel", () => {
  assertClose(fold(2, 1), [[0.5], [0.5]]);
});

Deno.test("5.1 in WAVE order folds to stereo as BS.775 says, without the effects channel", () => {
  assertClose(fold(6, 2), [
    [1, 0],
    [0, 1],
    [HALF_POWER, HALF_POWER],
    [0, 0],
    [HALF_POWER, 0],
    [0, HALF_POWER],
  ]);
});

Deno.test("5.1 folds to mono in the proportions of BS.775: 0.7071, 0.7071, 1, -, 0.5, 0.5", () => {
  const mono = foldDownWeights(6, 1)[0] ?? [];
  const centre = mono[2] ?? NaN;
  const expected = [HALF_POWER, HALF_POWER, 1, 0, 0.5, 0.5];
  mono.forEach((weight, i) => assertAlmostEquals(weight / centre, expected[i] ?? NaN, 1e-12));
});

Deno.test("7.1 keeps back and side of each side together", () => {
  const [left = [], right = []] = foldDownWeights(8, 2);
  assertEquals(left, [1, 0, HALF_POWER, 0, HALF_POWER, 0, HALF_POWER, 0]);
  assertEquals(right, [0, 1, HALF_POWER, 0, 0, HALF_POWER, 0, HALF_POWER]);
});

Deno.test("every number of channels up to eight folds, with left and right alike", () => {
  for (let channels = 1; channels <= 8; channels++) {
    const [left = [], right = []] = foldDownWeights(channels, 2);
    assertEquals(left.length, channels);
    const sum = (weights: number[]) => weights.reduce((a, b) => a + b, 0);
    assertAlmostEquals(sum(left), sum(right), 1e-12);
  }
});

Deno.test("no socket of an interface is dropped, whichever the microphone is plugged into", () => {
  for (const [share] of fold(8, 1, "inputs")) {
    assertAlmostEquals(share ?? NaN, Math.sqrt(1 / 8), 1e-6);
  }
  assertClose(fold(2, 1, "inputs"), [[0.5], [0.5]]);
});

Deno.test("samples that are no numbers become silence and leave the others alone", () => {
  const block = new FoldDown({ ...AT_48K, inChannels: 2, outChannels: 1, maxBlockFrames: 3 });
  const output = block.process(new Float32Array([NaN, 0.5, Infinity, -0.5, 1, 0]), 3);
  assertEquals(Array.from(output), [0.25, -0.25, 0.5]);
});

/** A signal with one value a frame, in so many channels, each with a factor of its own. */
function spread(signal: Float32Array, factors: readonly number[]): Float32Array {
  const samples = new Float32Array(signal.length * factors.length);
  signal.forEach((value, i) =>
    factors.forEach((factor, channel) => samples[i * factors.length + channel] = value * factor)
  );
  return samples;
}

function join(...parts: readonly Float32Array[]): Float32Array {
  return new Float32Array(parts.flatMap((part) => Array.from(part)));
}

/** Folds to one channel, in blocks of so many frames. */
function mono(samples: Float32Array, inChannels: number, blockFrames = 960) {
  const block = new FoldDown({ ...AT_48K, inChannels, outChannels: 1, maxBlockFrames: 64 });
  const frames = samples.length / inChannels;
  const output = new Float32Array(frames);
  for (let at = 0; at < frames; at += blockFrames) {
    const count = Math.min(blockFrames, frames - at);
    const part = samples.slice(at * inChannels, (at + count) * inChannels);
    output.set(block.process(part, count), at);
  }
  return { output, changes: block.takeChanges() };
}

/** Power of `actual` over that of `expected`, dB, from frame to frame. */
function levelDb(actual: Float32Array, expected: Float32Array, from = 0, to = actual.length) {
  const power = (x: Float32Array) =>
    x.subarray(from, to).reduce((sum, value) => sum + value * value, 0);
  return 10 * Math.log10(power(actual) / power(expected));
}

const SECOND = 48_000;

Deno.test("a microphone whose channels are one another's opposite is heard at its level", () => {
  const voice = whiteNoise(10 * SECOND, 0.1);
  const { output, changes } = mono(spread(voice, [1, -0.97]), 2);
  assertAlmostEquals(levelDb(output, voice), 0, 0.3);
  assertAlmostEquals(levelDb(output, voice, 0.1 * SECOND), 0, 0.3);
  assertEquals(changes.map(({ kind, channel }) => ({ kind, channel })), [
    { kind: "opposed", channel: 0 },
  ]);
});

Deno.test("less than 50 ms of counterphase is lost, once, also where it begins late", () => {
  for (const lead of [0, 20]) {
    const before = whiteNoise(lead * SECOND, 0.1);
    const voice = whiteNoise(5 * SECOND, 0.1);
    const { output } = mono(join(spread(before, [1, 1]), spread(voice, [1, -1])), 2);
    const heard = output.subarray(before.length);
    const late = 0.1 * SECOND;
    assertAlmostEquals(levelDb(heard, voice, late), 0, 0.1);
    assert(levelDb(heard, voice) > -0.2);
  }
});

Deno.test("counterphase as loud as unrelated noise is heard", () => {
  const voice = whiteNoise(20 * SECOND, 0.1, 1);
  const samples = spread(voice, [1, -1]);
  const [a, b] = [whiteNoise(20 * SECOND, 0.1, 2), whiteNoise(20 * SECOND, 0.1, 3)];
  for (let i = 0; i < voice.length; i++) {
    samples[2 * i] = (samples[2 * i] ?? 0) + (a[i] ?? 0);
    samples[2 * i + 1] = (samples[2 * i + 1] ?? 0) + (b[i] ?? 0);
  }
  const { output } = mono(samples, 2);
  let product = 0;
  let power = 0;
  for (let i = 3 * SECOND; i < voice.length; i++) {
    product += (output[i] ?? 0) * (voice[i] ?? 0);
    power += (voice[i] ?? 0) ** 2;
  }
  assertAlmostEquals(Math.abs(product / power), 1, 0.05);
});

Deno.test("who agrees and who opposes in turns are both heard, from one channel alone", () => {
  const turns = Array.from({ length: 10 }, (_, i) => whiteNoise(3 * SECOND, 0.1, i + 1));
  const samples = join(...turns.map((turn, i) => spread(turn, [1, i % 2 === 0 ? 1 : -1])));
  const { output, changes } = mono(samples, 2);
  const expected = join(...turns);
  for (let i = 0; i < turns.length; i++) {
    const level = levelDb(output, expected, i * 3 * SECOND, (i + 1) * 3 * SECOND);
    assert(level > -0.3, `turn ${i} is ${level} dB`);
  }
  assertEquals(changes.at(-1)?.kind, "one");
});

/** Two channels of what both hold alike, what they hold in counterphase, and what each holds alone. */
function pair(
  { alike, opposed, left, right }: Partial<
    Record<"alike" | "opposed" | "left" | "right", Float32Array>
  >,
): Float32Array {
  const frames = (alike ?? left ?? new Float32Array()).length;
  const samples = new Float32Array(2 * frames);
  for (let i = 0; i < frames; i++) {
    samples[2 * i] = (alike?.[i] ?? 0) + (opposed?.[i] ?? 0) + (left?.[i] ?? 0);
    samples[2 * i + 1] = (alike?.[i] ?? 0) - (opposed?.[i] ?? 0) + (right?.[i] ?? 0);
  }
  return samples;
}

/** How much of a sound is in another, as a factor; over what follows the first three seconds. */
function shareOf(part: Float32Array, whole: Float32Array): number {
  let [product, power] = [0, 0];
  for (let i = 3 * SECOND; i < part.length; i++) {
    product += (part[i] ?? 0) * (whole[i] ?? 0);
    power += (part[i] ?? 0) ** 2;
  }
  return Math.abs(product / power);
}

Deno.test("a voice that both channels hold alike is heard under a louder hum in counterphase", () => {
  const voice = whiteNoise(10 * SECOND, 0.01, 1);
  for (const db of [0, 3, 6, 12, 20]) {
    const hum = whiteNoise(10 * SECOND, 0.01 * 10 ** (db / 20), 2);
    const { output } = mono(pair({ alike: voice, opposed: hum }), 2);
    const share = shareOf(voice, output);
    assert(share > 0.45, `hum ${db} dB louder: ${share} of the voice is left`);
  }
});

Deno.test("a voice in one channel is heard beside noise in the other, whatever was heard before", () => {
  const [fan, voice] = [whiteNoise(20 * SECOND, 0.01, 3), whiteNoise(20 * SECOND, 0.01, 4)];
  const [yes, no] = [whiteNoise(SECOND, 0.1, 1), whiteNoise(2 * SECOND, 0.1, 2)];
  const before = join(pair({ alike: join(yes, yes) }), spread(no, [1, -1]));
  const { output } = mono(join(before, pair({ left: fan, right: voice })), 2);
  const share = shareOf(voice, output.subarray(before.length / 2));
  assert(share > 0.45, `${share} of the voice is left`);
});

Deno.test("people in different channels stay mixed, however they take turns", () => {
  const turns = Array.from({ length: 8 }, (_, i) => whiteNoise(2 * SECOND, 0.1, i + 1));
  const samples = join(...turns.map((turn, i) => spread(turn, i % 2 === 0 ? [1, 0] : [0, 1])));
  const { output, changes } = mono(samples, 2);
  assertAlmostEquals(levelDb(output, join(...turns)), -6.02, 0.01);
  assertEquals(changes, []);
});

Deno.test("a change is no click: no two samples are further apart than in the sound itself", () => {
  const tone = new Float32Array(2 * SECOND);
  for (let i = 0; i < tone.length; i++) tone[i] = 0.5 * Math.sin(2 * Math.PI * 200 * i / SECOND);
  const { output, changes } = mono(join(spread(tone, [1, 1]), spread(tone, [1, -1])), 2);
  assert(changes.length > 0);
  const steepest = 0.5 * 2 * Math.PI * 200 / SECOND;
  for (let i = 1; i < output.length; i++) {
    assert(Math.abs((output[i] ?? 0) - (output[i - 1] ?? 0)) < 1.2 * steepest);
  }
});

Deno.test("digital silence and what lies below it change nothing", () => {
  const { output, changes } = mono(spread(whiteNoise(SECOND, 1e-6), [1, -1]), 2);
  assertEquals(changes, []);
  assertAlmostEquals(output.reduce((sum, value) => sum + Math.abs(value), 0), 0, 1e-9);
});

Deno.test("the sum comes back when it has been right for a minute", () => {
  const before = whiteNoise(2 * SECOND, 0.1, 1);
  const after = whiteNoise(75 * SECOND, 0.1, 2);
  const { changes } = mono(join(spread(before, [1, -1]), spread(after, [1, 0.2])), 2);
  assertEquals(changes.at(-1)?.kind, "sum");
});

Deno.test("nine to 256 channels are folded down, each as much as the others, all together at the power of one", () => {
  for (const channels of [9, 16, 32, 256]) {
    for (const meaning of [undefined, "inputs"] as const) {
      for (const share of fold(channels, 2, meaning).flat()) {
        assertAlmostEquals(share, Math.sqrt(1 / channels), 1e-6);
      }
    }
  }
});

Deno.test("a pair in counterphase among many channels is heard", () => {
  const voice = whiteNoise(5 * SECOND, 0.1);
  const factors = Array.from({ length: 12 }, () => 0);
  factors[3] = 1;
  factors[7] = -1;
  const { output } = mono(spread(voice, factors), 12);
  assertAlmostEquals(levelDb(output, voice, 0.2 * SECOND), 20 * Math.log10(2 / Math.sqrt(12)), 0.1);
});

Deno.test("the places that a device names count, not those of WAVE's order", () => {
  const places = ["left", "right", "surroundLeft", "surroundRight"] as const;
  assertEquals(foldDownWeights(4, 2, "speakers", places), [
    [1, 0, HALF_POWER, 0],
    [0, 1, 0, HALF_POWER],
  ]);
  const cross = ["left", "right", "centre", "surroundCentre"] as const;
  assertEquals(foldDownWeights(4, 2, "speakers", cross), [
    [1, 0, HALF_POWER, 0.5],
    [0, 1, HALF_POWER, 0.5],
  ]);
  const sockets = ["unknown", "unknown", "unknown", "unknown"] as const;
  const half = [0.5, 0.5, 0.5, 0.5];
  assertEquals(foldDownWeights(4, 2, "speakers", sockets), [half, half]);
  const both = ["left", "right", "unknown", "unknown"] as const;
  assertEquals(foldDownWeights(4, 2, "speakers", both), [[1, 0, 0.5, 0.5], [0, 1, 0.5, 0.5]]);
});

Deno.test("blocks of any size fold to the same samples, also while the way of folding changes", () => {
  const input = join(
    spread(whiteNoise(9_000, 0.1, 1), [1, 0.8, 0.5, 0.1, 0.2, 0.3]),
    spread(whiteNoise(9_000, 0.1, 2), [1, -0.8, -0.5, 0.1, -0.7, -0.3]),
  );
  for (const outChannels of [1, 2] as const) {
    const options = { ...AT_48K, inChannels: 6, outChannels, maxBlockFrames: 18_000 };
    const whole = new FoldDown(options);
    const expected = whole.process(input.slice(), 18_000).slice();
    const piecewise = new FoldDown(options);
    const actual = new Float32Array(expected.length);
    for (let at = 0, count = 0; at < 18_000; at += count) {
      count = Math.min(1 + (at * 7) % 701, 18_000 - at);
      const part = input.slice(at * 6, (at + count) * 6);
      actual.set(piecewise.process(part, count), at * outChannels);
    }
    assertEquals(actual, expected);
    assertEquals(piecewise.takeChanges(), whole.takeChanges());
  }
});

Deno.test("two channels that stay two pass untouched, and it is known that they would cancel", () => {
  const input = spread(whiteNoise(SECOND, 0.1), [1, -1]);
  const block = new FoldDown({
    ...AT_48K,
    inChannels: 2,
    outChannels: 2,
    maxBlockFrames: 960,
  });
  assertEquals(block.process(input.slice(), SECOND), input);
  assertEquals(block.takeChanges().map(({ kind }) => kind), ["opposed"]);
});

Deno.test("no channels, or more than a file may have, are refused with what to do", () => {
  for (const channels of [0, 257]) {
    assertThrows(() => foldDownWeights(channels, 2), RangeError, "1 to 256 are understood");
  }
});
