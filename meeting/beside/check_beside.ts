/** Whether files can be written beside a recording, asked before anybody waits for what they are to hold. */
import { dirname } from "node:path";
import { type BesideKind, besidePath } from "../ground/beside_paths.ts";
import { UserError } from "../ground/user_error.ts";
import { lookAt } from "../output/look_at.ts";
import { checkMayWrite } from "../output/output_folder.ts";
import { mayReplace } from "./own_beside.ts";

/**
 * Looks at the places.
 *
 * @param path of the recording
 * @throws {UserError} usage: something is in the way; output: nothing may be written there
 */
export function checkBeside(path: string, kinds: readonly BesideKind[], force: boolean): void {
  for (const kind of kinds) {
    const target = besidePath(path, kind);
    const there = lookAt(target, target);
    if (there === undefined) continue;
    if (!there.isFile) {
      throw new UserError("usage", `Cannot write ${target}: it is not a file; move it away`);
    }
    if (!mayReplace(target, kind, path, force)) {
      throw new UserError(
        "usage",
        `Cannot write ${target}: it exists; move it away, or replace it with --force`,
      );
    }
  }
  checkMayWrite(dirname(path), "copy the recording to another folder");
}
