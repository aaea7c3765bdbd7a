/**
 * The error for input whose bytes are not what they should be.
 *
 * @param name what was read, as the person named it (a path)
 * @param why what is wrong with it, a clause
 * @param advice what the person can do, a clause
 */
export function cannotRead(
  name: string,
  why: string,
  advice: string,
): Deno.errors.InvalidData {
  return new Deno.errors.InvalidData(`Cannot read "${name}": ${why}; ${advice}`);
}
