/** Files beside a finished one: written there under another name, and then given their own. */
import { dirname, join } from "node:path";
import { writeAllSync } from "../../formats/write_all.ts";
import { removeIfThere } from "../../capture/spool/remove_if_there.ts";
import { OutputError } from "../../post/publish/output_error.ts";
import { publish } from "../../post/publish/publish.ts";

/** How such a file is written. */
export interface BesideOptions {
  /** Replace what is there. */
  readonly force: boolean;
  /** Permissions, as for chmod; its owner's alone by default. */
  readonly mode?: number | undefined;
  /** What the person can do when it fails, see `OutputError.from`. */
  readonly advice: string;
}

/**
 * Writes a file, whole or not at all.
 *
 * @throws {OutputError} when that cannot be done, or something is there
 */
export async function writeBeside(path: string, text: string, o: BesideOptions): Promise<void> {
  const staged = join(dirname(path), `.confrec-${crypto.randomUUID().slice(0, 8)}.part`);
  try {
    const file = Deno.openSync(staged, { write: true, createNew: true, mode: 0o600 });
    try {
      writeAllSync(file, new TextEncoder().encode(text));
      file.syncDataSync();
    } finally {
      file.close();
    }
    await publish(staged, path, {
      force: o.force,
      mode: o.mode,
      advice: o.advice,
      // What was written is small, and synced.
      verify: () => {},
    });
  } catch (error) {
    throw OutputError.from(error, path, o.advice);
  } finally {
    removeIfThere(staged);
  }
}
