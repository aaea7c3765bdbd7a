import { assertAlmostEquals, assertEquals, assertThrows } from "../assert.ts";
import { FoldDown, foldDownWeights } from "../../dsp/fold_down.ts";
import { whiteNoise } from "./signals.ts";

const HALF_POWER = Math.SQRT1_2;

/** What one frame with a 1 in each channel in turn becomes. */
function fold(inChannels: number, outChannels: 1 | 2, meaning?: "inputs"): number[][] {
  const options = { inChannels, outChannels, maxBlockFrames: inChannels };
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
  for (const [share] of fold(8, 1, "inputs")) assertAlmostEquals(share ?? NaN, 1 / 8, 1e-6);
  assertClose(fold(2, 1, "inputs"), [[0.5], [0.5]]);
});

Deno.test("samples that are no numbers become silence and leave the others alone", () => {
  const block = new FoldDown({ inChannels: 2, outChannels: 1, maxBlockFrames: 3 });
  const output = block.process(new Float32Array([NaN, 0.5, Infinity, -0.5, 1, 0]), 3);
  assertEquals(Array.from(output), [0.25, -0.25, 0.5]);
});

Deno.test("blocks of any size fold to the same samples", () => {
  const input = whiteNoise(6 * 500, 0.1);
  const whole = new FoldDown({ inChannels: 6, outChannels: 2, maxBlockFrames: 500 });
  const expected = Array.from(whole.process(input.slice(), 500));
  const piecewise = new FoldDown({ inChannels: 6, outChannels: 2, maxBlockFrames: 7 });
  const actual: number[] = [];
  for (let at = 0; at < 500; at += 7) {
    const frames = Math.min(7, 500 - at);
    actual.push(...piecewise.process(input.slice(at * 6, (at + frames) * 6), frames));
  }
  assertEquals(actual, expected);
});

Deno.test("no channels or more than eight are refused with what to do", () => {
  for (const channels of [0, 9]) {
    assertThrows(() => foldDownWeights(channels, 2), RangeError, "1 to 8 are understood");
  }
});
