import { assertEquals } from "../../assert.ts";
import type { Interval, KeptStretch } from "../../../post/outline/outline.ts";
import { withPauseChapters } from "../../../post/outline/pause_chapters.ts";

const title = (seconds: number) => `at ${seconds}`;

function outline(
  mic: readonly Interval[],
  kept: readonly KeptStretch[],
  system: readonly Interval[] = [],
) {
  return {
    speech: { mic, system },
    kept,
    envelope: () => ({ columnSeconds: 1, columns: 0, sides: {} }),
  };
}

const WHOLE = [{ atSeconds: 0, fromSeconds: 0, seconds: 600 }];

Deno.test("a chapter begins half a second before the talk goes on after more than a minute", () => {
  const talk = outline([[1, 20], [79, 100], [165, 170]], WHOLE, [[15, 30]]);
  assertEquals(withPauseChapters([], talk, title, 600), [
    { title: "Start", startMs: 0, endMs: 164_500 },
    { title: "at 164.5", startMs: 164_500, endMs: 600_000 },
  ]);
});

Deno.test("what was cut out of a pause counts, and the chapter begins at the cut", () => {
  const kept = [
    { atSeconds: 0, fromSeconds: 0, seconds: 50 },
    { atSeconds: 50, fromSeconds: 150, seconds: 50 },
  ];
  const talk = outline([[1, 49], [50.2, 90]], kept);
  assertEquals(withPauseChapters([], talk, title, 100).map(({ startMs }) => startMs), [0, 50_000]);
  const one = outline([[1, 90]], kept);
  assertEquals(withPauseChapters([], one, title, 100), []);
});

Deno.test("a mark that is near has its own title, and chapters end where the next begins", () => {
  const talk = outline([[0, 10], [200, 210], [400, 410]], WHOLE);
  const marked = [
    { title: "Start", startMs: 0, endMs: 197_000 },
    { title: "Lunch is over", startMs: 197_000, endMs: 600_000 },
  ];
  assertEquals(withPauseChapters(marked, talk, title, 600), [
    { title: "Start", startMs: 0, endMs: 197_000 },
    { title: "Lunch is over", startMs: 197_000, endMs: 399_500 },
    { title: "at 399.5", startMs: 399_500, endMs: 600_000 },
  ]);
});

Deno.test("without a long pause, and before the first word, there is none", () => {
  assertEquals(withPauseChapters([], outline([[300, 310], [330, 340]], WHOLE), title, 600), []);
  assertEquals(withPauseChapters([], outline([], WHOLE), title, 600), []);
});
