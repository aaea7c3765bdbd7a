/** Says what is known of a file that is there: in its report, and beside it. Nothing that fails here hurts the file. */
import { messageOf } from "../../ffi/system/message_of.ts";
import type { BitRate, FileFacts } from "../facts/facts_schema.ts";
import type { FileStory } from "../facts/file_story.ts";
import { type DescribedFile, factsOf } from "../facts/make_facts.ts";
import type { OutputFile } from "../ground/output_file.ts";
import { type BesideKind, besidePath } from "../ground/beside_paths.ts";
import { pageOf } from "../page/page.ts";
import { soundWords } from "../report/file_sound.ts";
import type { FileSettings } from "../settings/file_settings.ts";
import { titleOf } from "../settings/file_title.ts";
import type { SoundSettings } from "../settings/sound_settings.ts";
import type { MadeFile } from "../world/world.ts";
import { mayReplace } from "./own_beside.ts";
import { writeBeside } from "./write_beside.ts";

/** The file is there, and tells what it can. */
const ADVICE = "make it with confrec report";

/** A file, and all that decides on what is said of it. */
export interface FileToDescribe {
  readonly output: OutputFile;
  readonly made: MadeFile;
  readonly story: FileStory;
  readonly file: FileSettings;
  readonly sound: Pick<SoundSettings, "channels" | "mode" | "quality">;
  /** What makes it less than complete. */
  readonly faults: readonly string[];
  /** What there still is of each side. */
  readonly original: "stem" | "input";
  readonly force: boolean;
}

/** What came of it. */
export interface Description {
  /** Nothing where nobody knows how the file was made. */
  readonly facts?: FileFacts;
  /** What could not be written. */
  readonly warnings: readonly string[];
}

/** Finds the facts, and writes what is asked for beside the file. */
export async function describeFile(o: FileToDescribe): Promise<Description> {
  const { output, made, story, sound, file, faults } = o;
  if (!isDescribed(made)) return { warnings: [] };
  try {
    const { artist, album, comment } = file;
    const words = { title: titleOf(file, output.path, story.part?.number), artist, album, comment };
    const notes = soundWords(made, o.original);
    const facts = factsOf({
      ...{ output, made, story, layout: sound.channels, bitRate: bitRateOf(o) },
      words: { ...words, faults, notes },
    });
    const texts: Partial<Record<BesideKind, () => string>> = {
      ...(file.sidecar ? { sidecar: () => sidecarText(facts) } : {}),
      ...(file.report ? { report: () => pageOf(facts, made.outline.envelope()) } : {}),
    };
    return { facts, warnings: await writeAll(output.path, texts, o, ADVICE) };
  } catch (error) {
    return { warnings: [`Cannot describe ${output.shown}: ${messageOf(error)}; it is whole`] };
  }
}

/** The content of a sidecar; an interval takes a line. */
export function sidecarText(facts: FileFacts): string {
  const text = JSON.stringify(facts, undefined, 1);
  return `${text.replace(/\[\s+([\d.]+),\s+([\d.]+)\s+\]/g, "[$1, $2]")}\n`;
}

/**
 * Writes texts beside a file. What confrec has written there for the same file before is replaced, anything else by force
 * alone.
 *
 * @param advice what the person can do about it, see `OutputError.from`
 * @returns what could not be done
 */
export async function writeAll(
  path: string,
  texts: Readonly<Partial<Record<BesideKind, () => string>>>,
  { force, sound: { mode } }: {
    readonly force: boolean;
    readonly sound: Pick<SoundSettings, "mode">;
  },
  advice: string,
): Promise<string[]> {
  const warnings: string[] = [];
  for (const kind of Object.keys(texts) as BesideKind[]) {
    const target = besidePath(path, kind);
    try {
      const text = texts[kind]?.() ?? "";
      await writeBeside(target, text, {
        force: mayReplace(target, kind, path, force),
        ...{ mode, advice },
      });
    } catch (error) {
      warnings.push(messageOf(error));
    }
  }
  return warnings;
}

function bitRateOf({ output, sound }: FileToDescribe): BitRate | undefined {
  if (output.format !== "mp3") return undefined;
  return sound.quality === undefined ? "constant" : "variable";
}

function isDescribed(made: MadeFile): made is MadeFile & DescribedFile {
  return made.outline !== undefined && made.levels !== undefined && made.peaks !== undefined &&
    made.channels !== undefined;
}
