import { assert, assertAlmostEquals } from "@std/assert";
import { DelayLockedLoop } from "../../dsp/delay_locked_loop.ts";
import { randomFrom } from "../../scripts/stage/simulated_device.ts";

const RATE = 48000;
const period = (ppm: number) => 1e9 / (RATE * (1 + ppm * 1e-6));

Deno.test("before any update it runs at the nominal rate", () => {
  const loop = new DelayLockedLoop(RATE, 1000);
  loop.start(1000, 5e9);
  assertAlmostEquals(loop.timeNs(1000 + RATE), 6e9, 1e-3);
  assertAlmostEquals(loop.ppm, 0, 1e-9);
});

Deno.test("it finds rate and time of a skewed clock, whatever the spacing of the updates", () => {
  const random = randomFrom(1);
  for (const ppm of [-300, -50, 50, 300]) {
    const loop = new DelayLockedLoop(RATE, 1000);
    loop.start(0, 0);
    let position = 0;
    while (position < 600 * RATE) {
      position += 1 + Math.floor(random() * RATE);
      loop.update(position, position * period(ppm), 0.016);
    }
    assertAlmostEquals(loop.ppm, ppm, 0.01);
    assertAlmostEquals(loop.timeNs(position + RATE), (position + RATE) * period(ppm), 100);
  }
});

Deno.test("host times of a machine that has been up for a year are as good as any", () => {
  const loop = new DelayLockedLoop(RATE, 1000);
  const start = 365 * 86400e9;
  loop.start(0, start);
  for (let s = 1; s < 900; s++) loop.update(s * RATE, start + s * RATE * period(100), 0.016);
  assertAlmostEquals(loop.ppm, 100, 0.01);
});

Deno.test("jitter is averaged as the theory of second-order loops has it", () => {
  const random = randomFrom(2);
  const loop = new DelayLockedLoop(RATE, 1000);
  loop.start(0, 0);
  let sum = 0;
  for (let s = 1; s <= 20600; s++) {
    const truth = s * RATE * period(80);
    loop.update(s * RATE, truth + (random() - 0.5) * 2e6, 0.005);
    if (s > 600) sum += (loop.timeNs(s * RATE) - truth) ** 2;
  }
  // Gardner, "Phaselock Techniques": noise bandwidth ω(ζ + 1/4ζ)/2, here with ω = 2π·0.005 and ζ = 1/√2; the part of the
  // variance that is left is twice that times the interval of 1 s.
  const zeta = Math.SQRT1_2;
  const left = 2 * Math.PI * 0.005 * (zeta + 1 / (4 * zeta));
  const expected = 1e6 / Math.sqrt(3) * Math.sqrt(left);
  assertAlmostEquals(Math.sqrt(sum / 20000) / expected, 1, 0.15);
});

Deno.test("a rate beyond the limit is held at the limit", () => {
  const loop = new DelayLockedLoop(RATE, 1000);
  loop.start(0, 0);
  for (let s = 1; s < 600; s++) loop.update(s * RATE, s * 1.01e9, 0.016);
  assert(loop.ppm > -1000.001 && loop.ppm < -998);
});

Deno.test("a shift moves the time and leaves the rate", () => {
  const loop = new DelayLockedLoop(RATE, 1000);
  loop.start(0, 0);
  for (let s = 1; s < 600; s++) loop.update(s * RATE, s * RATE * period(40), 0.016);
  const [before, ppm] = [loop.timeNs(0), loop.ppm];
  loop.shift(7e6);
  assertAlmostEquals(loop.timeNs(0) - before, 7e6, 1e-3);
  assertAlmostEquals(loop.ppm, ppm, 1e-12);
});
