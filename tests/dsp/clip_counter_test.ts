import { assert, assertEquals } from "@std/assert";
import { ClipCounter } from "../../dsp/clip_counter.ts";
import { randomPieces, sine } from "./signals.ts";

const RATE_HZ = 48_000;

/** A 440 Hz sine of one second that a converter cuts off at ±1. */
function cutSine(amplitude: number): Float32Array<ArrayBuffer> {
  return sine({ hz: 440, rateHz: RATE_HZ, frames: RATE_HZ, amplitude })
    .map((x) => Math.max(-1, Math.min(1, x)));
}

Deno.test("a sine that is 6 dB too loud has two flat tops in each period", () => {
  const counter = new ClipCounter(1);
  counter.process(cutSine(2), RATE_HZ);
  assertEquals(counter.count, 880);
});

Deno.test("a sine that just fills the converter is not clipped", () => {
  const counter = new ClipCounter(1);
  // Steps of 440 Hz: near its top a sine of 0.9989 never comes to 0.999.
  counter.process(cutSine(0.998), RATE_HZ);
  assertEquals(counter.count, 0);
});

Deno.test("single samples at full scale are not flat tops", () => {
  const counter = new ClipCounter(1);
  counter.process(Float32Array.of(1, 1, 0.5, -1, 0, 1, NaN, 1, Infinity, 1), 10);
  assertEquals(counter.count, 0);
});

Deno.test("each channel is looked at by itself, however it is cut into blocks", () => {
  const loud = cutSine(2);
  const both = Float32Array.from(
    { length: 2 * RATE_HZ },
    (_, i) => i % 2 === 0 ? 0.1 : loud[i >> 1] ?? 0,
  );
  const counter = new ClipCounter(2);
  for (const [from, to] of randomPieces(RATE_HZ, 400)) {
    counter.process(both.subarray(2 * from, 2 * to), to - from);
  }
  assertEquals(counter.count, 880);
  counter.reset();
  assert(counter.count === 0);
});
