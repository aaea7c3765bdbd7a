/** Says what is known of a file that was made of what a session left. */
import type { LeftSession } from "../../capture/recovery/left_session.ts";
import type { Id3Picture } from "../../formats/id3.ts";
import { describeFile, type Description } from "../beside/describe_file.ts";
import { leftStory } from "../facts/file_story.ts";
import type { OutputFile } from "../ground/output_file.ts";
import { readCover } from "../prepare/read_cover.ts";
import type { TaggedFile } from "../settings/file_tag.ts";
import { usualFile } from "../settings/file_settings.ts";
import type { SessionSettings } from "../settings/journal_settings.ts";
import { usualSound } from "../settings/sound_settings.ts";
import type { MadeFile } from "../world/world.ts";

/** The file, and what it was made of. */
export interface LeftFile {
  readonly output: OutputFile;
  /** Nothing where it had been made before. */
  readonly made: MadeFile | undefined;
  /** As if its stems held the part alone. */
  readonly alone: LeftSession;
  readonly settings: SessionSettings | undefined;
  readonly force: boolean;
  readonly faults: readonly string[];
  /** Where a part begins in the recording, seconds, if that is known. */
  readonly partAtSeconds: number | undefined;
}

/** Of a file that had been made before nobody knows more than was written then. */
export async function describeLeft(o: LeftFile): Promise<Description> {
  const { output, made, alone, settings, force, faults, partAtSeconds } = o;
  if (made === undefined) return { warnings: [] };
  const part = alone.part === undefined ? undefined : {
    number: alone.part.number,
    ...(partAtSeconds === undefined ? {} : { atSeconds: partAtSeconds }),
  };
  return await describeFile({
    ...{ output, made, force, faults, original: "stem" },
    story: leftStory(alone, settings?.startedAt, part),
    file: settings?.file ?? usualFile(),
    sound: settings?.sound ?? usualSound(),
  });
}

/** What the tag of such a file tells: a picture that is not there any more is left out. */
export function taggedLeft(
  settings: SessionSettings | undefined,
  path: string,
  part: number | undefined,
): TaggedFile {
  const file = settings?.file ?? usualFile();
  return { file, cover: coverOf(file.cover), path, part };
}

function coverOf(path: string | undefined): Id3Picture | undefined {
  try {
    return path === undefined ? undefined : readCover(path);
  } catch {
    return undefined;
  }
}
