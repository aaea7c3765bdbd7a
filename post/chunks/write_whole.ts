/** Puts bytes under a path, whole or not at all. */
import { removeIfThere } from "../../capture/spool/remove_if_there.ts";
import { writeAllSync } from "../../formats/write_all.ts";

/**
 * Puts `bytes` under `path`, whole or not at all: written beside it as `<path>.tmp`, on the disk before it gets its name.
 *
 * What is under `path` is replaced. The file is readable and writable by its owner only.
 *
 * @throws what the file system throws; nothing is left behind then
 */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.tmp`;
  try {
    removeIfThere(temporary);
    // A new file, never one that is there: that might be a link to somewhere else.
    const file = Deno.openSync(temporary, { write: true, createNew: true, mode: 0o600 });
    try {
      writeAllSync(file, bytes);
      file.syncDataSync();
    } finally {
      file.close();
    }
    Deno.renameSync(temporary, path);
  } catch (error) {
    removeIfThere(temporary);
    throw error;
  }
}
