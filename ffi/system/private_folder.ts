/** Folders that only this user can have written to. */
import type { Environment, Platform } from "./platform_rules.ts";
import { join } from "node:path";
import { platform } from "./platform.ts";
import { variable } from "./variable.ts";

/** confrec's folder among the user's caches, by the platform's custom; none for a user without a home. */
export function userCacheFolder(
  env: Environment = variable,
  on: Platform = platform,
): string | undefined {
  const caches = on.cachesFolder(env);
  return caches === undefined ? undefined : join(caches, "confrec");
}

/**
 * Makes a folder that only this user can enter, or takes the one that is there and closes it to others.
 *
 * @throws {Deno.errors.PermissionDenied} when the folder is a link, no folder, or someone else's
 */
export function openPrivateFolder(path: string): void {
  Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
  const info = Deno.lstatSync(path);
  if (!info.isDirectory) {
    throw new Deno.errors.PermissionDenied(`${path} is a link, it might lead to another's folder`);
  }
  if (!isOwn(info)) throw new Deno.errors.PermissionDenied(`${path} belongs to another user`);
  platform.closeToOthers(path, info);
}

/** Whether a file belongs to the user who runs this; always so on Windows, which has no numbers for users. */
export function isOwn(info: Deno.FileInfo): boolean {
  return platform.isOwn(info);
}
