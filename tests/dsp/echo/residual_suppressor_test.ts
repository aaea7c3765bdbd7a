import { assert, assertEquals } from "@std/assert";
import { ResidualSuppressor, SUPPRESSOR_DELAY } from "../../../dsp/echo/residual_suppressor.ts";
import { whiteNoise } from "../signals.ts";
import { chatter, levelDb, plus, RATE_HZ } from "./echo_signals.ts";

const FRAMES = 1_024;

/** What comes out where `error` is left and `echo` was taken off, moved to its place. */
function suppress(error: Float32Array, echo: Float32Array, isTaken = true): Float32Array {
  const suppressor = new ResidualSuppressor(FRAMES, RATE_HZ);
  const output = new Float32Array(error.length);
  for (let at = 0; at + FRAMES <= error.length; at += FRAMES) {
    const block = (track: Float32Array) => Float64Array.from(track.subarray(at, at + FRAMES));
    const done = suppressor.push(block(error), block(echo), isTaken);
    const to = at - SUPPRESSOR_DELAY * FRAMES;
    if (to >= 0) output.set(done, to);
  }
  return output;
}

Deno.test("what is left of an echo 20 dB louder goes down, by 15 dB at most", () => {
  const echo = chatter(8, 1);
  const error = echo.map((sample) => 0.1 * sample);
  const output = suppress(error, echo);
  const down = levelDb(error, 4, 7.5) - levelDb(output, 4, 7.5);
  assert(down > 8 && down <= 15.1, `${down} dB`);
});

Deno.test("the noise of the room goes on", () => {
  const echo = chatter(12, 1);
  const noise = whiteNoise(echo.length, 10 ** (-60 / 20));
  const output = suppress(plus(echo.map((sample) => 0.03 * sample), noise), echo);
  assert(levelDb(output, 6, 11) > -63);
});

Deno.test("somebody who speaks stays as he is, to the bit, and so does what nothing was taken off", () => {
  const echo = chatter(6, 1);
  const near = [6, 7, 8, 9].reduce((sum, seed) => plus(sum, chatter(6, seed)), chatter(6, 5));
  const error = plus(near, echo.map((sample) => 0.02 * sample));
  const [from, to] = [0, 5.5 * RATE_HZ];
  assertEquals(suppress(error, echo, false).subarray(from, to), error.subarray(from, to));
  const kept = suppress(error, echo);
  const power = (track: Float32Array) => levelDb(track, 0, 5.5);
  assert(Math.abs(power(kept) - power(error)) < 0.1);
});
