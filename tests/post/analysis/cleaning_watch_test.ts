import { CleaningWatch } from "../../../post/analysis/cleaning_watch.ts";
import { assert, assertEquals } from "../../assert.ts";
import { makeConversation } from "../../../scripts/stage/conversation.ts";
import { randomPieces, sine, whiteNoise } from "../../dsp/signals.ts";

const RATE_HZ = 48_000;

/** Compares `recorded` with what is left of it, each in pieces of its own. */
function watch(recorded: Float32Array, cleaned: Float32Array, longest = RATE_HZ): CleaningWatch {
  const it = new CleaningWatch(RATE_HZ);
  let done = 0;
  for (const [from, to] of randomPieces(recorded.length, longest, 3)) {
    it.hear(recorded.subarray(from, to));
    const known = Math.max(done, to - 1_440);
    it.hearCleaned(cleaned.subarray(done, known));
    done = known;
  }
  it.hearCleaned(cleaned.subarray(done));
  it.finish();
  return it;
}

function chord(seconds: number): Float32Array {
  const tones = [220, 277, 330].map((hz) =>
    sine({ hz, rateHz: RATE_HZ, frames: seconds * RATE_HZ, amplitude: 0.1 })
  );
  return Float32Array.from(
    { length: seconds * RATE_HZ },
    (_, i) => tones.reduce((sum, tone) => sum + (tone[i] ?? 0), 0),
  );
}

Deno.test("where nothing is gone all is kept, in whatever pieces it comes", () => {
  const { near } = makeConversation(6);
  for (const longest of [700, RATE_HZ]) {
    const it = watch(near, near, longest);
    assert(it.kept.keptPart > 0.9999 && it.kept.keptPitchPart > 0.9999);
    assertEquals([it.holdsSound, it.takeRemoved()], [true, []]);
  }
});

Deno.test("noise that is gone is no loss of notes or vowels", () => {
  const noise = whiteNoise(8 * RATE_HZ, 0.01, 4);
  const it = watch(noise, new Float32Array(noise.length));
  assert(it.kept.keptPart < 1e-9);
  assertEquals([it.kept.keptPitchPart, it.takeRemoved()], [1, []]);
});

Deno.test("music that is gone is one, and where it was is known", () => {
  const music = chord(6);
  const cleaned = music.slice().fill(0, 2 * RATE_HZ, 4 * RATE_HZ);
  const it = watch(music, cleaned);
  assert(Math.abs(it.kept.keptPitchPart - 2 / 3) < 0.02);
  const removed = it.takeRemoved();
  assert(removed.every(({ fromHop, toHop }) => fromHop >= 199 && toHop <= 402));
  assert(removed.reduce((sum, { fromHop, toHop }) => sum + toHop - fromHop, 0) > 180);
});

Deno.test("a moment that is gone between two that are kept is an echo, and not asked about", () => {
  const music = chord(6);
  const cleaned = music.slice();
  for (let at = 0; at < music.length; at += 24_000) cleaned.fill(0, at, at + 7_200);
  assertEquals(watch(music, cleaned).takeRemoved(), []);
});

Deno.test("digital silence holds nothing that could be gone", () => {
  const silence = new Float32Array(2 * RATE_HZ).fill(NaN, 10, 20);
  const it = watch(silence, silence.slice().fill(0));
  assertEquals([it.holdsSound, it.kept], [false, { keptPart: 1, keptPitchPart: 1 }]);
});
