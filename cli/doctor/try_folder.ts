/** Whether files can really be made in a folder. */
import { join } from "node:path";
import { isOutputTrouble, outputTrouble } from "../../meeting/ground/output_trouble.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { checkFolder } from "../../meeting/output/output_folder.ts";
import { workFolder } from "../../meeting/output/work_folder.ts";

/** More than a file system keeps beside a name, and nothing to any disk. */
const TRIAL_BYTES = 64 * 1024;

/**
 * Asks what a start of a recording asks, then does it: a hidden folder is made, a file in it written, read back
 * and removed.
 *
 * @param option the one that names the folder
 * @throws {UserError} usage: no recording could be made there; output: it cannot be written to
 */
export async function tryFolder(folder: string, option: "--out" | "--spool"): Promise<void> {
  checkFolder(folder, option);
  using work = await workFolder(folder);
  const why = troubleOf(join(work.path, "trial"));
  if (why === undefined) return;
  throw new UserError("output", `Cannot write into ${folder}: ${why}; choose another ${option}`);
}

function troubleOf(path: string): string | undefined {
  const bytes = crypto.getRandomValues(new Uint8Array(TRIAL_BYTES));
  try {
    Deno.writeFileSync(path, bytes, { createNew: true, mode: 0o600 });
    const read = Deno.readFileSync(path);
    const isSame = read.length === bytes.length && read.every((byte, i) => byte === bytes[i]);
    return isSame ? undefined : "what was written there does not come back";
  } catch (error) {
    if (!isOutputTrouble(error)) throw error;
    return outputTrouble(error);
  }
}
