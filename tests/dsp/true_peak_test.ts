import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { truePeak, wavePeakBound } from "../../dsp/true_peak.ts";
import { randomPieces, whiteNoise } from "./signals.ts";
import { truePeakDb } from "./true_peak_db.ts";

const RATE_HZ = 48_000;

/** A sine of `hz` from `degrees`, faded in and out over 50 ms so that its edges do not overshoot. */
function tone(hz: number, degrees: number, amplitude: number, rateHz = RATE_HZ): Float32Array {
  const fade = rateHz / 20;
  const frames = rateHz / 2;
  return Float32Array.from({ length: frames }, (_, i) => {
    const edge = Math.min(1, i / fade, (frames - 1 - i) / fade);
    const phase = (2 * Math.PI * hz * i) / rateHz + (degrees * Math.PI) / 180;
    return amplitude * edge * Math.sin(phase);
  });
}

// EBU Tech 3341, table 1, signals 15 to 19; the tolerance there is +0.2 / −0.4 dB, here 0.2 dB both ways.
const EBU_SIGNALS: [number, number, number, number, number][] = [
  [15, 4, 0, 0.5, -6],
  [16, 4, 45, 0.5, -6],
  [17, 6, 60, 0.5, -6],
  [18, 8, 67.5, 0.5, -6],
  [19, 4, 45, 1.41, 3],
];

for (const [signal, part, degrees, amplitude, expectedDb] of EBU_SIGNALS) {
  Deno.test(`EBU Tech 3341 signal ${signal}: a sine at a ${part}th of the rate measures ${expectedDb} dBTP`, () => {
    assertAlmostEquals(truePeakDb(tone(RATE_HZ / part, degrees, amplitude)), expectedDb, 0.2);
  });
}

Deno.test("a wave that peaks between samples is found to 0.2 dB up to 0.4 of the rate", () => {
  for (const rateHz of [44_100, 48_000, 96_000]) {
    for (let hz = 500; hz < 0.4 * rateHz; hz += 1_371) {
      for (const degrees of [0, 37, 90]) {
        assertAlmostEquals(truePeakDb(tone(hz, degrees, 0.5, rateHz)), -6.02, 0.2, `${hz} Hz`);
      }
    }
  }
});

Deno.test("it is never below the highest sample", () => {
  const noise = whiteNoise(10_000, 0.2);
  const highest = noise.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  assert(truePeakDb(noise) >= 20 * Math.log10(highest));
});

Deno.test("ranges of any size measure the same, on both channels", () => {
  const noise = whiteNoise(8_000, 0.2);
  for (const channel of [0, 1]) {
    const peaks = randomPieces(4_000, 300).map(([from, to]) =>
      truePeak(noise, 2, channel, from, to)
    );
    assertEquals(Math.max(...peaks), truePeak(noise, 2, channel, 0, 4_000));
  }
});

Deno.test("silence has no peak, and what is no number spoils only its surroundings", () => {
  assertEquals(truePeakDb(new Float32Array(10)), -Infinity);
  const samples = tone(1_000, 0, 0.5);
  samples[100] = NaN;
  samples[200] = Infinity;
  assertAlmostEquals(truePeakDb(samples), -6.02, 0.05);
});

Deno.test("a part of a longer signal is measured in its surroundings", () => {
  const samples = tone(12_000, 45, 0.5);
  assertAlmostEquals(truePeak(samples, 1, 0, 12_000, 12_001), 0.5, 0.01);
});

/** What a sound looks like in which the wave rises far above the samples: each is ±1 as a coefficient asks for it. */
function worstBetween(): Float32Array {
  return Float32Array.from({ length: 200 }, (_, i) => {
    const distance = i - 99.5;
    return Math.sin(Math.PI * distance) / distance < 0 ? -1 : 1;
  });
}

Deno.test("the wave never rises above its bound, and of a voice the bound is close", () => {
  for (const samples of [whiteNoise(4_000, 0.5), tone(12_000, 45, 0.5), worstBetween()]) {
    const frames = samples.length;
    for (let at = 20; at + 52 < frames; at += 32) {
      const bound = wavePeakBound(samples, 1, 0, at, at + 32);
      assert(truePeak(samples, 1, 0, at, at + 32) <= bound, `at ${at}`);
    }
  }
  const voice = tone(500, 20, 0.5);
  const bound = wavePeakBound(voice, 1, 0, 10_000, 10_096);
  assertAlmostEquals(bound, truePeak(voice, 1, 0, 10_000, 10_096), 0.002);
});

Deno.test("the bound is that of one channel", () => {
  const both = Float32Array.from({ length: 400 }, (_, i) => i % 2 === 0 ? 0.25 : (i % 4) / 4 - 0.5);
  assertAlmostEquals(wavePeakBound(both, 2, 0, 50, 82), 0.25, 1e-6);
  assert(wavePeakBound(both, 2, 1, 50, 82) > 0.25);
});
