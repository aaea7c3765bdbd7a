import { assertEquals } from "@std/assert";
import { DeadRun } from "../../dsp/dead_run.ts";
import { randomPieces, whiteNoise } from "./signals.ts";

Deno.test("silence after sound is counted from the first frame that repeats", () => {
  const run = new DeadRun(1);
  run.process(Float32Array.of(0.1, -0.1, 0, 0, 0), 5);
  assertEquals([run.frames, run.wasAlive], [3, true]);
  run.process(Float32Array.of(0, 0), 2);
  assertEquals(run.frames, 5);
  run.process(Float32Array.of(0, 0.1), 2);
  assertEquals(run.frames, 1);
});

Deno.test("zeros from the beginning are all counted, and were never alive", () => {
  const run = new DeadRun(2);
  for (let block = 0; block < 10; block++) run.process(new Float32Array(20), 10);
  assertEquals([run.frames, run.wasAlive], [100, false]);
});

Deno.test("a converter that hangs at one value is as dead as zeros", () => {
  const run = new DeadRun(1);
  run.process(new Float32Array(50).fill(0.25), 50);
  run.process(new Float32Array(50).fill(0.25), 50);
  assertEquals(run.frames, 100);
});

Deno.test("one channel that lives keeps all alive", () => {
  const run = new DeadRun(2);
  const noise = whiteNoise(100, 1e-5);
  run.process(
    Float32Array.from({ length: 200 }, (_, i) => i % 2 === 0 ? 0 : noise[i >> 1] ?? 0),
    100,
  );
  assertEquals(run.frames, 1);
});

Deno.test("however a signal is cut into blocks, the run is the same", () => {
  const signal = new Float32Array(3_000);
  signal.set(whiteNoise(500, 0.1), 700);
  const whole = new DeadRun(1);
  whole.process(signal, signal.length);
  const cut = new DeadRun(1);
  for (const [from, to] of randomPieces(signal.length, 90)) {
    cut.process(signal.subarray(from, to), to - from);
  }
  assertEquals([cut.frames, whole.frames], [1_800, 1_800]);
});

Deno.test("after a reset nothing is left of what was", () => {
  const run = new DeadRun(1);
  run.process(whiteNoise(10, 0.1), 10);
  run.reset();
  run.process(new Float32Array(10), 10);
  assertEquals([run.frames, run.wasAlive], [10, false]);
});

Deno.test("what is no number is a sign of life", () => {
  const run = new DeadRun(1);
  run.process(Float32Array.of(0, 0, NaN, NaN, NaN), 5);
  assertEquals([run.frames, run.wasAlive], [1, true]);
});
