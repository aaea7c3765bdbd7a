import { assert, assertEquals } from "@std/assert";
import { Hush } from "../../../capture/track/hush.ts";
import { randomNumbers } from "../../../scripts/stage/random_numbers.ts";

const RATE_HZ = 48_000;
/** 5 ms. */
const FADE = 240;

function through(hush: Hush, frames: number, channels: number, block: () => number): Float32Array {
  const samples = new Float32Array(frames * channels).fill(1);
  for (let from = 0; from < frames;) {
    const to = Math.min(frames, from + block());
    hush.apply(samples.subarray(from * channels, to * channels), from);
    from = to;
  }
  return samples;
}

Deno.test("a hushed stretch is exact silence behind a fade of 5 ms, and what follows fades in", () => {
  const hush = new Hush({ track: "mic", rateHz: RATE_HZ });
  hush.switch(true, 1_000);
  hush.switch(false, 3_000);
  const samples = through(hush, 5_000, 1, () => 5_000);
  assert(samples.subarray(0, 1_000).every((sample) => sample === 1));
  assert(samples.subarray(1_000 + FADE, 3_000).every((sample) => sample === 0));
  assert(samples.subarray(3_000 + FADE).every((sample) => sample === 1));
  const isMonotone = (part: Float32Array, sign: 1 | -1) => {
    return part.every((sample, i) => i === 0 || sign * (sample - (part[i - 1] ?? 0)) > 0);
  };
  assert(isMonotone(samples.subarray(999, 1_000 + FADE), -1));
  assert(isMonotone(samples.subarray(3_000, 3_000 + FADE), 1));
});

Deno.test("blocks do not matter, nor when somebody is told of what lies ahead", () => {
  const random = randomNumbers(5);
  const integer = (from: number, to: number) => from + Math.floor(random() * (to - from));
  for (let i = 0; i < 50; i++) {
    const edges: number[] = [];
    for (let at = 0; at < 20_000;) edges.push(at += integer(1, 3_000));
    const options = { track: "system", rateHz: RATE_HZ } as const;
    const whole = through(new Hush({ ...options, edges }), 20_000, 2, () => 20_000);
    const pieces = through(new Hush({ ...options, edges }), 20_000, 2, () => {
      return integer(1, 2_000);
    });
    assertEquals(pieces, whole);
    for (let e = 0; e < edges.length; e += 2) {
      const begin = (edges[e] ?? 0) + FADE;
      const end = Math.min(20_000, edges[e + 1] ?? Infinity);
      assert(whole.subarray(2 * begin, 2 * Math.max(begin, end)).every((sample) => sample === 0));
    }
  }
});

Deno.test("what is no number is silent too where nothing is kept", () => {
  const hush = new Hush({ track: "mic", rateHz: RATE_HZ, edges: [0] });
  const samples = new Float32Array(1_000).fill(NaN);
  hush.apply(samples, FADE);
  assert(samples.every((sample) => sample === 0));
  assert(hush.isOn);
});

Deno.test("a word that is only on its way holds from the next samples on", () => {
  const word = new Float64Array([Infinity]);
  const hush = new Hush({ track: "mic", rateHz: RATE_HZ, word });
  const samples = new Float32Array(1_000).fill(1);
  hush.apply(samples, 0);
  assert(samples.every((sample) => sample === 1));
  word[0] = 500;
  hush.apply(samples, 1_000);
  assertEquals([samples[0] === 1, samples[FADE], hush.isOn], [false, 0, true]);
  // The word itself comes later, and changes nothing.
  assertEquals(hush.switch(true, 500), 1_000);
  word[0] = Infinity;
  assertEquals(hush.switch(false, 1_500), 1_500);
});

Deno.test("that it ends holds, too, where that is only on its way", () => {
  const word = new Float64Array([500]);
  const hush = new Hush({ track: "mic", rateHz: RATE_HZ, word });
  const block = () => new Float32Array(1_000).fill(1);
  hush.apply(block(), 1_000);
  word[0] = -1 - 2_300;
  const samples = block();
  hush.apply(samples, 2_000);
  assert(samples.subarray(0, 300).every((sample) => sample === 0));
  assert(samples.subarray(300 + FADE).every((sample) => sample === 1));
  assertEquals([hush.isOn, hush.switch(false, 2_300)], [false, 2_300]);
  // What is silent already stays so, and what follows fades in all the same.
  word[0] = 3_000;
  hush.apply(block(), 3_000);
  word[0] = -1 - 3_500;
  const late = block();
  hush.apply(late, 4_000);
  assertEquals([late[0] === 1, late[FADE]], [false, 1]);
});
