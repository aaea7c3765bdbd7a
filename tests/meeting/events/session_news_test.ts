import { assertEquals, assertMatch } from "@std/assert";
import type { SessionEvent } from "../../../capture/session/session_types.ts";
import { type RecordingFacts, SessionNews } from "../../../meeting/events/session_news.ts";

const FACTS: RecordingFacts = {
  ...{ out: "a.mp3", rateHz: 48_000, bytesPerSecond: 16_000 },
  ...{ tracks: ["mic", "system"], awaited: {}, spared: [] },
};

/** What is said last about a microphone that goes away for 3 s, and maybe comes back. */
function lastWords(...back: SessionEvent[]): string {
  const said: string[] = [];
  const news = new SessionNews(FACTS, (event) => {
    if (event.event === "warning") said.push(event.message);
  });
  const lost = { type: "track-lost", track: "mic", atSeconds: 2, reason: "unplugged" } as const;
  const gap = { type: "gap", track: "mic", atSeconds: 2, seconds: 3, cause: "replaced" } as const;
  for (const event of [lost, ...back, gap]) {
    news.take(event, { chunksWaiting: 0, secondsLeft: undefined });
  }
  return said.at(-1) ?? "";
}

Deno.test("only a device that is there again is said to have come back", () => {
  const back = { type: "track-back", track: "mic", atSeconds: 5, name: "Mic" } as const;
  assertMatch(lastWords(back), /^Your microphone came back after 3\.00 s, at 00:05/);
  assertEquals(
    lastWords(),
    "Your microphone lacks 3.00 s at 00:02 (the device was away); the file is silent for that time",
  );
});

Deno.test("a side that begins within half a millisecond of the recording has no gap", () => {
  const gaps: number[] = [];
  const news = new SessionNews(FACTS, (event) => {
    if (event.event === "gap") gaps.push(event.seconds);
  });
  for (const seconds of [0.0004, 0.02]) {
    const gap = { type: "gap", track: "mic", atSeconds: 0, seconds, cause: "late-start" } as const;
    news.take(gap, { chunksWaiting: 0, secondsLeft: undefined });
  }
  assertEquals(gaps, [0.02]);
  assertEquals(news.gaps.map(({ seconds }) => seconds), [0.02]);
});
