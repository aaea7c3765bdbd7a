/** Spools that wait to be finished. */
import { dirname, join } from "node:path";
import { isOwn } from "../../ffi/system/private_folder.ts";
import { notedSpools } from "../output/spool_notes.ts";
import { Spool } from "../../capture/spool/spool.ts";
import { recoverCommand } from "../ground/recovery_command.ts";

/** The spools right in a folder, by name, whoever holds them; links are not followed. */
export function spoolsIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)]
    .filter((entry) => entry.isDirectory && entry.name.endsWith(".confrec"))
    .map(({ name }) => join(folder, name))
    .sort();
}

/** How far below a folder spools are looked for, and in how many folders at most. */
const MOST_LEVELS = 5;
const MOST_FOLDERS = 5_000;

/** Spools in a folder and in those below it. */
export interface SpoolsBelow {
  readonly spools: readonly string[];
  /** There are folders into which nobody looked: they are too deep, or too many. */
  readonly isPartial: boolean;
}

/**
 * The spools in a folder, whoever holds them, and this user's in the folders below; links are not followed.
 *
 * @throws what the file system throws of the folder itself; what cannot be read below it is left out
 */
export function spoolsBelow(folder: string): SpoolsBelow {
  const spools = spoolsIn(folder);
  let level = foldersIn(folder);
  let looked = 0;
  for (let depth = 1; depth <= MOST_LEVELS && level.length > 0; depth++) {
    const next: string[] = [];
    for (const each of level) {
      if (++looked > MOST_FOLDERS) return { spools, isPartial: true };
      spools.push(...readableSpools(each).filter(isOwnFolder));
      next.push(...foldersIn(each));
    }
    level = next;
  }
  return { spools, isPartial: level.length > 0 };
}

/** Folders that are no spools. */
function foldersIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ isDirectory, name }) => isDirectory && !name.endsWith(".confrec"))
      .map(({ name }) => join(folder, name))
      .sort();
  } catch {
    return [];
  }
}

function isOwnFolder(path: string): boolean {
  try {
    return isOwn(Deno.lstatSync(path));
  } catch {
    return false;
  }
}

/**
 * Those of them that nobody holds. What cannot be read or looked into is left out.
 *
 * @param except the spool that is about to be used
 */
export async function leftSpools(folder: string, except?: string): Promise<string[]> {
  return await unheld(readableSpools(folder).filter((spool) => spool !== except));
}

/** Those of some spools that nobody holds. */
export async function unheld(spools: readonly string[]): Promise<string[]> {
  const left: string[] = [];
  for (const spool of spools) if (await isLeft(spool)) left.push(spool);
  return left;
}

async function isLeft(spool: string): Promise<boolean> {
  try {
    return Deno.lstatSync(spool).isDirectory && !(await Spool.isLocked(spool));
  } catch {
    // Another user's, or not what it is called; those behind it may still be this user's.
    return false;
  }
}

/** The spools right in a folder; none where nobody may look, since there is nothing that this user could use. */
export function readableSpools(folder: string): string[] {
  try {
    return spoolsIn(folder);
  } catch {
    return [];
  }
}

/** One line about spools that wait; undefined when there are none. */
export function leftSpoolsNotice(folder: string, left: readonly string[]): string | undefined {
  const [only] = left;
  if (only === undefined) return undefined;
  return left.length === 1
    ? `${only} holds a recording that was not finished; finish it with: ${recoverCommand(only)}`
    : `${left.length} recordings in ${folder} were not finished; ` +
      `finish them with: ${recoverCommand(folder)}`;
}

/** Spools that are named one by one; the others are counted. */
const MOST_NAMED = 3;

/** One line about spools that wait in other folders; undefined when there are none. */
export function leftElsewhereNotice(left: readonly string[]): string | undefined {
  const commands = left.slice(0, MOST_NAMED).map((spool) => recoverCommand(spool)).join("; ");
  if (left.length === 0) return undefined;
  if (left.length === 1) {
    return `${left[0]} holds a recording that was not finished; finish it with: ${commands}`;
  }
  const more = left.length > MOST_NAMED ? `; and ${left.length - MOST_NAMED} more` : "";
  return `${left.length} recordings in other folders were not finished; ` +
    `finish them with: ${commands}${more}`;
}

/**
 * What a start says of recordings that were not finished: of those beside the new one, and of this user's wherever they
 * are.
 *
 * @param folder in which the new spool is
 * @param except the new spool, if there is one already
 * @param cache the user's folder in which spools are noted, if there is one
 */
export async function leftNotices(
  folder: string,
  except: string | undefined,
  cache: string | undefined,
): Promise<string[]> {
  const here = leftSpoolsNotice(folder, await leftSpools(folder, except));
  const elsewhere = await unheld(notedSpools(cache).filter((spool) => dirname(spool) !== folder));
  return [here, leftElsewhereNotice(elsewhere)].filter((notice) => notice !== undefined);
}
