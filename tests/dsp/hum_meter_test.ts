import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { HumMeter } from "../../dsp/hum_meter.ts";
import { random, randomPieces, sine, whiteNoise } from "./signals.ts";

function added(...signals: Float32Array[]): Float32Array<ArrayBuffer> {
  const [first = new Float32Array()] = signals;
  return Float32Array.from(first, (_, i) => signals.reduce((sum, one) => sum + (one[i] ?? 0), 0));
}

/** A hum of the given RMS: a fundamental and two harmonics that are as strong together. */
function humming(hz: number, rateHz: number, seconds: number, rmsDb: number) {
  const line = (harmonic: number, power: number) =>
    sine({
      hz: harmonic * hz,
      rateHz,
      frames: seconds * rateHz,
      amplitude: Math.sqrt(2 * power) * 10 ** (rmsDb / 20),
    });
  return added(line(1, 0.5), line(2, 0.25), line(3, 0.25));
}

/** Bursts of a gliding tone of 100 to 300 Hz, 1.5 s long with 1 s between: voiced speech, roughly. */
function speech(rateHz: number, seconds: number, amplitude: number): Float32Array<ArrayBuffer> {
  const next = random(7);
  let phase = 0;
  let hz = 150;
  return Float32Array.from({ length: seconds * rateHz }, (_, i) => {
    if (i % Math.round(rateHz / 20) === 0) {
      hz = Math.max(100, Math.min(300, hz + 60 * (next() - 0.5)));
    }
    phase += (2 * Math.PI * hz) / rateHz;
    const on = (i / rateHz) % 2.5 < 1.5;
    return on ? amplitude * (Math.sin(phase) + 0.5 * Math.sin(2 * phase)) : 0;
  });
}

function humOf(signal: Float32Array, rateHz: number) {
  const meter = new HumMeter(rateHz);
  meter.process(signal, signal.length);
  return meter.hum;
}

for (const rateHz of [16_000, 44_100, 48_000]) {
  for (const hz of [50, 60]) {
    Deno.test(`a hum of ${hz} Hz under speech is found at ${rateHz} Hz, with its level`, () => {
      const signal = added(
        // Mains are not exact either: 0.1 Hz off.
        humming(hz + 0.1, rateHz, 10, -45),
        speech(rateHz, 10, 0.1),
        whiteNoise(10 * rateHz, 10 ** (-60 / 20)),
      );
      const hum = humOf(signal, rateHz);
      assert(hum !== undefined);
      assertEquals(hum.hz, hz);
      // Averaging in groups takes up to 0.6 dB at 180 Hz.
      assertAlmostEquals(hum.levelDb, -45, 0.6);
    });
  }
}

Deno.test("a room that only rustles does not hum, nor does speech, nor digital silence", () => {
  const rateHz = 16_000;
  const noise = whiteNoise(10 * rateHz, 10 ** (-50 / 20));
  assertEquals(humOf(noise, rateHz), undefined);
  assertEquals(humOf(added(noise, speech(rateHz, 10, 0.2)), rateHz), undefined);
  assertEquals(humOf(speech(rateHz, 10, 0.2), rateHz), undefined);
  assertEquals(humOf(new Float32Array(10 * rateHz), rateHz), undefined);
  assertEquals(humOf(new Float32Array(10 * rateHz).fill(0.3), rateHz), undefined);
});

Deno.test("a hum that nobody hears, or that drowns in noise, is none", () => {
  const rateHz = 16_000;
  assertEquals(humOf(humming(50, rateHz, 10, -65), rateHz), undefined);
  const noise = whiteNoise(10 * rateHz, 10 ** (-40 / 20));
  assertEquals(humOf(added(humming(50, rateHz, 10, -45), noise), rateHz), undefined);
});

Deno.test("a steady tone elsewhere is no hum, also where averaging folds it back", () => {
  const rateHz = 48_000;
  for (const hz of [440, 950, 1_050, 4_050]) {
    const tone = sine({ hz, rateHz, frames: 10 * rateHz, amplitude: 0.5 });
    assertEquals(humOf(tone, rateHz), undefined, `${hz} Hz`);
  }
});

Deno.test("an offset of the converter does not hide a hum", () => {
  const rateHz = 16_000;
  const signal = humming(50, rateHz, 10, -45).map((x) => x + 0.05);
  assertAlmostEquals(humOf(signal, rateHz)?.levelDb ?? NaN, -45, 0.6);
});

Deno.test("however a signal is cut into blocks, the hum is the same", () => {
  const rateHz = 16_000;
  const signal = added(humming(60, rateHz, 9, -40), whiteNoise(9 * rateHz, 1e-3));
  const meter = new HumMeter(rateHz);
  for (const [from, to] of randomPieces(signal.length, 1_000)) {
    meter.process(signal.subarray(from, to), to - from);
  }
  assertEquals(meter.hum, humOf(signal, rateHz));
  meter.reset();
  assertEquals(meter.hum, undefined);
});
