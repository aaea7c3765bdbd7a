/** From the moments that were marked to the chapters of the file. */
import type { Mark } from "../../capture/session/session_types.ts";
import type { Id3Chapter } from "../../formats/id3.ts";

/** Before the first mark. */
const FIRST_TITLE = "Start";
/** Times of chapters have 32 bits, ms. */
const LATEST_MS = 2 ** 32 - 2;

/**
 * Chapters that cover the whole file: each lasts to the next mark, or to the end; none without marks.
 *
 * A mark that lies behind the end, as after a crash that took the last second of sound, stands at the end.
 *
 * @param seconds the length of the session
 */
export function chaptersOf(marks: readonly Mark[], seconds: number): Id3Chapter[] {
  const endMs = Math.min(seconds * 1_000, LATEST_MS);
  const starts = marks.map(({ atSeconds, text }, i) => ({
    title: text === "" ? `Mark ${i + 1}` : text,
    startMs: Math.min(Math.max(0, atSeconds * 1_000), endMs),
  })).sort((a, b) => a.startMs - b.startMs);
  const [first] = starts;
  if (first !== undefined && first.startMs > 0) starts.unshift({ title: FIRST_TITLE, startMs: 0 });
  return starts.map((each, i) => ({ ...each, endMs: starts[i + 1]?.startMs ?? endMs }));
}
