import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { NoiseFloor } from "../../dsp/noise_floor.ts";
import { random } from "./signals.ts";

/** The floor at every level's hop; NaN where none is known. */
function floorsDb(levelsDb: number[], isPeriodic = () => false): number[] {
  return follow(new NoiseFloor({ hopsPerSecond: 100, isPeriodic }), levelsDb);
}

function follow(floor: NoiseFloor, levelsDb: number[]): number[] {
  const floors: number[] = [];
  const next = () => {
    floor.next();
    floors.push(floor.isKnown ? floor.floorDb : NaN);
  };
  levelsDb.forEach((level, i) => {
    floor.push(level);
    if (i >= floor.aheadHops) next();
  });
  while (floors.length < levelsDb.length) next();
  return floors;
}

/** Levels of steady noise: what 50 ms of it measure varies by about a decibel. */
function noise(seconds: number, db: number, seed = 1): number[] {
  const next = random(seed);
  return Array.from({ length: seconds * 100 }, () => db + 2 * (next() - 0.5) + 2 * (next() - 0.5));
}

/** Levels of speech: syllables of 0.2 s, 25 dB between vowel and gap. */
function speech(seconds: number, db: number): number[] {
  return Array.from(
    { length: seconds * 100 },
    (_, i) => db - 12.5 * (1 - Math.cos((2 * Math.PI * i) / 20)),
  );
}

/** One level all the time. */
function tone(seconds: number, db: number): number[] {
  return new Array(seconds * 100).fill(db);
}

Deno.test("a recording that begins with noise has its floor there from the first hop, however quiet", () => {
  for (const db of [-105, -90, -70, -55, -35]) {
    for (const floor of floorsDb(noise(10, db))) assertAlmostEquals(floor, db - 1, 1);
  }
});

Deno.test("speech without a pause shows no floor", () => {
  assertEquals(new Set(floorsDb(speech(30, -40))), new Set([NaN]));
});

Deno.test("between words the floor is the noise, however loud the words", () => {
  const levels = Array.from({ length: 10 }, (_, i) => [...noise(2, -60, i + 1), ...speech(2, -20)]);
  for (const floor of floorsDb(levels.flat())) assertAlmostEquals(floor, -61, 1.5);
});

Deno.test("a tone is no floor, neither at once nor after two minutes", () => {
  assertEquals(new Set(floorsDb(tone(120, -20))), new Set([NaN]));
  assertEquals(new Set(floorsDb(noise(120, -20), () => true)), new Set([NaN]));
  const floors = floorsDb([...noise(5, -55), ...tone(120, -20)]);
  assertAlmostEquals(floors.at(-1) ?? NaN, -56, 1);
});

Deno.test("a louder noise becomes the floor within ten seconds", () => {
  const floors = floorsDb([...noise(10, -65), ...noise(20, -40)]);
  assertAlmostEquals(floors[2_000] ?? NaN, -41, 1);
});

Deno.test("when the noise stops the floor falls at once", () => {
  const floors = floorsDb([...noise(10, -40), ...noise(10, -65)]);
  assertAlmostEquals(floors[1_000] ?? NaN, -66, 1);
});

Deno.test("digital silence shows nothing and changes nothing", () => {
  assertEquals(new Set(floorsDb(tone(5, -Infinity))), new Set([NaN]));
  assertEquals(new Set(floorsDb(tone(5, NaN))), new Set([NaN]));
  const floors = floorsDb([...noise(5, -60), ...tone(60, -Infinity)]);
  assertAlmostEquals(floors.at(-1) ?? NaN, -61, 1);
});

Deno.test("what lasts half a second between digital silence is no floor", () => {
  const bursts = Array.from({ length: 9 }, (_, i) => [
    ...noise(0.5, -50, i + 1),
    ...tone(2, -Infinity),
  ]);
  assertEquals(new Set(floorsDb(bursts.flat())), new Set([NaN]));
});

Deno.test("what varies as a crowd does is a floor only where speech stands far above it", () => {
  const next = random(5);
  const crowd = (seconds: number) =>
    Array.from({ length: seconds * 100 }, () => -50 + 7 * (next() - 0.5));
  assertEquals(new Set(floorsDb(crowd(20))), new Set([NaN]));
  const floors = floorsDb([...crowd(4), ...speech(2, -15), ...crowd(4)]);
  assertAlmostEquals(floors[900] ?? NaN, -52.5, 2);
});

Deno.test("nobody can be sure that something very loud is noise", () => {
  for (const floor of floorsDb(noise(60, 20))) assert(floor <= -28);
});

Deno.test("headroom is how far the loudest levels nearby stand above the floor", () => {
  const floor = new NoiseFloor({ hopsPerSecond: 100 });
  follow(floor, [...noise(5, -60), ...tone(0.5, -30), ...noise(1, -60)]);
  assertAlmostEquals(floor.headroomDb, 31, 1);
  assertAlmostEquals(floor.standsOutDb, 31, 1);
  follow(floor, noise(6, -60));
  assertAlmostEquals(floor.headroomDb, 2.5, 1);
  assertAlmostEquals(floor.usualHeadroomDb, 31, 1);
});

Deno.test("a reset floor is like new", () => {
  const floor = new NoiseFloor({ hopsPerSecond: 100 });
  follow(floor, noise(7, -30));
  floor.reset();
  assert(!floor.isKnown);
  assertEquals(follow(floor, noise(7, -50)), floorsDb(noise(7, -50)));
});
