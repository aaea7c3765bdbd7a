import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { BandLevel } from "../../dsp/band_level.ts";
import { randomPieces, sine, whiteNoise } from "./signals.ts";

const BAND = { lowHz: 200, highHz: 1500 };

/** Levels of all hops, dB. */
function levelsDb(samples: Float32Array, rateHz = 48_000): number[] {
  const hopFrames = Math.round(rateHz / 100);
  const powers = new Float64Array(samples.length / hopFrames + 1);
  const hops = new BandLevel({ rateHz, hopFrames, ...BAND }).process(samples, powers);
  return Array.from(powers.subarray(0, hops), (power) => 10 * Math.log10(power));
}

Deno.test("a sine within the band has its own level, at every usual rate", () => {
  for (const rateHz of [8_000, 22_050, 44_100, 48_000, 96_000]) {
    const tone = sine({ hz: 550, rateHz, frames: rateHz, amplitude: 0.1 });
    const levels = levelsDb(tone, rateHz);
    assertEquals(levels.length, Math.floor(rateHz / Math.round(rateHz / 100)));
    assertAlmostEquals(levels.at(-1) ?? NaN, -23.01, 0.3, `${rateHz} Hz`);
  }
});

Deno.test("rumble and hiss outside the band count for little", () => {
  for (const hz of [30, 8_000, 15_000]) {
    const tone = sine({ hz, rateHz: 48_000, frames: 48_000, amplitude: 0.1 });
    assert((levelsDb(tone).at(-1) ?? NaN) < -45, `${hz} Hz`);
  }
});

Deno.test("only whole hops are told, and blocks of any size tell the same", () => {
  const samples = whiteNoise(48_000 + 123, 0.1);
  const expected = levelsDb(samples);
  assertEquals(expected.length, 100);
  const level = new BandLevel({ rateHz: 48_000, hopFrames: 480, ...BAND });
  const powers = new Float64Array(5);
  level.process(whiteNoise(1_000, 1), powers);
  level.reset();
  const actual: number[] = [];
  for (const [from, to] of randomPieces(samples.length, 1_500)) {
    const hops = level.process(samples.subarray(from, to), powers);
    actual.push(...Array.from(powers.subarray(0, hops), (power) => 10 * Math.log10(power)));
  }
  assertEquals(actual, expected);
});

Deno.test("a sample that is no number spoils at most its own hop", () => {
  const tone = sine({ hz: 550, rateHz: 48_000, frames: 4_800, amplitude: 0.1 });
  const spoilt = tone.slice();
  spoilt[1_000] = NaN;
  spoilt[1_001] = Infinity;
  const levels = levelsDb(spoilt);
  const clean = levelsDb(tone);
  assert(levels.every((level) => level < 0));
  assertAlmostEquals(levels[8] ?? NaN, clean[8] ?? NaN, 0.01);
});
