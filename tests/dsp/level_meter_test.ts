import { assertAlmostEquals, assertEquals } from "../assert.ts";
import { LevelMeter } from "../../dsp/level_meter.ts";
import { sine } from "./signals.ts";

Deno.test("a full-scale sine has its peak at 0 dBFS and its RMS 3.01 dB below", () => {
  const meter = new LevelMeter();
  meter.add(sine({ hz: 1000, rateHz: 48_000, frames: 48_000, amplitude: 1 }));
  assertAlmostEquals(meter.peakDb, 0, 1e-6);
  assertAlmostEquals(meter.rmsDb, -3.0103, 1e-4);
});

Deno.test("nothing and silence are both minus infinity", () => {
  const meter = new LevelMeter();
  assertEquals([meter.peakDb, meter.rmsDb], [-Infinity, -Infinity]);
  meter.add(new Float32Array(100));
  assertEquals([meter.peakDb, meter.rmsDb], [-Infinity, -Infinity]);
});

Deno.test("the meter reads the same in one block and in many, and anew after a reset", () => {
  const signal = sine({ hz: 317, rateHz: 48_000, frames: 4_800, amplitude: 0.3 });
  const whole = new LevelMeter();
  whole.add(signal);
  const pieces = new LevelMeter();
  pieces.add(new Float32Array([1, -1]));
  pieces.reset();
  for (let at = 0; at < signal.length; at += 77) pieces.add(signal.subarray(at, at + 77));
  assertEquals(pieces.peakDb, whole.peakDb);
  assertEquals(pieces.rmsDb, whole.rmsDb);
});

Deno.test("samples that are no numbers do not blind the meter", () => {
  const meter = new LevelMeter();
  meter.add(new Float32Array([NaN, Infinity, -Infinity, 0.5, -0.5]));
  assertAlmostEquals(meter.peakDb, -6.0206, 1e-4);
  assertAlmostEquals(meter.rmsDb, 10 * Math.log10(0.5 / 5), 1e-6);
});
