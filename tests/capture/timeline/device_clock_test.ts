import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { DeviceClock } from "../../../capture/timeline/device_clock.ts";
import { randomFrom, roughCallbacks } from "../../../scripts/stage/simulated_device.ts";

const RATE = 48000;
const BLOCK = 480;
const truth = (position: number, ppm: number) => position * 1e9 / (RATE * (1 + ppm * 1e-6));

/** A clock that has learnt for so many seconds from callbacks that are late by what `lateNs` says. */
function taught(ppm: number, seconds: number, lateNs: (i: number) => number): DeviceClock {
  const clock = new DeviceClock(RATE);
  clock.start(0, 0);
  for (let i = 1; i <= seconds * RATE / BLOCK; i++) {
    clock.learn(i * BLOCK, truth(i * BLOCK, ppm) + lateNs(i));
  }
  return clock;
}

Deno.test("rough callbacks move the line by less than 0.1 ms: the early edge is believed", () => {
  const late = roughCallbacks(randomFrom(1));
  const clock = taught(120, 300, () => late() * 1e9);
  assertLess(Math.abs(clock.timeNs(300 * RATE) - truth(300 * RATE, 120)), 0.1e6);
  assertAlmostEquals(clock.ppm, 120, 2);
});

Deno.test("before there is evidence the rate error is 0", () => {
  const clock = new DeviceClock(RATE);
  clock.start(0, 0);
  assertEquals(clock.ppm, 0);
});

Deno.test("what on time means grows with jitter, from 2 ms to 10 ms", () => {
  const random = randomFrom(2);
  assertEquals(taught(0, 60, () => random() * 1e6).toleranceNs, 2e6);
  const rough = taught(0, 60, () => random() * 15e6).toleranceNs;
  assertAlmostEquals(rough, 3.75e6, 0.5e6);
  assertLess(taught(0, 60, () => random() * 200e6).toleranceNs, 10e6 + 1);
});

Deno.test("a burst after a long hold does not count as jitter", () => {
  const clock = taught(0, 60, (i) => i > 3000 && i < 3300 ? (3300 - i) * 10e6 : 0);
  assertEquals(clock.toleranceNs, 2e6);
});

Deno.test("a shift moves the line and leaves the rate", () => {
  const clock = taught(50, 120, () => 0);
  const before = clock.timeNs(120 * RATE);
  clock.shift(3e9);
  assertAlmostEquals(clock.timeNs(120 * RATE) - before, 3e9, 1);
  assertAlmostEquals(clock.ppm, 50, 0.01);
});

Deno.test("a rate that is known stays known over a small jump, and the line is not learnt anew", () => {
  const late = roughCallbacks(randomFrom(5));
  const clock = taught(120, 300, () => late() * 1e9);
  const told = clock.ppm;
  clock.shift(5e6);
  assertEquals(clock.ppm, told);
  for (let i = 300 * RATE / BLOCK + 1; i <= 310 * RATE / BLOCK; i++) {
    clock.learn(i * BLOCK, truth(i * BLOCK, 120) + 5e6 + late() * 1e9);
    assertEquals(clock.ppm, told);
    assertLess(Math.abs(clock.linePpm - 120), 10);
  }
  assertLess(Math.abs(clock.timeNs(310 * RATE) - truth(310 * RATE, 120) - 5e6), 0.2e6);
});

Deno.test("another stream's rate is not known by the last one's", () => {
  const clock = taught(120, 300, () => 0);
  clock.start(0, 0);
  assertEquals(clock.ppm, 0);
});
