/** Where this user's recordings are while they are made: the next start can tell of one that was not finished, anywhere. */
import { noteName, openNotes } from "./cache_notes.ts";
import { removeQuietly } from "../../capture/spool/remove_if_there.ts";
import { isAbsolute, join } from "node:path";
import { isGone } from "../../ffi/system/is_there.ts";

/** Notes that are kept, the latest ones. */
const MOST_NOTES = 100;
/** For so long a spool that cannot be found may come back, with a disk that is not mounted now. */
const KEPT_MS = 90 * 24 * 3_600_000;
/** No path is longer. */
const MOST_BYTES = 4_096;

/**
 * Notes in the user's cache where a spool is; the note goes when the spool has.
 *
 * Where no cache can be written nothing is noted.
 *
 * @param cache the user's folder for such things, if there is one
 */
export function noteSpool(spool: string, cache: string | undefined): Disposable {
  const nothing = { [Symbol.dispose]: () => {} };
  if (cache === undefined) return nothing;
  const note = join(notesIn(cache), noteName(spool));
  try {
    openNotes(cache, "spools");
    Deno.writeTextFileSync(note, spool, { mode: 0o600 });
  } catch {
    return nothing;
  }
  return {
    [Symbol.dispose]: () => {
      if (isGone(spool)) removeQuietly(note);
    },
  };
}

/**
 * The spools that were noted and are there now, the latest first; notes of what has been gone for long are removed.
 *
 * @param now milliseconds since 1970, as files tell them
 */
export function notedSpools(cache: string | undefined, now = Date.now()): string[] {
  if (cache === undefined) return [];
  const notes = notesOf(notesIn(cache)).sort((a, b) => b.at - a.at);
  for (const { path } of notes.slice(MOST_NOTES)) removeQuietly(path);
  return notes.slice(0, MOST_NOTES).flatMap(({ path, at }) => {
    const spool = readNote(path);
    if (spool !== undefined && !isGone(spool)) return [spool];
    if (spool === undefined || now - at > KEPT_MS) removeQuietly(path);
    return [];
  });
}

function notesIn(cache: string): string {
  return join(cache, "spools");
}

function notesOf(folder: string): { path: string; at: number }[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => {
      const path = join(folder, name);
      return { path, at: Deno.lstatSync(path).mtime?.getTime() ?? 0 };
    });
  } catch {
    return [];
  }
}

function readNote(path: string): string | undefined {
  try {
    const info = Deno.lstatSync(path);
    if (!info.isFile || info.size > MOST_BYTES) return undefined;
    const spool = Deno.readTextFileSync(path);
    return isAbsolute(spool) && spool.endsWith(".confrec") ? spool : undefined;
  } catch {
    return undefined;
  }
}
