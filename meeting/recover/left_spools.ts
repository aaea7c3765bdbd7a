/** Spools that wait to be finished. */
import { join } from "node:path";
import { Spool } from "../../capture/spool/spool.ts";
import { recoverCommand } from "../ground/recovery_command.ts";

/** The spools right in a folder, by name, whoever holds them; links are not followed. */
export function spoolsIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)]
    .filter((entry) => entry.isDirectory && entry.name.endsWith(".confrec"))
    .map(({ name }) => join(folder, name))
    .sort();
}

/**
 * Those of them that nobody holds. What cannot be read or looked into is left out.
 *
 * @param except the spool that is about to be used
 */
export async function leftSpools(folder: string, except?: string): Promise<string[]> {
  const left: string[] = [];
  for (const spool of readable(folder)) {
    try {
      if (spool !== except && !(await Spool.isLocked(spool))) left.push(spool);
    } catch {
      // Another user's, or not what it is called; those behind it may still be this user's.
    }
  }
  return left;
}

function readable(folder: string): string[] {
  try {
    return spoolsIn(folder);
  } catch {
    // There is nothing that this user could finish.
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
