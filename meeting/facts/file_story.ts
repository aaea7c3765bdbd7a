/** What happened while something was recorded, whoever tells it: the session itself, or what it has left. */
import type { HushedStretches } from "../../capture/ground/hush.ts";
import type { PerTrack, TrackName } from "../../capture/ground/tracks.ts";
import type { LeftSession } from "../../capture/recovery/left_session.ts";
import type { Mark, SessionReport } from "../../capture/session/session_types.ts";
import type { SoundTrouble } from "../../capture/sound/sound_trouble.ts";

/** Silence that stands for what was not heard. */
export interface StoryGap {
  readonly track: TrackName;
  readonly atSeconds: number;
  readonly seconds: number;
  readonly cause: string;
}

/** Something that was wrong with a side's sound; what lasted to the end has no length. */
export interface StoryTrouble {
  readonly kind: SoundTrouble["kind"];
  readonly atSeconds: number;
  readonly seconds?: number | undefined;
}

/** All of it; times are seconds since the recording, or this part of it, began. */
export interface FileStory {
  readonly startedAt: Date | undefined;
  readonly report: SessionReport;
  readonly gaps: readonly StoryGap[];
  readonly marks: readonly Mark[];
  readonly hushed: HushedStretches;
  readonly troubles: PerTrack<readonly StoryTrouble[]>;
  /** What sides are called of which the report does not tell. */
  readonly names?: PerTrack<string>;
  readonly part?: { readonly number: number; readonly atSeconds?: number };
}

/** Of files that were mixed from recordings nobody knows of. */
export function unknownStory(report: SessionReport, names: PerTrack<string>): FileStory {
  return {
    ...{ startedAt: undefined, report, names, gaps: [], marks: [], troubles: {} },
    hushed: { pauses: [], mutes: { mic: [], system: [] } },
  };
}

/**
 * What happened to what a session has left.
 *
 * @param left as if its stems held the part alone
 */
export function leftStory(
  left: LeftSession,
  startedAt: Date | undefined,
  part?: FileStory["part"],
): FileStory {
  const { report, gaps, marks, hushed, troubles } = left;
  return {
    ...{ report, gaps, marks, hushed, troubles, startedAt: left.startedAt ?? startedAt },
    ...(part === undefined ? {} : { part }),
  };
}
