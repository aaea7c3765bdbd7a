/** Chapters that begin after pauses. */
import type { Id3Chapter } from "../../formats/id3.ts";
import type { Interval, ProgrammeOutline } from "./outline.ts";

/** A pause is longer than this, in the time of the recording: what was cut out of it counts too, s. */
const PAUSE_SECONDS = 60;
/** A chapter begins so long before somebody speaks, s. */
const LEAD_SECONDS = 0.5;
/** A mark that is so near is what the pause is called, s. */
const NEAR_SECONDS = 5;
/** Before the first. */
const FIRST_TITLE = "Start";

/**
 * Adds a chapter where the talk goes on after each long pause.
 *
 * @param chapters by the time of the file, in order; those that were marked
 * @param title of a chapter that begins at a second of the recording
 * @param seconds length of the file
 */
export function withPauseChapters(
  chapters: readonly Id3Chapter[],
  outline: ProgrammeOutline,
  title: (recordedSeconds: number) => string,
  seconds: number,
): Id3Chapter[] {
  const marked = chapters.map(({ title, startMs }) => ({ title, startMs }));
  const added = pausesIn(outline).map(({ at, recorded }) => ({
    title: title(recorded),
    startMs: Math.round(at * 1_000),
  })).filter(({ startMs }) => {
    return marked.every((mark) => Math.abs(mark.startMs - startMs) > NEAR_SECONDS * 1_000);
  });
  if (added.length === 0) return [...chapters];
  const all = [...marked, ...added].sort((one, other) => one.startMs - other.startMs);
  if ((all[0]?.startMs ?? 0) > 0) all.unshift({ title: FIRST_TITLE, startMs: 0 });
  const endMs = Math.round(seconds * 1_000);
  return all.map((each, i) => ({ ...each, endMs: all[i + 1]?.startMs ?? endMs }));
}

/** Where talk begins again, by the time of the file and of the recording. */
function pausesIn({ kept, speech }: ProgrammeOutline): { at: number; recorded: number }[] {
  const talk: Interval[] = Object.values(speech).flat().sort(([one], [other]) => one - other);
  const places: { at: number; recorded: number }[] = [];
  let index = 0;
  let quietSince: number | undefined;
  for (const [from, to] of talk) {
    while (index + 1 < kept.length && (kept[index + 1]?.atSeconds ?? Infinity) <= from) index++;
    const stretch = kept[index];
    if (stretch === undefined) break;
    const shift = stretch.fromSeconds - stretch.atSeconds;
    if (quietSince !== undefined && from + shift - quietSince > PAUSE_SECONDS) {
      const at = Math.max(stretch.atSeconds, from - LEAD_SECONDS);
      places.push({ at, recorded: at + shift });
    }
    let last = index;
    while (last + 1 < kept.length && (kept[last + 1]?.atSeconds ?? Infinity) < to) last++;
    const end = kept[last] ?? stretch;
    quietSince = Math.max(quietSince ?? 0, to + end.fromSeconds - end.atSeconds);
  }
  return places;
}
