import { assert, assertEquals } from "../assert.ts";
import { FoldDown, type FoldDownOptions } from "../../dsp/fold_down.ts";
import { randomPieces, sine } from "./signals.ts";

const RATE_HZ = 48_000;

/** 5.1 with a tone in the effects channel, and one in the left channel from and to these seconds. */
function surround(seconds: number, ...left: [number, number][]): Float32Array {
  const frames = seconds * RATE_HZ;
  const tone = sine({ hz: 60, rateHz: RATE_HZ, frames, amplitude: 0.1 });
  const other = sine({ hz: 400, rateHz: RATE_HZ, frames, amplitude: 0.1 });
  const samples = new Float32Array(6 * frames);
  for (let i = 0; i < frames; i++) {
    samples[6 * i + 3] = tone[i] ?? 0;
    const isOn = left.some(([from, to]) => i >= from * RATE_HZ && i < to * RATE_HZ);
    if (isOn) samples[6 * i] = other[i] ?? 0;
  }
  return samples;
}

function fold(
  samples: Float32Array,
  changes: Partial<FoldDownOptions> = {},
  pieces: [number, number][] = [[0, samples.length / 6]],
) {
  const block = new FoldDown({
    ...{ inChannels: 6, outChannels: 1, rateHz: RATE_HZ, maxBlockFrames: 1 },
    ...changes,
  });
  const output: number[] = [];
  for (const [from, to] of pieces) {
    for (const sample of block.process(samples.slice(6 * from, 6 * to), to - from)) {
      output.push(sample);
    }
  }
  return { output: Float32Array.from(output), changes: block.takeChanges() };
}

/** Highest sample from second to second. */
function peak(samples: Float32Array, from: number, to: number): number {
  return samples.subarray(from * RATE_HZ, to * RATE_HZ)
    .reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

Deno.test("an effects channel that is the only one with sound is heard at its level, and that is noted", () => {
  for (const outChannels of [1, 2] as const) {
    const { output, changes } = fold(surround(2), { outChannels });
    assert(Math.abs(peak(output, 0.1, 1) - 0.1) < 1e-3);
    assertEquals(
      changes.map(({ kind, channel, output }) => [kind, channel, output]),
      Array.from({ length: outChannels }, (_, side) => ["one" as const, 3, side]),
    );
    assertEquals(changes[0]?.atFrame, 1_440);
  }
});

Deno.test("beside other channels it is left out, as the standard says, through their short silences too", () => {
  const both = surround(4, [0, 1], [2, 4]);
  const without = both.map((sample, i) => i % 6 === 3 ? 0 : sample);
  assertEquals(fold(both).output, fold(without).output);
  assertEquals(fold(both).changes.filter(({ kind }) => kind === "one"), []);
});

Deno.test("it comes when the others have been silent for seconds, and goes when they are back, without a click", () => {
  const { output, changes } = fold(surround(9, [0, 1], [8, 9]));
  assertEquals(peak(output, 1.1, 5.9), 0);
  assert(Math.abs(peak(output, 6.1, 7.9) - 0.1) < 1e-3);
  assertEquals(changes.map(({ kind }) => kind), ["one", "sum"]);
  // The other's own way, and what a ramp of 20 ms adds to the tone's.
  const steepest = 0.1 * 2 * Math.PI * 400 / RATE_HZ + 0.1 / 960;
  for (let i = 5.5 * RATE_HZ; i < 7.9 * RATE_HZ; i++) {
    assert(Math.abs((output[i] ?? 0) - (output[i - 1] ?? 0)) <= steepest);
  }
});

Deno.test("blocks of any size give the same", () => {
  const samples = surround(9, [0, 1], [8, 9]);
  const pieces = randomPieces(samples.length / 6, 3_000, 4);
  assertEquals(fold(samples, {}, pieces), fold(samples));
});

Deno.test("sockets of an interface have no effects channel", () => {
  assertEquals(fold(surround(1), { meaning: "inputs" }).changes, []);
});
