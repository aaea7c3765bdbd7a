import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { RemoteTrack } from "../../../capture/session/remote_track.ts";
import type { FromTrack } from "../../../capture/track/track_protocol.ts";

const QUIET_LINK = { send: () => {}, terminate: () => {} };

function makeTrack(): RemoteTrack {
  return new RemoteTrack("mic", { kind: "file", path: "a.wav" }, () => QUIET_LINK);
}

function progress(
  frames: number,
  peakDb: number,
  rmsDb: number,
  dropped = 0,
  unplacedFrames = 0,
): FromTrack {
  const more = { ppm: 0, dropped, unplacedFrames, position: frames, hostNs: 0 };
  return { type: "progress", progress: { frames, peakDb, rmsDb, ...more } };
}

Deno.test("levels of messages that nobody asked about in between count together, by their lengths", () => {
  const track = makeTrack();
  track.hear(progress(300, -3, 10 * Math.log10(0.4)));
  track.hear(progress(400, -20, -Infinity));
  const taken = track.takeProgress();
  assert(taken !== undefined);
  assertEquals([taken.frames, taken.peakDb], [400, -3]);
  assertAlmostEquals(taken.rmsDb, 10 * Math.log10(0.3), 1e-9);
});

Deno.test("what was taken does not count again", () => {
  const track = makeTrack();
  track.hear(progress(300, -3, -6));
  track.takeProgress();
  track.hear(progress(400, -20, -30));
  assertEquals([track.takeProgress()?.peakDb, track.takeProgress()?.peakDb], [-20, -20]);
});

Deno.test("a track that has said nothing has no progress", () => {
  assertEquals(makeTrack().takeProgress(), undefined);
});

Deno.test("what the worker before it has counted and reported stays when another takes its place", () => {
  const track = makeTrack();
  const gap = { atFrame: 0, frames: 12_000, cause: "late-start" } as const;
  track.hear({ type: "gap", gap });
  track.hear(progress(300, -3, -6, 40, 7));
  track.replaceWorker(() => QUIET_LINK);
  assertEquals(track.takeProgress()?.dropped, 40);
  track.hear(progress(400, -3, -6, 2));
  assertEquals(track.takeProgress()?.dropped, 42);
  const more = { ppm: 0, unplacedFrames: 5, gapCount: 0, gapFrames: 0, startOffsetSeconds: 0 };
  track.hear({ type: "stopped", report: { name: "Device", frames: 500, dropped: 3, ...more } });
  const { dropped, unplacedFrames, startOffsetSeconds } = track.trackReport(48_000);
  assertEquals([dropped, unplacedFrames, startOffsetSeconds], [43, 12, 0.25]);
});
