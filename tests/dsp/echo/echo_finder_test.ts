import { assertAlmostEquals, assertEquals } from "@std/assert";
import { EchoFinder } from "../../../dsp/echo/echo_finder.ts";
import { sine, whiteNoise } from "../signals.ts";
import { chatter, heard, plus, RATE_HZ, wayOf } from "./echo_signals.ts";

function delayIn(far: Float32Array, mic: Float32Array, rateHz = RATE_HZ): number | undefined {
  const finder = new EchoFinder(rateHz);
  finder.push(far, mic);
  return finder.delay;
}

Deno.test("an echo is found at its delay, within a millisecond, also a faint one under somebody who speaks", () => {
  for (const delay of [-200, 0, 240, 7_200, 24_000]) {
    const far = chatter(6, 1);
    const echo = heard(far, wayOf(delay, 2)).map((sample) => 0.3 * sample);
    const mic = plus(plus(echo, chatter(6, 3)), whiteNoise(far.length, 0.0008));
    assertAlmostEquals(delayIn(far, mic) ?? NaN, delay, 48);
  }
});

Deno.test("it is found at other rates too", () => {
  const far = chatter(5, 1);
  for (const rateHz of [44_100, 96_000]) {
    assertAlmostEquals(
      delayIn(far, heard(far, wayOf(4_000, 2)), rateHz) ?? NaN,
      4_000,
      0.001 * rateHz,
    );
  }
});

Deno.test("there is none where the microphone hears somebody else, noise, or nothing", () => {
  const far = chatter(20, 1);
  assertEquals(delayIn(far, chatter(20, 5)), undefined);
  assertEquals(delayIn(far, whiteNoise(far.length, 0.01)), undefined);
  assertEquals(delayIn(far, new Float32Array(far.length)), undefined);
  assertEquals(delayIn(new Float32Array(far.length), chatter(20, 5)), undefined);
});

Deno.test("a voice that the call brings back later than the microphone has heard it is no echo", () => {
  const own = chatter(20, 1);
  for (const later of [480, 960, 1_440]) {
    const call = plus(heard(own, wayOf(later, 2)), chatter(20, 5).map((sample) => 0.3 * sample));
    assertEquals(delayIn(call, own), undefined, `${later / 48} ms`);
  }
});

Deno.test("two sides that sound alike once are no echo", () => {
  const [far, mic] = [chatter(12, 1), chatter(12, 5)];
  const burst = whiteNoise(0.2 * RATE_HZ, 0.1);
  far.set(burst, 5.8 * RATE_HZ);
  mic.set(burst, 5.9 * RATE_HZ);
  const finder = new EchoFinder(RATE_HZ);
  const seconds = Array.from({ length: 12 }, (_, i) => i * RATE_HZ);
  for (const at of seconds) {
    finder.push(far.subarray(at, at + RATE_HZ), mic.subarray(at, at + RATE_HZ));
    assertEquals(finder.delay, undefined);
  }
});

Deno.test("tones tell no delay", () => {
  const tone = (hz: number) => sine({ hz, rateHz: RATE_HZ, frames: 8 * RATE_HZ, amplitude: 0.5 });
  assertEquals(delayIn(tone(1_000), tone(440)), undefined);
  assertEquals(delayIn(tone(1_000), tone(1_000)), undefined);
});

Deno.test("it is gone some time after somebody has plugged in a headset", () => {
  const far = chatter(40, 1);
  const mic = heard(far, wayOf(500, 2));
  mic.set(whiteNoise(30 * RATE_HZ, 0.001), 10 * RATE_HZ);
  const finder = new EchoFinder(RATE_HZ);
  finder.push(far.subarray(0, 10 * RATE_HZ), mic.subarray(0, 10 * RATE_HZ));
  assertAlmostEquals(finder.delay ?? NaN, 500, 48);
  finder.push(far.subarray(10 * RATE_HZ), mic.subarray(10 * RATE_HZ));
  assertEquals(finder.delay, undefined);
});
