/** What the finished file says about itself, by the time of the file. */
import type { Id3Chapter, Id3Tag } from "../../formats/id3.ts";
import type { WavCue } from "../../formats/wav_cues.ts";
import type { WavOrigin } from "../../formats/broadcast_chunk.ts";
import { programmeFrame } from "../ground/segments.ts";
import type { Plan } from "./plan.ts";

/**
 * The tag of the programme: the length is filled in, chapters move with what is cut before them.
 *
 * @param partFromFrame stem frame from which times count
 */
export function programmeTag(
  tag: Id3Tag,
  { segments, file, rateHz, stemRateHz }: Plan,
  partFromFrame = 0,
): Id3Tag {
  const first = programmeFrame(segments, partFromFrame);
  const ms = (partMs: number) => {
    const stemFrame = partFromFrame + Math.round(partMs * stemRateHz / 1000);
    return Math.round((programmeFrame(segments, stemFrame) - first) * 1000 / stemRateHz);
  };
  const chapters = tag.chapters?.map((chapter) => {
    return { ...chapter, startMs: ms(chapter.startMs), endMs: ms(chapter.endMs) };
  });
  return {
    ...tag,
    ...(chapters ? { chapters } : {}),
    lengthMs: Math.round((file.toFrame - file.fromFrame) * 1000 / rateHz),
  };
}

/** The beginnings of chapters, for a file that has no tag but points. */
export function cuesOf(chapters: readonly Id3Chapter[], rateHz: number): WavCue[] {
  return chapters.map(({ title, startMs }) => ({
    atFrame: Math.round(startMs * rateHz / 1000),
    label: title,
  }));
}

/** The same of a WAV file, which has less to say. */
export function programmeOrigin({ encoder = "", recorded }: Id3Tag): WavOrigin {
  return { originator: encoder, ...(recorded === undefined ? {} : { recorded }) };
}
