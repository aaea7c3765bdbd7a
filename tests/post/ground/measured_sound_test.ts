import { assertAlmostEquals, assertEquals } from "../../assert.ts";
import { levelsOf, STEPS_PER_SECOND } from "../../../post/ground/measured_sound.ts";

const RATE_HZ = 48_000;
const STEP_FRAMES = RATE_HZ / STEPS_PER_SECOND;

Deno.test("five weeks of chunks are put together as one chunk is", () => {
  const stretch = (fromStep: number) => ({
    fromStep,
    energies: Float32Array.of(0.01 * STEP_FRAMES),
    truePeak: 0.5,
    peak: 0.25,
  });
  const chunks = Array.from({ length: 130_000 }, (_, i) => stretch(i));
  const levels = levelsOf(chunks, RATE_HZ);
  const { loudnessLufs, ...rest } = levelsOf(chunks.slice(0, 10), RATE_HZ);
  assertAlmostEquals(levels.loudnessLufs, loudnessLufs, 1e-6);
  assertAlmostEquals(loudnessLufs, -20.691, 1e-3);
  assertEquals([levels.truePeakDb, levels.peakDb], [rest.truePeakDb, rest.peakDb]);
});

Deno.test("of a span only whole steps count", () => {
  const energies = Float32Array.from({ length: 20 }, (_, i) => i < 10 ? 0.01 * STEP_FRAMES : 0);
  const sounds = [{ fromStep: 0, energies, truePeak: 1, peak: 1 }];
  const ofBoth = levelsOf(sounds, RATE_HZ);
  const first = levelsOf(sounds, RATE_HZ, { fromFrame: 0, toFrame: 10.9 * STEP_FRAMES });
  assertAlmostEquals(first.loudnessLufs, -20.691, 1e-3);
  assertEquals(
    levelsOf(sounds, RATE_HZ, { fromFrame: 13 * STEP_FRAMES, toFrame: Infinity }).loudnessLufs,
    -Infinity,
  );
  assertEquals(ofBoth.loudnessLufs < first.loudnessLufs, true);
});
