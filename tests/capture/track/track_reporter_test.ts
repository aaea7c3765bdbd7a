import { assertEquals } from "@std/assert";
import { Track } from "../../../capture/track/track.ts";
import { TrackReporter } from "../../../capture/track/track_reporter.ts";
import type { FromTrack } from "../../../capture/track/track_protocol.ts";
import { ManualClock, SimulatedSource } from "../simulated_source.ts";

/** How many progress messages polls at these instants (ms) make. */
function progressAt(polls: readonly number[], pace = 1): number {
  const clock = new ManualClock();
  const sent: FromTrack[] = [];
  const track = new Track({
    ...{ track: "mic", rateHz: 48_000, source: new SimulatedSource(clock) },
    ...{ startedNs: clock.nowNs(), zeroNs: clock.nowNs() },
    write: () => {},
    onGap: () => {},
  });
  const reporter = new TrackReporter({ pace, frameOf: () => 0, send: (m) => sent.push(m) });
  for (const ms of polls) reporter.look(track, clock.nowNs() + ms * 1e6);
  return sent.filter(({ type }) => type === "progress").length;
}

Deno.test("each regular poll reports progress, also one that follows one that was late", () => {
  assertEquals(progressAt([0, 250, 500, 750, 1_000]), 5);
  assertEquals(progressAt([0, 250, 540, 750, 1_040, 1_250]), 6);
});

Deno.test("polls that come quickly report it five times a second, of real time", () => {
  const quick = Array.from({ length: 50 }, (_, i) => i * 20);
  assertEquals(progressAt(quick), 5);
  assertEquals(progressAt(quick, 10), 1);
});
