/** A file that is made and not published yet, and what is reported of it once it is. */
import type { Known } from "./chunks/chunk_maker.ts";
import type { TrackName } from "../capture/ground/tracks.ts";
import type { HeardPeaks } from "./ground/heard_peaks.ts";
import { levelsOf, type MeasuredSound } from "./ground/measured_sound.ts";
import type { Id3Chapter, Id3Tag } from "../formats/id3.ts";
import type { ProgrammeOutline } from "./outline/outline.ts";
import { withPauseChapters } from "./outline/pause_chapters.ts";
import { programmeTag } from "./plan/programme_tag.ts";
import { lastGainSteps, type Plan } from "./plan/plan.ts";
import { unheardTracks } from "./plan/unheard_tracks.ts";
import type { FinishOptions, ProgrammeReport } from "./programme_report.ts";

/** Where it is, what it was made from, what each track gave to it, and how loud it is. */
export interface MadePart {
  readonly part: string;
  readonly known: Known;
  readonly peaks: HeardPeaks;
  readonly sounds: readonly MeasuredSound[];
  readonly outline: ProgrammeOutline;
  readonly chapters: readonly Id3Chapter[];
}

/** Sides that hold sound and are not in it. */
export function unheardIn({ known, peaks }: MadePart): TrackName[] {
  return unheardTracks(known.plan, known.analyses, peaks);
}

/** What is known of it without looking at the file. */
export function reportOfPart(
  { known: { plan, analyses }, peaks, sounds, outline, chapters }: MadePart,
  toFrame: number | undefined,
): Omit<ProgrammeReport, "path" | "bytes" | "unheardTracks" | "sha256"> {
  const { rateHz, channels, file } = plan;
  const { gateOpenings, cleaningLosses, gatedSpeech, boostLimited, echo } = plan;
  return {
    ...{ frames: file.toFrame - file.fromFrame, rateHz, channels, plan, peaks },
    ...{ gateOpenings, cleaningLosses, gatedSpeech, boostLimited },
    ...(echo && echo.seconds > 0 ? { echo } : {}),
    silentTracks: analyses.filter(({ isSilent }) => isSilent).map(({ track }) => track),
    lastGainSteps: lastGainSteps(plan, toFrame ?? plan.sessionFrames),
    levels: levelsOf(sounds, rateHz, file),
    ...{ outline, chapters },
  };
}

/**
 * What the file says of itself, by its own time.
 *
 * @param fromFrame stem frame from which times count
 */
export function tagOfPart(
  { id3, pauseTitle }: Pick<FinishOptions, "id3" | "pauseTitle">,
  plan: Plan,
  outline: ProgrammeOutline,
  fromFrame?: number,
): Id3Tag {
  const tag = programmeTag(id3, plan, fromFrame);
  if (pauseTitle === undefined) return tag;
  const seconds = (plan.file.toFrame - plan.file.fromFrame) / plan.rateHz;
  return { ...tag, chapters: withPauseChapters(tag.chapters ?? [], outline, pauseTitle, seconds) };
}
