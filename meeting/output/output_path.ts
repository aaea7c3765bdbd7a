/** The file to be made: from what `--out` says to paths that have been checked. Nothing here changes anything on disk. */
import { OUTPUT_FORMATS, type OutputFile, type OutputFormat } from "../ground/output_file.ts";
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { basename, dirname, extname, join } from "node:path";
import { followLinks, linkTarget } from "../../ffi/system/follow_links.ts";
import { nameBeside } from "../../ffi/system/name_beside.ts";
import { platform } from "../../ffi/system/platform.ts";
import { cutsPathOf } from "../../post/publish/cuts_file.ts";
import { typedPath } from "../ground/typed_path.ts";
import { UserError } from "../ground/user_error.ts";
import { listed } from "../settings/setting_values.ts";
import { type BesideKind, besidePath } from "../ground/beside_paths.ts";
import { checkFolder, PlaceAwayError } from "./output_folder.ts";
import { checkLength, lookAt, unusablePath } from "./look_at.ts";

/** What decides whether a file may be written. */
export interface OutputRequest {
  /** As typed behind `--out`. */
  readonly out: string;
  readonly force: boolean;
  /** Stems are to be left beside the file, and may not hit others. */
  readonly keepStems: boolean;
  /** The list of cuts is to be left beside the file. */
  readonly cuts?: boolean;
  /** What else is to be written beside the file. */
  readonly beside?: readonly BesideKind[];
  /** For `{date}` and `{time}`, local time. */
  readonly now: Date;
  /** For `{host}`. */
  readonly hostName: string;
  /** For `{part}`, and in front of the ending where that is not asked for: of a recording that is split. */
  readonly part?: number;
  /** Put behind the name, as something has taken that: `meeting.003 2.mp3`. */
  readonly copy?: number;
  /** See `typedPath`: for names that are looked at after the working folder was left. */
  readonly from?: string | undefined;
  /** Files that are read; none of them may be written over, not even by force. */
  readonly inputs: readonly string[];
}

/**
 * Finds out which file `--out` means, and whether it can be written.
 *
 * @throws {UserError} usage: the name is not one that can be used; output: its folder cannot be written to
 */
export function checkOutput(request: OutputRequest): OutputFile {
  const name = nameOf(request);
  const unusable = platform.unusableName(name);
  if (unusable !== undefined) {
    throw new UserError("usage", `Cannot write ${name}: ${unusable}`);
  }
  const path = linkedTo(typedPath(name, request.from), name);
  if (/[/\\]$/.test(name) || lookAt(path, name)?.isDirectory === true) {
    throw new UserError(
      "usage",
      `Cannot write ${name}: it is a folder; add a file name, such as ${join(name, "meeting.mp3")}`,
    );
  }
  const extension = extname(name);
  const format = formatOf(name);
  if (!format) {
    throw new UserError(
      "usage",
      `Cannot write ${name}: ${
        extension === "" ? "its name has no ending" : `${extension} is not a format confrec writes`
      }; use ${listed(OUTPUT_FORMATS.map((one) => `.${one}`))}`,
    );
  }
  if (formatOf(path) !== format) {
    throw new UserError(
      "usage",
      `Cannot write ${name}: it is a link to ${path}, and that is no .${format}; name that file itself`,
    );
  }
  for (const one of pathsOf(path, request)) {
    checkLength(one, one === path ? name : one);
    checkFile(one, request);
  }
  checkFolder(dirname(path), "--out");
  return { path, shown: name, format, stemPaths: stemPathsOf(path) };
}

/**
 * The same file, where nobody can look at its place now.
 *
 * @param error what `checkOutput` has thrown
 * @throws it, where that is about anything else
 */
export function awayOutput(request: OutputRequest, error: unknown): OutputFile {
  const isAway = error instanceof PlaceAwayError ||
    error instanceof UserError && error.kind === "output";
  const name = nameOf(request);
  const format = formatOf(name);
  if (!isAway || format === undefined) throw error;
  const path = typedPath(name, request.from);
  return { path, shown: name, format, stemPaths: stemPathsOf(path), awayFor: error.message };
}

