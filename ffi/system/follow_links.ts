/** Where links lead. */
import { dirname, resolve } from "node:path";

/** Links that lead to links, at most; systems stop at 40. */
const MOST_LINKS = 40;

/**
 * The path that a name stands for when it is a link, or a link to a link: what writing to it would write.
 *
 * @param path absolute; links in the folders on the way are the system's to follow
 * @returns a path at which no link is; perhaps nothing is
 * @throws {Deno.errors.FilesystemLoop} when the links lead in a circle
 */
export function followLinks(path: string): string {
  let at = path;
  for (let followed = 0; followed < MOST_LINKS; followed++) {
    const target = linkTarget(at);
    if (target === undefined) return at;
    at = resolve(dirname(at), target);
  }
  throw new Deno.errors.FilesystemLoop(`Too many links: ${path}`);
}

/** Where a link leads, as it says itself; undefined for what is no link, or cannot be looked at. */
export function linkTarget(path: string): string | undefined {
  try {
    return Deno.lstatSync(path).isSymlink ? Deno.readLinkSync(path) : undefined;
  } catch {
    // Nothing is there, or nobody may look: whoever wants to write there is told by the system.
    return undefined;
  }
}
