import { assert } from "@std/assert";
import { KalmanFilter } from "../../../dsp/echo/kalman_filter.ts";
import { whiteNoise } from "../signals.ts";
import { chatter, heard, levelDb, plus, RATE_HZ, wayOf } from "./echo_signals.ts";

const FRAMES = 1_024;

/** What is left of the microphone after each block was looked at once, and four blocks later. */
function cancel(far: Float32Array, mic: Float32Array) {
  const hindsight = 4;
  const filter = new KalmanFilter({ blockFrames: FRAMES, partitions: 12, mostDelay: 2, hindsight });
  const [first, later] = [mic.slice(), mic.slice()];
  for (let at = 0; at + FRAMES <= mic.length; at += FRAMES) {
    const block = mic.subarray(at, at + FRAMES);
    filter.play(far.subarray(at, at + FRAMES));
    filter.hear(block);
    filter.lookBack();
    first.set(filter.error, at);
    const before = at - hindsight * FRAMES;
    for (let i = 0; before >= 0 && i < FRAMES; i++) {
      later[before + i] = (mic[before + i] ?? 0) - (filter.echo[i] ?? 0);
    }
  }
  return { first, later };
}

Deno.test("a way that stays is learned down to the noise: 30 dB of echo go in 4 s", () => {
  const far = chatter(6, 1);
  const noise = whiteNoise(far.length, 10 ** (-75 / 20));
  const mic = plus(heard(far, wayOf(300, 2)), noise);
  const { first, later } = cancel(far, mic);
  assert(levelDb(mic, 4, 5.5) - levelDb(first, 4, 5.5) > 30);
  assert(levelDb(mic, 4, 5.5) - levelDb(later, 4, 5.5) > 30);
});

Deno.test("hindsight makes the first second better", () => {
  const far = chatter(2, 1);
  const mic = heard(far, wayOf(300, 2));
  const { first, later } = cancel(far, mic);
  assert(levelDb(first, 0, 1) - levelDb(later, 0, 1) > 2);
});

Deno.test("somebody as loud as the echo who speaks from the first moment is left, and the echo is learned", () => {
  const far = chatter(10, 1);
  const near = heard(chatter(10, 9), [[0, 0.5]]);
  const echo = heard(far, wayOf(300, 2));
  const { later } = cancel(far, plus(echo, near));
  const error = plus(later, near.map((sample) => -sample));
  assert(levelDb(echo, 5, 9.5) - levelDb(error, 5, 9.5) > 12);
});

Deno.test("a way that changes is learned again: 15 dB after 3 s", () => {
  const far = chatter(12, 1);
  const mic = heard(far, wayOf(300, 2));
  mic.set(heard(far, wayOf(420, 5)).subarray(6 * RATE_HZ), 6 * RATE_HZ);
  const { later } = cancel(far, mic);
  assert(levelDb(mic, 9, 11.5) - levelDb(later, 9, 11.5) > 15);
});

Deno.test("a silent far side leaves the microphone as it is", () => {
  const mic = chatter(2, 1);
  const { first } = cancel(new Float32Array(mic.length), mic);
  assert(first.every((sample, i) => sample === mic[i]));
});
