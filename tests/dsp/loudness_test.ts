import { assertAlmostEquals, assertEquals } from "../assert.ts";
import { powerOfDb } from "../../dsp/decibels.ts";
import { IntegratedLoudness, loudnessOfPower } from "../../dsp/loudness.ts";
import { KWeightedPower } from "../../dsp/k_weighting.ts";
import { sine } from "./signals.ts";

/** The K-weighted power of a loudness: ITU-R BS.1770-4, equation 2. */
function powerOfLoudness(lufs: number): number {
  return powerOfDb(lufs + 0.691);
}

/** Integrated loudness of a stereo sine of 1 kHz that takes these levels (peak, dBFS) for these times (seconds). */
function loudness(parts: [number, number][], rateHz = 48_000): number {
  const hopFrames = rateHz / 100;
  const power = new KWeightedPower({ rateHz, channels: 2, hopFrames });
  const integrated = new IntegratedLoudness(10);
  const powers = new Float64Array(2);
  const one = sine({ hz: 1_000, rateHz, frames: rateHz, amplitude: 1 });
  for (const [db, seconds] of parts) {
    const hops = Math.round(seconds * 100);
    for (let hop = 0; hop < hops; hop++) {
      const block = new Float32Array(2 * hopFrames);
      for (let i = 0; i < hopFrames; i++) {
        block.fill((one[(hop * hopFrames + i) % rateHz] ?? 0) * 10 ** (db / 20), 2 * i, 2 * i + 2);
      }
      if (power.process(block, powers) > 0) integrated.push(powers[0] ?? NaN);
    }
  }
  return integrated.lufs;
}

// EBU Tech 3341, table 1: minimum requirements test signals; tolerance 0.1 LU.
const EBU_SIGNALS: [number, [number, number][], number][] = [
  [1, [[-23, 20]], -23],
  [2, [[-33, 20]], -33],
  [3, [[-36, 10], [-23, 60], [-36, 10]], -23],
  [4, [[-72, 10], [-36, 10], [-23, 60], [-36, 10], [-72, 10]], -23],
  [5, [[-26, 20], [-20, 20.1], [-26, 20]], -23],
];

for (const [signal, parts, expected] of EBU_SIGNALS) {
  Deno.test(`EBU Tech 3341 signal ${signal} measures ${expected} LUFS`, () => {
    assertAlmostEquals(loudness(parts), expected, 0.1);
  });
}

Deno.test("the loudness does not depend on the rate", () => {
  for (const rateHz of [44_100, 96_000]) assertAlmostEquals(loudness([[-23, 3]], rateHz), -23, 0.1);
});

Deno.test("silence, less than 400 ms, and what is no number have no loudness", () => {
  assertEquals(loudness([[-Infinity, 5]]), -Infinity);
  assertEquals(loudness([[-20, 0.3]]), -Infinity);
  const integrated = new IntegratedLoudness(10);
  for (let i = 0; i < 100; i++) integrated.push(i % 2 ? NaN : Infinity);
  assertEquals(integrated.lufs, -Infinity);
});

Deno.test("a damaged sample does not decide the loudness", () => {
  const integrated = new IntegratedLoudness(10);
  for (let i = 0; i < 100; i++) integrated.push(i === 50 ? 1e60 : powerOfLoudness(-16));
  assertAlmostEquals(integrated.lufs, -16, 0.1);
});

Deno.test("a power has the loudness that it was made for, also after a reset", () => {
  const integrated = new IntegratedLoudness(10);
  for (let i = 0; i < 100; i++) integrated.push(1);
  integrated.reset();
  for (let i = 0; i < 100; i++) integrated.push(powerOfLoudness(-16));
  assertAlmostEquals(integrated.lufs, -16, 1e-9);
  assertAlmostEquals(loudnessOfPower(powerOfLoudness(-23)), -23, 1e-12);
});
