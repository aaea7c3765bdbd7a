/** Variables of the environment. */

/**
 * Reads a variable of the environment.
 *
 * @returns undefined when it is not set, and when its bytes are no UTF-8: a path in it could not be used
 */
export function variable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.InvalidData) return undefined;
    throw error;
  }
}
