/** What normalisation and leveller go by, from the levels of hops. */
import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { PeakLevel } from "../../post/analysis/levels/peak_level.ts";
import { SpeechLevel } from "../../post/analysis/levels/speech_level.ts";
import { codeOfPeak, dbOfPeakCode } from "../../post/analysis/levels/hop_peak.ts";
import { random } from "../dsp/signals.ts";

/** Levels of speech: syllables up to `db`, and what lies between them. */
function speech(hops: number, db: number): number[] {
  const next = random(7);
  return Array.from({ length: hops }, () => db - 25 * next() ** 2);
}

function peakLevel(levelsDb: number[]): number {
  const level = new PeakLevel();
  for (const db of levelsDb) level.add(db);
  return level.db;
}

function speechLevel(levelsDb: number[]): number {
  const level = new SpeechLevel();
  for (const db of levelsDb) level.add(db);
  return level.db;
}

Deno.test("the peak level is the highest of even levels, and silence has none", () => {
  assertAlmostEquals(peakLevel(new Array(500).fill(-20)), -20, 1 / 16);
  assertEquals(peakLevel([]), -Infinity);
  assertEquals(peakLevel([-Infinity, NaN, -90]), -Infinity);
});

Deno.test("bumps that are few do not move it, and many do by no more than 12 dB above common speech", () => {
  const alone = peakLevel(speech(10_000, -30));
  assertAlmostEquals(alone, -30, 0.5);
  assertAlmostEquals(peakLevel([...speech(10_000, -30), ...new Array(40).fill(0)]), alone, 0.5);
  assert(peakLevel([...speech(10_000, -30), ...new Array(400).fill(-12)]) < -17.5);
});

Deno.test("half a minute of speech in hours of quiet noise is speech, not bumps", () => {
  const level = peakLevel([...new Array(2_000_000).fill(-60), ...speech(3_000, -20)]);
  assert(level > -24, `${level}`);
});

Deno.test("the speech level is that of syllables: pauses, coughs and bumps do not move it", () => {
  const alone = speechLevel(speech(5_000, -30));
  assert(alone > -34 && alone < -30, `${alone}`);
  const pauses = new Array(3_000).fill(-58);
  const coughs = new Array(150).fill(-3);
  assertAlmostEquals(speechLevel([...speech(5_000, -30), ...pauses, ...coughs]), alone, 0.5);
});

Deno.test("before a second of sound there is no speech level", () => {
  assertEquals(speechLevel(speech(99, -30)), -Infinity);
  assert(speechLevel(speech(100, -30)) > -Infinity);
});

Deno.test("a peak's code is never too low and at most a sixteenth of a decibel too high", () => {
  for (let db = -140; db < 40; db += 0.0137) {
    const told = dbOfPeakCode(codeOfPeak(10 ** (db / 20)));
    assert(told >= db - 1e-9 && told < db + 1 / 16 + 1e-9, `${db}: ${told}`);
  }
  assertEquals([0, NaN, Infinity, -1].map(codeOfPeak), [0, 0, 0, 0]);
  assertEquals(dbOfPeakCode(0), -Infinity);
});
