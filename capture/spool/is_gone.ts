/**
 * Whether there is nothing under a name, or no way to it any more. What cannot be looked at, as on a share that does not
 * answer, may still be there.
 */
export function isGone(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
  }
}
