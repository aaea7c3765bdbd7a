import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { longestPause } from "../../../post/analysis/longest_pause.ts";
import { TrackAnalyser } from "../../../post/analysis/track_analyser.ts";
import { TrackAnalysis } from "../../../post/analysis/track_analysis.ts";
import { soundOf } from "../../../post/ground/sound.ts";
import { SOUND_OPTIONS } from "../../../scripts/stage/sound_options.ts";
import type { TrackName } from "../../../capture/ground/tracks.ts";
import { noise } from "../stems.ts";

const RATE_HZ = 48_000;

/** A track of noise that is 40 dB softer in some stretches, seconds. */
function analysis(track: TrackName, seconds: number, quiet: readonly [number, number][]) {
  const options = soundOf({ ...SOUND_OPTIONS, gate: "off" });
  const analyser = new TrackAnalyser({ track, options });
  const channels = track === "mic" ? 1 : 2;
  const random = noise(seconds);
  const samples = Float32Array.from({ length: seconds * RATE_HZ * channels }, (_, i) => {
    const at = i / channels / RATE_HZ;
    return random() * (quiet.some(([from, to]) => at >= from && at < to) ? 0.002 : 0.2);
  });
  analyser.push(samples);
  analyser.finish();
  const found = new TrackAnalysis(track, RATE_HZ);
  found.append({ ...analyser.take(), removedVoiceSeconds: 0 });
  return found;
}

Deno.test("the longest stretch in which both sides are quiet is the pause", () => {
  const mic = analysis("mic", 30, [[4, 5], [10, 14], [20, 23]]);
  const system = analysis("system", 30, [[4, 5], [11, 12], [19, 23]]);
  const at = longestPause([mic, system], 0, 30 * RATE_HZ);
  assert(at !== undefined);
  assertAlmostEquals(at / RATE_HZ, 21.5, 0.2);
  // Of what lies before, another.
  const before = longestPause([mic, system], 0, 19 * RATE_HZ);
  assert(before !== undefined);
  assertEquals(before > 4 * RATE_HZ && before < 12 * RATE_HZ, true);
});

Deno.test("sound without pauses, and nothing at all, have none", () => {
  assertEquals(longestPause([analysis("mic", 20, [])], 0, 20 * RATE_HZ), undefined);
  assertEquals(longestPause([analysis("mic", 20, [[5, 5.1]])], 0, 20 * RATE_HZ), undefined);
  assertEquals(longestPause([], 0, 20 * RATE_HZ), undefined);
  const short = analysis("mic", 1, []);
  assertEquals(longestPause([short], 50 * RATE_HZ, 60 * RATE_HZ), undefined);
});
