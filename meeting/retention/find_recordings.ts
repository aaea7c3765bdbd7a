/** The recordings in a folder that confrec made, and what lies beside each of them. */
import { basename, join } from "node:path";
import { systemTrouble } from "../../ffi/system/system_error.ts";
import { nameBeside } from "../../ffi/system/name_beside.ts";
import { cutsPathOf } from "../../post/publish/cuts_file.ts";
import { isOwnBeside } from "../beside/own_beside.ts";
import { BESIDE_ENDINGS, type BesideKind, besidePath } from "../ground/beside_paths.ts";
import type { OutputFormat } from "../ground/output_file.ts";
import { formatOf, stemPathsOf } from "../output/output_path.ts";
import { type FileOrigin, fileOrigin } from "./file_origin.ts";
import { recordingOf } from "./part_names.ts";

/** A finished recording. */
export interface FoundRecording {
  /** Absolute. */
  readonly path: string;
  /** The same for all parts of a recording that was split. */
  readonly recording: string;
  /** When it was recorded, ms since 1970: by its tag, or else by the file's own date. */
  readonly recordedMs: number;
  /** Of the file, to know it again. */
  readonly modifiedMs: number;
  /** Of the file and what belongs to it. */
  readonly bytes: number;
  /** What belongs to it: the list of cuts, what confrec has said of it, kept stems. */
  readonly sidecars: readonly string[];
  /** Its folder holds a spool of its name. */
  readonly isBesideSpool: boolean;
  readonly isWhole: boolean;
}

/** What was found. */
export interface FoundFiles {
  readonly recordings: readonly FoundRecording[];
  /** MP3 and WAV files that confrec did not make, and that belong to none that it made. */
  readonly others: readonly string[];
  /** Sound files and folders that this user may not read; the files may be anybody's. */
  readonly unreadable: readonly string[];
}

/** Files that are looked at without a pause: a folder holds thousands, and a call may begin meanwhile. */
const FILES_AT_ONCE = 20;
/** Folders that are looked into, at most. */
const MOST_FOLDERS = 5_000;
/** The names of kept stems; those that would have hit others have a number. */
const STEM = /^(.+?)((?:\.\d+)?)\.(?:mic|system)\.wav$/s;

/**
 * Looks through a folder; links are not followed.
 *
 * @param levels how far below it, too
 * @throws what the file system throws of the folder itself
 */
export async function findRecordings(folder: string, levels = 0): Promise<FoundFiles> {
  const recordings: FoundRecording[] = [];
  const others: string[] = [];
  const unreadable: string[] = [];
  let looked = 0;
  let level = [folder];
  for (let depth = 0; depth <= levels && level.length > 0; depth++) {
    const next: string[] = [];
    for (const each of level) {
      if (++looked > MOST_FOLDERS) break;
      const entries = depth === 0 ? [...Deno.readDirSync(each)] : entriesOf(each, unreadable);
      const found = await recordingsAmong(each, entries);
      recordings.push(...found.recordings);
      others.push(...found.others);
      unreadable.push(...found.unreadable);
      next.push(
        ...entries.filter(({ isDirectory, name }) => isDirectory && !name.endsWith(".confrec"))
          .map(({ name }) => join(each, name)),
      );
      await pause();
    }
    level = next;
  }
  return { recordings, others, unreadable };
}

/** @param unreadable learns of the folder where it may not be read */
function entriesOf(folder: string, unreadable: string[]): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch (error) {
    if (systemTrouble(error)?.kind === "denied") unreadable.push(folder);
    return [];
  }
}

/** A file with the ending of a recording. */
interface SoundFile {
  readonly path: string;
  readonly format: OutputFormat;
  /** What its stems' names begin with. */
  readonly stemName: string;
}

