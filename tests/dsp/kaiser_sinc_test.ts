import { assert, assertAlmostEquals } from "@std/assert";
import { besselI0, kaiserSincTable } from "../../dsp/kaiser_sinc.ts";

Deno.test("I0 agrees with the tabulated values of Abramowitz and Stegun, table 9.8", () => {
  assertAlmostEquals(besselI0(0), 1, 1e-15);
  assertAlmostEquals(besselI0(1), 1.2660658778, 1e-10);
  assertAlmostEquals(besselI0(2), 2.2795853023, 1e-10);
  assertAlmostEquals(besselI0(5), 27.2398718236, 1e-9);
});

Deno.test("every phase passes DC unchanged", () => {
  const taps = 48;
  const table = kaiserSincTable({ taps, phases: 64, cutoff: 0.94, beta: 10 });
  for (let phase = 0; phase <= 64; phase++) {
    let sum = 0;
    for (const c of table.subarray(phase * taps, (phase + 1) * taps)) sum += c;
    assertAlmostEquals(sum, 1, 1e-12);
  }
});

Deno.test("a phase is its opposite's mirror image, and the last is the first, one frame on", () => {
  const taps = 48;
  const phases = 64;
  const table = kaiserSincTable({ taps, phases, cutoff: 0.94, beta: 10 });
  for (let tap = 0; tap < taps; tap++) {
    for (const phase of [1, 7, 32]) {
      const here = table[phase * taps + tap] ?? NaN;
      const there = table[(phases - phase) * taps + (taps - 1 - tap)] ?? NaN;
      assertAlmostEquals(here, there, 1e-12);
    }
    if (tap > 0) {
      assertAlmostEquals(table[tap - 1] ?? NaN, table[phases * taps + tap] ?? NaN, 1e-6);
    }
  }
  assert(table.every(Number.isFinite));
});
