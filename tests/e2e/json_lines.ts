/** What the program says in JSON. */
import { type JsonLine, lineSchema } from "../../cli/report/json_lines.ts";

/** Its lines; each must be what the documentation promises. */
export function jsonLinesOf(stdout: string): JsonLine[] {
  return stdout.trim().split("\n").map((line) => lineSchema.parse(JSON.parse(line)));
}
