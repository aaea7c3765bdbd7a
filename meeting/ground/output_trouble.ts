/** What the operating system says when something cannot be written, for people. */
import { systemTrouble } from "../../ffi/system/system_error.ts";
import { plainLine } from "./plain_line.ts";

/** Whether the operating system refused to write. */
export function isOutputTrouble(error: unknown): boolean {
  return error instanceof Deno.errors.NotCapable || systemTrouble(error) !== undefined;
}

/** Why, as a clause. */
export function outputTrouble(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) return "confrec may not open files there";
  const why = systemTrouble(error)?.why;
  if (why !== undefined) return why;
  return plainLine(error instanceof Error ? error.message || error.name : String(error));
}
