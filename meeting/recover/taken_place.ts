/** Where the file of a spool goes when something else has its name. */
import { basename, dirname, extname, join } from "node:path";
import { Spool } from "../../capture/spool/spool.ts";
import { isSurelyThere, isThere } from "../../ffi/system/is_there.ts";
import { nameBeside } from "../../ffi/system/name_beside.ts";
import type { OutputFile } from "../ground/output_file.ts";
import { UserError } from "../ground/user_error.ts";
import { isClaimed } from "../output/output_claim.ts";
import { stemPathsOf } from "../output/output_path.ts";
import { fileOrigin } from "../retention/file_origin.ts";

/** Another file has the name of the one to be made. */
export class TakenError extends UserError {
  constructor(path: string) {
    super(
      "output",
      `Cannot recover to ${path}: another file is there; move it away, ` +
        `replace it with --force, or choose another name with --out`,
    );
  }
}

/**
 * Whether a file that is there cannot be the one that is to be made: another program made it, or it was recorded at another
 * time. What is recorded at the same time may be that very file, by a program that died before it could say so.
 *
 * @param recordedAt as the file's tag is to say, if that is known
 */
export function isSurelyAnother(
  { path, format }: OutputFile,
  recordedAt: Date | undefined,
): boolean {
  const origin = fileOrigin(path, format);
  if (origin === undefined) return true;
  if (recordedAt === undefined || origin.recordedAt === undefined) return false;
  return localSecond(origin.recordedAt) !== localSecond(recordedAt);
}

/** As in a tag, which knows no zone: an hour of autumn is there twice. */
function localSecond(at: Date): string {
  return `${at.toDateString()} ${at.getHours()}:${at.getMinutes()}:${at.getSeconds()}`;
}

/** So many names are tried. */
const MOST_NAMES = 99;

/** A file that was made, and where. */
export interface PlacedFile<T> {
  readonly output: OutputFile;
  readonly made: T;
}

/**
 * Makes a file, under a numbered name where another file has its own: `meeting 2.mp3`.
 *
 * @param spoolParent where the spool is that it is made of: others may be recording beside it
 * @param make makes it
 * @throws {TakenError} when all names are taken
 * @throws what `make` throws, when that is anything else
 */
export async function makeWhereFree<T>(
  own: OutputFile,
  spoolParent: string,
  cache: string | undefined,
  make: (output: OutputFile) => Promise<T>,
): Promise<PlacedFile<T>> {
  for (let number = 1; number <= MOST_NAMES; number++) {
    const output = number === 1 ? own : numbered(own, number);
    if (number > 1 && await isInUse(output, spoolParent, cache)) continue;
    try {
      return { output, made: await make(output) };
    } catch (error) {
      if (!(error instanceof TakenError)) throw error;
    }
  }
  throw new TakenError(own.path);
}

/** Somebody else makes a file of that name, or its stems are there. */
async function isInUse(
  { path, stemPaths }: OutputFile,
  spoolParent: string,
  cache: string | undefined,
): Promise<boolean> {
  const spools = [dirname(path), spoolParent].map((folder) => Spool.folderFor(path, folder));
  const stems = isThere(path) ? [] : Object.values(stemPaths);
  return [...spools, ...stems].some(isSurelyThere) || await isClaimed(path, cache);
}

function numbered({ path, format }: OutputFile, number: number): OutputFile {
  const ending = extname(path);
  const name = nameBeside(basename(path, ending), ` ${number}${ending}`);
  const other = join(dirname(path), name);
  return { path: other, shown: other, format, stemPaths: stemPathsOf(other) };
}
