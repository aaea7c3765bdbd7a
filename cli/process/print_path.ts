/** The path of the finished file, for who reads standard output: `f=$(confrec …)`. */
import type { Io } from "../terminal/io.ts";

/**
 * Writes it as a line, where a program reads and does not read events instead; a person has been told.
 *
 * @param json events go to standard output
 */
export function printPath(path: string, { stdout }: Pick<Io, "stdout">, json: boolean): void {
  if (!json && !stdout.isTerminal) stdout.write(`${path}\n`);
}