/** Where something is going to be written for a file: at its own path, and at those beside it that were asked for. */
export function pathsOf(
  path: string,
  { keepStems, cuts = false, beside = [] }: Pick<OutputRequest, "keepStems" | "cuts" | "beside">,
): readonly string[] {
  const stemPaths = stemPathsOf(path);
  return [
    path,
    ...(keepStems ? TRACK_NAMES.map((track) => stemPaths[track]) : []),
    ...(cuts ? [cutsPathOf(path)] : []),
    ...beside.map((kind) => besidePath(path, kind)),
  ];
}

/** The format that a name says. */
export function formatOf(name: string): OutputFormat | undefined {
  const extension = extname(name).toLowerCase();
  return OUTPUT_FORMATS.find((one) => `.${one}` === extension);
}

/** Where the stems of a file are kept. */
export function stemPathsOf(path: string): OutputFile["stemPaths"] {
  const name = basename(path, extname(path));
  const beside = (ending: string) => join(dirname(path), nameBeside(name, ending));
  return { mic: beside(".mic.wav"), system: beside(".system.wav") };
}

/**
 * A link is written through, as any program does: what it leads to is the file, and the link stays.
 *
 * @throws {UserError} of kind usage when the links lead in a circle
 */
export function linkedTo(path: string, shown: string): string {
  try {
    return followLinks(path);
  } catch (error) {
    throw unusablePath(shown, error);
  }
}

function nameOf(request: OutputRequest): string {
  const name = fillPlaceholders(withPart(request), request);
  return request.copy === undefined ? name : withNumber(name, request.copy);
}

/** `meeting.mp3` → `meeting 2.mp3`. */
export function withNumber(name: string, number: number): string {
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)} ${number}${extension}`;
}

/** `meeting.mp3` → `meeting.{part}.mp3`, for a part that has no other place for its number. */
function withPart({ out, part }: OutputRequest): string {
  if (part === undefined || /\{part\}/i.test(out)) return out;
  const extension = extname(out);
  return `${out.slice(0, out.length - extension.length)}.{part}${extension}`;
}

/**
 * `{date}` → 2026-11-21, `{time}` → 14-05-09, `{host}` → the machine's name in characters that suit any file system.
 *
 * @throws {UserError} of kind usage for any other
 */
export function fillPlaceholders(
  out: string,
  { now, hostName, part }: Pick<OutputRequest, "now" | "hostName" | "part">,
): string {
  const pad = (number: number) => String(number).padStart(2, "0");
  const values: Readonly<Record<string, string>> = {
    date: `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`,
    time: `${pad(now.getHours())}-${pad(now.getMinutes())}-${pad(now.getSeconds())}`,
    host: hostName.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "") || "host",
    ...(part === undefined ? {} : { part: String(part).padStart(3, "0") }),
  };
  return out.replace(/\{(\w+)\}/g, (placeholder, word: string) => {
    const value = values[word.toLowerCase()];
    if (value !== undefined) return value;
    const always = Object.keys(values).filter((name) => name !== "part");
    throw new UserError(
      "usage",
      `Cannot fill ${placeholder} in --out: there are ${
        always.map((name) => `{${name}}`).join(", ")
      } and, with --split, {part}`,
    );
  });
}

function checkFile(path: string, { force, inputs }: OutputRequest): void {
  const there = lookAt(path, path);
  if (!there) {
    if (linkTarget(path) === undefined) return;
    // Of the file itself the link was followed; what goes beside it replaces nothing.
    throw new UserError(
      "usage",
      `Cannot write ${path}: it is a link to nothing; remove it, or choose another name`,
    );
  }
  if (inputs.some((input) => isSameFile(input, path))) {
    throw new UserError("usage", `Cannot write ${path}: it is an input; choose another name`);
  }
  if (!there.isFile) {
    throw new UserError("usage", `Cannot write ${path}: it is not a file; choose another name`);
  }
  if (!force) {
    throw new UserError(
      "usage",
      `Cannot write ${path}: it exists; choose another name, or replace it with --force`,
    );
  }
}

function isSameFile(a: string, b: string): boolean {
  try {
    return Deno.realPathSync(a) === Deno.realPathSync(b);
  } catch {
    return false;
  }
}
