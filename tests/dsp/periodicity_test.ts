import { assert, assertEquals } from "../assert.ts";
import { Periodicity } from "../../dsp/periodicity.ts";
import { sine, whiteNoise } from "./signals.ts";

const RATE_HZ = 12_000;
const HOP = 120;

function periodicityOf(samples: Float32Array): number {
  const periodicity = new Periodicity({ rateHz: RATE_HZ, hopFrames: HOP });
  for (let at = 0; at + HOP <= samples.length; at += HOP) {
    periodicity.push(Float64Array.from(samples.subarray(at, at + HOP)));
  }
  return periodicity.value;
}

Deno.test("a tone of any height in the band repeats itself", () => {
  for (const hz of [60, 110, 220, 440, 880, 1_200]) {
    const tone = sine({ hz, rateHz: RATE_HZ, frames: RATE_HZ / 2, amplitude: 1e-4 });
    assert(periodicityOf(tone) > 0.9, `${hz} Hz`);
  }
});

Deno.test("noise does not, and silence does not", () => {
  for (const seed of [1, 2, 3]) assert(periodicityOf(whiteNoise(RATE_HZ / 2, 0.1, seed)) < 0.5);
  assertEquals(periodicityOf(new Float32Array(RATE_HZ)), 0);
});
