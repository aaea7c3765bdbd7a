/** What the program says in JSON. */
import { type JsonLine, lineSchema } from "../../cli/report/json_lines.ts";

/** Its lines; each must be what the documentation promises. */
export function jsonLinesOf(stdout: string): JsonLine[] {
  return stdout.trim().split("\n").map((line) => lineSchema.parse(JSON.parse(line)));
}

/** The gaps among them, but for what a side lacks at the start: where one begins after the other, nothing is lost. */
export function gapsOf(lines: readonly JsonLine[]): Extract<JsonLine, { event: "gap" }>[] {
  return lines.flatMap((line) => line.event === "gap" && line.cause !== "late-start" ? [line] : []);
}
