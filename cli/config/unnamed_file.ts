/** The file of a recording whose name nobody typed: where it goes, and under which number. */
import { basename, dirname, extname, isAbsolute, join } from "node:path";
import { Spool } from "../../capture/spool/spool.ts";
import { isSurelyThere, isThere } from "../../ffi/system/is_there.ts";
import { platform } from "../../ffi/system/platform.ts";
import type { Environment } from "../../ffi/system/platform_rules.ts";
import { typedPath } from "../../meeting/ground/typed_path.ts";
import { checkFolder } from "../../meeting/output/output_folder.ts";
import { fillPlaceholders, pathsOf } from "../../meeting/output/output_path.ts";

/** What it depends on. */
export interface UnnamedRequest {
  /** What the settings say: a file, or a folder for such files; undefined when they say nothing. */
  readonly out: string | undefined;
  /** The folder that the settings have for recordings in the making, if there is one. */
  readonly spool: string | undefined;
  /** What exists is replaced, and not numbered. */
  readonly force: boolean;
  readonly now: Date;
  readonly hostName: string;
  readonly env: Environment;
}

const NAME = "meeting {date} {time}.mp3";
/** In the user's own folder, where the working folder takes no files. */
const RECORDINGS = "Recordings";
/** More recordings of one name are rather a mistake. */
const MOST_NUMBERS = 10_000;

/**
 * The whole path of the file.
 *
 * @throws {UserError} of kind usage: a placeholder that there is not, or nobody knows where the path begins
 */
export function unnamedFile(request: UnnamedRequest): string {
  const filled = fillPlaceholders(templateOf(request), request);
  const path = typedPath(filled);
  const numbered = request.force ? path : firstFree(path, request.spool);
  // Braces in the name of a folder would be taken for placeholders: only what stood in the settings is filled in.
  if (!/\{\w+\}/.test(numbered) || isAbsolute(filled)) return numbered;
  return join(dirname(filled), basename(numbered));
}

/** The same for one file after another: with its placeholders, which are filled in when each begins. */
export function unnamedPattern(request: Pick<UnnamedRequest, "out" | "env">): string {
  return templateOf(request);
}

function templateOf({ out, env }: Pick<UnnamedRequest, "out" | "env">): string {
  if (out !== undefined) {
    return isFolderOfFiles(out) ? join(out, NAME) : out;
  }
  const home = platform.homeFolder(env);
  return isUsable() || home === undefined ? NAME : join(home, RECORDINGS, NAME);
}

/** Whether a path is that of a folder in which files are to be named, and not of a file. */
export function isFolderOfFiles(path: string): boolean {
  return /[/\\]$/.test(path) || !extname(path) && isThere(typedPath(path));
}

/** Whether the working folder takes files. */
function isUsable(): boolean {
  try {
    checkFolder(typedPath("."), "--out");
    return true;
  } catch {
    return false;
  }
}

/** `meeting.mp3`, or `meeting (2).mp3` where that, a recording of it or something else of that name is there. */
function firstFree(path: string, spool: string | undefined): string {
  const ending = extname(path);
  const stem = join(dirname(path), basename(path, ending));
  for (let number = 2, candidate = path; number < MOST_NUMBERS; number++) {
    const inTheWay = placesOf(candidate, spool).find(isThere);
    // Where nobody can look, as on a share that does not answer, no number is better.
    if (inTheWay === undefined || !isSurelyThere(inTheWay)) return candidate;
    candidate = `${stem} (${number})${ending}`;
  }
  return path;
}

/** What a recording to a path takes of the disk, as far as it has a name. */
function placesOf(path: string, spool: string | undefined): readonly string[] {
  const spoolParent = spool === undefined ? dirname(path) : typedPath(spool);
  const beside = { keepStems: true, cuts: true, beside: ["sidecar", "report"] } as const;
  return [...pathsOf(path, beside), Spool.folderFor(path, spoolParent)];
}
