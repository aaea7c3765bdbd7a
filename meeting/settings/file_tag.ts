/** The tag of a file: what it says of itself to players. */
import { readManifest } from "../../ffi/bundle/manifest.ts";
import { buildId3, type Id3Picture, type Id3Tag } from "../../formats/id3.ts";
import type { Mark } from "../../capture/session/session_types.ts";
import type { FinishOptions } from "../../post/programme_report.ts";
import { localTime } from "../ground/time_of_day.ts";
import { chaptersOf } from "./chapters.ts";
import type { FileSettings } from "./file_settings.ts";
import { titleOf } from "./file_title.ts";

/** A file, as far as its tag tells of it. */
export interface TaggedFile {
  readonly file: FileSettings;
  readonly cover: Id3Picture | undefined;
  /** Of which the title is the name, where none was asked for. A file that is made again is to be the same. */
  readonly path: string;
  /** Which one it is of a recording that was split. */
  readonly part?: number | undefined;
}

/** What was recorded into it. */
export interface TaggedRecording {
  /** Written in local time; when the file is made, where nobody knows when it was recorded. */
  readonly startedAt: Date;
  /** False where nobody knows: no chapter is called by a time of day then. */
  readonly isDated?: boolean;
  /** Become chapters by the time of the session, which the programme moves with what is cut. */
  readonly marks?: readonly Mark[];
  /** The length of the session, seconds. */
  readonly seconds?: number;
}

/** The tag, and how chapters are called that begin after pauses, if there are to be such. */
export function fileTag(
  about: TaggedFile,
  { startedAt, isDated = true, marks = [], seconds = 0 }: TaggedRecording,
): Pick<FinishOptions, "id3" | "pauseTitle"> {
  const chapters = chaptersOf(marks, seconds);
  // As clocks show it at that moment: summer time may begin or end while it is recorded.
  const timeAt = (at: number) =>
    localTime(new Date(startedAt.getTime() + at * 1_000)).slice(11, 16);
  return {
    id3: {
      ...textsOf(about),
      recorded: localTime(startedAt).slice(0, "2026-11-21T09:30:00".length),
      ...(chapters.length === 0 ? {} : { chapters }),
    },
    ...(about.file.chapters === "auto"
      ? { pauseTitle: (at: number) => `After a pause${isDated ? `, ${timeAt(at)}` : ""}` }
      : {}),
  };
}

/** Bytes of such a tag before anything is marked: so much space is kept for it in front of the sound. */
export function tagBytes(about: TaggedFile): number {
  return buildId3(textsOf(about)).length;
}

function textsOf({ file, cover, path, part }: TaggedFile): Id3Tag {
  const { artist, album, comment } = file;
  return {
    title: titleOf(file, path, part),
    ...(artist === undefined ? {} : { artist }),
    ...(album === undefined ? {} : { album }),
    ...(comment === undefined ? {} : { comment }),
    ...(part === undefined ? {} : { track: part }),
    ...(cover === undefined ? {} : { cover }),
    encoder: `confrec ${readManifest().confrec}`,
  };
}
