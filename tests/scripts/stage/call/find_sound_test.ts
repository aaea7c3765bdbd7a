/** A known sound in a recording: where it is, and how much of itself is left of it there. */
import { assertAlmostEquals, assertLess } from "@std/assert";
import { findSound } from "../../../../scripts/stage/call/find_sound.ts";
import { randomNumbers } from "../../../../scripts/stage/random_numbers.ts";

const RATE_HZ = 48_000;

/** Noise whose loudness changes as often as that of speech. */
function syllables(seed: number, seconds: number): Float32Array {
  const random = randomNumbers(seed);
  let level = 0;
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, i) => {
    if (i % 1_200 === 0) level = random() ** 2;
    return level * (random() - 0.5);
  });
}

Deno.test("a copy is found where it begins, and wholly alike, also between two steps of loudness", () => {
  const recording = syllables(1, 4);
  for (const frames of [0, 120, 240, 360]) {
    const from = RATE_HZ + frames;
    const { atSeconds, likeness } = findSound(
      recording,
      recording.slice(from, from + RATE_HZ),
      RATE_HZ,
    );
    assertAlmostEquals(atSeconds, from / RATE_HZ, 1e-5);
    assertAlmostEquals(likeness, 1, 1e-6);
  }
});

Deno.test("what a recording does not hold is not alike", () => {
  assertLess(findSound(syllables(1, 4), syllables(2, 1), RATE_HZ).likeness, 0.5);
});

Deno.test("a silent recording is like nothing", () => {
  const { likeness } = findSound(new Float32Array(2 * RATE_HZ), syllables(1, 1), RATE_HZ);
  assertAlmostEquals(likeness, 0, 1e-9);
});