async function recordingsAmong(
  folder: string,
  entries: readonly Deno.DirEntry[],
): Promise<FoundFiles> {
  const names = new Set(entries.map(({ name }) => name));
  const files = entries.filter(({ isFile }) => isFile).map(({ name }) => name);
  const sounds = files.flatMap((name): SoundFile[] => {
    const [path, format] = [join(folder, name), formatOf(name)];
    return format === undefined ? [] : [{ path, format, stemName: stemNameOf(path) }];
  });
  const origins = new Map<string, FileOrigin | undefined>();
  for await (const { path, format } of withPauses(sounds)) {
    origins.set(path, fileOrigin(path, format));
  }
  const unmarked = files.filter((name) => origins.get(join(folder, name)) === undefined);
  const stems = stemsByOwner(new Set(unmarked.filter((name) => STEM.test(name))), sounds);
  const owned = new Set(stems.values().flatMap((list) => list));
  const recordings: FoundRecording[] = [];
  for await (const { path } of withPauses(sounds)) {
    const origin = origins.get(path);
    const info = origin && infoOf(path);
    if (origin === undefined || info === undefined) continue;
    const cuts = basename(cutsPathOf(path));
    const beside = [
      ...(names.has(cuts) ? [cuts] : []),
      ...ownBeside(path).filter((name) => names.has(name)),
      ...stems.get(path) ?? [],
    ];
    const sidecars = beside.map((name) => join(folder, name));
    const modifiedMs = info.mtime?.getTime() ?? 0;
    recordings.push({
      path,
      recording: recordingOf(path, origin.part),
      recordedMs: origin.recordedAt?.getTime() ?? modifiedMs,
      modifiedMs,
      bytes: info.size + sidecars.reduce((sum, each) => sum + (infoOf(each)?.size ?? 0), 0),
      sidecars,
      isBesideSpool: names.has(nameBeside(basename(path), ".confrec")),
      isWhole: origin.isWhole,
    });
  }
  const [open, closed]: [string[], string[]] = [[], []];
  for await (const { path } of withPauses(sounds)) {
    if (origins.get(path) !== undefined || owned.has(basename(path))) continue;
    (isReadable(path) ? open : closed).push(path);
  }
  return { recordings, others: open, unreadable: closed };
}

/** The same one by one; what else there is to do is done in between. */
async function* withPauses<T>(list: readonly T[]): AsyncGenerator<T> {
  for (const [i, each] of list.entries()) {
    if (i % FILES_AT_ONCE === FILES_AT_ONCE - 1) await pause();
    yield each;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/**
 * Kept stems by the file that they belong to.
 *
 * @param names of stems that do not say themselves that they are recordings
 * Stems of which two files could be the owner (`a.mp3` and `a.wav`) belong to none: they go with neither.
 */
function stemsByOwner(
  names: ReadonlySet<string>,
  sounds: readonly SoundFile[],
): Map<string, string[]> {
  const owners = Map.groupBy(
    sounds.filter(({ path }) => !names.has(basename(path))),
    ({ stemName }) => stemName,
  );
  const stems = new Map<string, string[]>();
  for (const name of names) {
    const [, own = "", number = ""] = STEM.exec(name) ?? [];
    // `a.2.mic.wav` may be of `a.2.mp3`, or the second one of `a.mp3`.
    const [owner, another] = owners.get(own + number) ?? owners.get(own) ?? [];
    if (owner === undefined || another !== undefined) continue;
    const list = stems.get(owner.path);
    if (list === undefined) stems.set(owner.path, [name]);
    else list.push(name);
  }
  return stems;
}

/** Whether its permissions let this user read it; what is gone, or damaged, is no question of that. */
function isReadable(path: string): boolean {
  try {
    Deno.openSync(path).close();
  } catch (error) {
    return systemTrouble(error)?.kind !== "denied";
  }
  return true;
}

/** Names of what confrec has written about a recording; what it only could have written is none of it. */
function ownBeside(path: string): string[] {
  const kinds = Object.keys(BESIDE_ENDINGS) as BesideKind[];
  return kinds.filter((kind) => isOwnBeside(besidePath(path, kind), kind, path))
    .map((kind) => basename(besidePath(path, kind)));
}

function stemNameOf(path: string): string {
  return basename(stemPathsOf(path).mic).slice(0, -".mic.wav".length);
}

function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    const info = Deno.lstatSync(path);
    return info.isFile ? info : undefined;
  } catch {
    return undefined;
  }
}
