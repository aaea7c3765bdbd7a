import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { NoiseFloor } from "../../dsp/noise_floor.ts";
import { random } from "./signals.ts";

/** The floor at every level's hop. */
function floorsDb(levelsDb: number[]): number[] {
  const floor = new NoiseFloor({ hopsPerSecond: 100 });
  return follow(floor, levelsDb);
}

function follow(floor: NoiseFloor, levelsDb: number[]): number[] {
  const floors: number[] = [];
  levelsDb.forEach((level, i) => {
    floor.push(level);
    if (i >= floor.aheadHops) floors.push(floor.next());
  });
  while (floors.length < levelsDb.length) floors.push(floor.next());
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

Deno.test("a recording that begins with noise has its floor there from the first hop", () => {
  for (const db of [-70, -55, -35]) {
    for (const floor of floorsDb(noise(10, db))) assertAlmostEquals(floor, db - 1, 1);
  }
});

Deno.test("a recording that begins with speech keeps its floor far below the speech", () => {
  const floors = floorsDb(speech(3, -40));
  assert(Math.max(...floors) < -40 - 12 - 5);
});

Deno.test("between words the floor is the noise, however loud the words", () => {
  const levels = Array.from({ length: 10 }, (_, i) => [...noise(2, -60, i + 1), ...speech(2, -20)]);
  for (const floor of floorsDb(levels.flat())) assertAlmostEquals(floor, -61, 1.5);
});

Deno.test("a tone held for two minutes does not become the floor", () => {
  const floors = floorsDb([...noise(5, -55), ...tone(120, -20)]);
  assert((floors.at(-1) ?? NaN) < -20 - 9 - 5, `${floors.at(-1)}`);
});

Deno.test("a louder noise becomes the floor within ten seconds", () => {
  const floors = floorsDb([...noise(10, -65), ...noise(20, -40)]);
  assertAlmostEquals(floors[2_000] ?? NaN, -41, 1);
});

Deno.test("when the noise stops the floor falls at once", () => {
  const floors = floorsDb([...noise(10, -40), ...noise(10, -65)]);
  assertAlmostEquals(floors[1_000] ?? NaN, -66, 1);
});

Deno.test("the floor stays within its bounds in digital silence, at full scale and for no numbers", () => {
  assertEquals(new Set(floorsDb(tone(5, -Infinity))), new Set([-75]));
  assertEquals(new Set(floorsDb(tone(5, NaN))), new Set([-75]));
  for (const floor of floorsDb(noise(60, 20))) assert(floor <= -28);
});

Deno.test("headroom is how far the loudest levels nearby stand above the floor", () => {
  const floor = new NoiseFloor({ hopsPerSecond: 100 });
  follow(floor, [...noise(5, -60), ...tone(0.5, -30), ...noise(1, -60)]);
  assertAlmostEquals(floor.headroomDb, 31, 1);
  follow(floor, noise(6, -60));
  assertAlmostEquals(floor.headroomDb, 2.5, 1);
});

Deno.test("a floor without a level is the lowest, and a reset floor is like new", () => {
  const floor = new NoiseFloor({ hopsPerSecond: 100 });
  assertEquals(floor.next(), -75);
  follow(floor, noise(7, -30));
  floor.reset();
  assertEquals(follow(floor, noise(7, -50)), floorsDb(noise(7, -50)));
});
