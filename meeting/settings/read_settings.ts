/** From what somebody gives to settings that have been checked. */
import type * as z from "zod";
import { UserError } from "../ground/user_error.ts";

/** How a setting is written on a command line: `keepStems` → `--keep-stems`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Checks settings by a schema.
 *
 * @returns them, frozen
 * @throws {UserError} of kind usage: the first value that cannot be used, and what is expected
 */
export function readSettings<S extends z.ZodObject>(
  schema: S,
  input: Readonly<Record<string, unknown>>,
): Readonly<z.output<S>> {
  const result = schema.safeParse(input);
  if (result.success) return Object.freeze(result.data);
  const [issue] = result.error.issues;
  const name = String(issue?.path[0] ?? "");
  if (!issue || name === "") throw result.error;
  const value = input[name];
  throw new UserError(
    "usage",
    value === undefined
      ? `Cannot go on without ${flagOf(name)}: ${issue.message}`
      : `Cannot use ${flagOf(name)} "${String(value)}": ${issue.message}`,
  );
}
