/** The file to be made: from what `--out` says to paths that have been checked. Nothing here changes anything on disk. */
import { OUTPUT_FORMATS, type OutputFile } from "../ground/output_file.ts";
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { accessSync, constants } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { platform } from "../../ffi/system/platform.ts";
import { cutsPathOf } from "../../post/publish/cuts_file.ts";
import { UserError } from "../ground/user_error.ts";
import { listed } from "../settings/setting_values.ts";

/** What decides whether a file may be written. */
export interface OutputRequest {
  /** As typed behind `--out`. */
  readonly out: string;
  readonly force: boolean;
  /** Stems are to be left beside the file, and may not hit others. */
  readonly keepStems: boolean;
  /** The list of cuts is to be left beside the file. */
  readonly cuts?: boolean;
  /** For `{date}` and `{time}`, local time. */
  readonly now: Date;
  /** For `{host}`. */
  readonly hostName: string;
  /** Files that are read; none of them may be written over, not even by force. */
  readonly inputs: readonly string[];
}

/**
 * Finds out which file `--out` means, and whether it can be written.
 *
 * @throws {UserError} usage: the name is not one that can be used; output: its folder cannot be written to
 */
export function checkOutput(request: OutputRequest): OutputFile {
  const name = fillPlaceholders(request.out, request);
  const unusable = platform.unusableName(name);
  if (unusable !== undefined) {
    throw new UserError("usage", `Cannot write ${name}: ${unusable}`);
  }
  const path = resolve(name);
  if (/[/\\]$/.test(name) || stat(path)?.isDirectory === true) {
    throw new UserError(
      "usage",
      `Cannot write ${name}: it is a folder; add a file name, such as ${join(name, "meeting.mp3")}`,
    );
  }
  const extension = extname(name);
  const format = OUTPUT_FORMATS.find((one) => `.${one}` === extension.toLowerCase());
  if (!format) {
    throw new UserError(
      "usage",
      `Cannot write ${name}: ${
        extension === "" ? "its name has no ending" : `${extension} is not a format confrec writes`
      }; use ${listed(OUTPUT_FORMATS.map((one) => `.${one}`))}`,
    );
  }
  const stemPaths = stemPathsOf(path);
  const written = [path];
  if (request.keepStems) written.push(...TRACK_NAMES.map((track) => stemPaths[track]));
  if (request.cuts) written.push(cutsPathOf(path));
  for (const one of written) checkFile(one, request);
  checkFolder(dirname(path), "--out");
  return { path, shown: name, format, stemPaths };
}

/** Where the stems of a file are kept. */
export function stemPathsOf(path: string): OutputFile["stemPaths"] {
  const stem = join(dirname(path), basename(path, extname(path)));
  return { mic: `${stem}.mic.wav`, system: `${stem}.system.wav` };
}

/** `{date}` → 2026-11-21, `{time}` → 14-05-09, `{host}` → the machine's name in characters that suit any file system. */
function fillPlaceholders(out: string, { now, hostName }: OutputRequest): string {
  const pad = (number: number) => String(number).padStart(2, "0");
  const values: Readonly<Record<string, string>> = {
    date: `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`,
    time: `${pad(now.getHours())}-${pad(now.getMinutes())}-${pad(now.getSeconds())}`,
    host: hostName.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "") || "host",
  };
  return out.replace(/\{(\w+)\}/g, (placeholder, word: string) => {
    const value = values[word.toLowerCase()];
    if (value !== undefined) return value;
    throw new UserError(
      "usage",
      `Cannot fill ${placeholder} in --out: there are ` +
        `${listed(Object.keys(values).map((key) => `{${key}}`)).replace(" or ", " and ")}`,
    );
  });
}

function checkFile(path: string, { force, inputs }: OutputRequest): void {
  const there = stat(path);
  if (!there) return;
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

/**
 * The folder, or the nearest one above it that exists, must be one in which files can be made.
 *
 * @param option the one that names it
 * @throws {UserError} usage: something else is there; output: it cannot be written to
 */
export function checkFolder(folder: string, option: "--out" | "--spool"): void {
  let nearest = folder;
  while (!stat(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  if (stat(nearest)?.isDirectory !== true) {
    const it = nearest === folder ? "it" : nearest;
    throw new UserError(
      "usage",
      `Cannot write into ${folder}: ${it} is not a folder; choose another ${option}`,
    );
  }
  try {
    accessSync(nearest, constants.W_OK);
  } catch {
    throw new UserError(
      "output",
      `Cannot write into ${nearest}: no permission to write there; choose another ${option}`,
    );
  }
}

function stat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    // Below a file (ENOTDIR) nothing can exist either.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    if (error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}

function isSameFile(a: string, b: string): boolean {
  try {
    return Deno.realPathSync(a) === Deno.realPathSync(b);
  } catch {
    return false;
  }
}
