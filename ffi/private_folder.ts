/** Folders that only this user can have written to. */
import { isAbsolute, join } from "node:path";

/** What `userCacheFolder` looks at. */
export interface CacheSurroundings {
  readonly os: typeof Deno.build.os;
  env(name: string): string | undefined;
}

/** confrec's folder among the user's caches, by the platform's custom; none for a user without a home. */
export function userCacheFolder({ os, env }: CacheSurroundings): string | undefined {
  const base = os === "windows"
    ? absolute(env("LOCALAPPDATA"))
    : os === "darwin"
    ? below(absolute(env("HOME")), "Library", "Caches")
    : absolute(env("XDG_CACHE_HOME")) ?? below(absolute(env("HOME")), ".cache");
  return below(base, "confrec");
}

/**
 * Makes a folder that only this user can enter, or takes the one that is there and closes it to others.
 *
 * On Windows the folder's access list is inherited from the user's profile, which is closed to others already.
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
  if (Deno.build.os !== "windows" && ((info.mode ?? 0) & 0o077) !== 0) Deno.chmodSync(path, 0o700);
}

/** Whether a file belongs to the user who runs this; always so on Windows, which has no numbers for users. */
export function isOwn(info: Deno.FileInfo): boolean {
  return Deno.build.os === "windows" || info.uid === Deno.uid();
}

/** A relative path here would make the cache depend on the working folder; XDG's rule is to ignore it. */
function absolute(path: string | undefined): string | undefined {
  return path && isAbsolute(path) ? path : undefined;
}

function below(base: string | undefined, ...names: string[]): string | undefined {
  return base === undefined ? undefined : join(base, ...names);
}
