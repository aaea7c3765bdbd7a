/** The folder that something is to be written into. Nothing here changes anything on disk. */
import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";
import { linkTarget } from "../../ffi/system/follow_links.ts";
import { isReadOnly, isSealed } from "../../ffi/system/sealed.ts";
import { UserError } from "../ground/user_error.ts";
import { lookAt, sealedPath } from "./look_at.ts";

/** A folder is on a disk or a share that is not there, and may come. */
export class PlaceAwayError extends UserError {}

/**
 * The folder, or the nearest one above it that exists, must be one in which files can be made.
 *
 * @param option the one that names it
 * @throws {UserError} usage: something else is there; output: it cannot be written to
 * @throws {PlaceAwayError} when it, or one above it, is a link to nothing, or its drive is not there
 */
export function checkFolder(folder: string, option: "--out" | "--spool"): void {
  let nearest = folder;
  while (!lookAt(nearest, folder) && dirname(nearest) !== nearest) {
    const target = linkTarget(nearest);
    if (target !== undefined) throw deadLink(nearest, target, folder, option);
    nearest = dirname(nearest);
  }
  const there = lookAt(nearest, folder);
  if (there === undefined) {
    throw new PlaceAwayError(
      "usage",
      `Cannot write into ${folder}: ${nearest} is not there; bring that back, or choose another ${option}`,
    );
  }
  if (!there.isDirectory) {
    const it = nearest === folder ? "it" : nearest;
    throw new UserError(
      "usage",
      `Cannot write into ${folder}: ${it} is not a folder; choose another ${option}`,
    );
  }
  if (isSealed(nearest)) throw sealedPath(folder);
  checkMayWrite(nearest, `choose another ${option}`);
}

/**
 * In a folder that is there files can be made, as far as permissions say, and the disk.
 *
 * @param advice what the person can do when not
 * @throws {UserError} output: no permission, or the disk is read-only
 */
export function checkMayWrite(folder: string, advice: string): void {
  if (isReadOnly(folder)) {
    throw new UserError("output", `Cannot write into ${folder}: the disk is read-only; ${advice}`);
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new UserError(
      "output",
      `Cannot write into ${folder}: no permission to write there; ${advice}`,
    );
  }
}

/** It is there, but leads nowhere: to a disk that is not mounted, maybe, and in its place nothing must be made. */
function deadLink(link: string, target: string, folder: string, option: string): PlaceAwayError {
  const it = link === folder ? "it" : link;
  return new PlaceAwayError(
    "usage",
    `Cannot write into ${folder}: ${it} is a link to ${target}, which is not there; ` +
      `bring that back, or choose another ${option}`,
  );
}
