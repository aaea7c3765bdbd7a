/** A file that is made and not published yet, and what is reported of it once it is. */
import type { Known } from "./chunks/chunk_maker.ts";
import type { TrackName } from "../capture/ground/tracks.ts";
import type { HeardPeaks } from "./ground/heard_peaks.ts";
import { levelsOf, type MeasuredSound } from "./ground/measured_sound.ts";
import { outlineOf } from "./outline/outline.ts";
import { lastGainSteps } from "./plan/plan.ts";
import { unheardTracks } from "./plan/unheard_tracks.ts";
import type { ProgrammeReport } from "./programme_report.ts";

/** Where it is, what it was made from, what each track gave to it, and how loud it is. */
export interface MadePart {
  readonly part: string;
  readonly known: Known;
  readonly peaks: HeardPeaks;
  readonly sounds: readonly MeasuredSound[];
}

/** Sides that hold sound and are not in it. */
export function unheardIn({ known, peaks }: MadePart): TrackName[] {
  return unheardTracks(known.plan, known.analyses, peaks);
}

/** What is known of it without looking at the file. */
export function reportOfPart(
  { known: { plan, analyses }, peaks, sounds }: MadePart,
  { fromFrame, toFrame }: { readonly fromFrame?: number; readonly toFrame?: number },
): Omit<ProgrammeReport, "path" | "bytes" | "unheardTracks" | "sha256"> {
  const { rateHz, channels, file } = plan;
  const { gateOpenings, cleaningLosses, gatedSpeech, boostLimited } = plan;
  return {
    ...{ frames: file.toFrame - file.fromFrame, rateHz, channels, plan, peaks },
    ...{ gateOpenings, cleaningLosses, gatedSpeech, boostLimited },
    silentTracks: analyses.filter(({ isSilent }) => isSilent).map(({ track }) => track),
    lastGainSteps: lastGainSteps(plan, toFrame ?? plan.sessionFrames),
    levels: levelsOf(sounds, rateHz, file),
    outline: outlineOf(analyses, plan, fromFrame),
  };
}
