/** A mark in one line, for whoever set it and for whoever records. */
import { clockTime } from "../../meeting/ground/figures.ts";

/** `Marked 01:15: The vote`. */
export function markedLine(
  { atSeconds, text }: { readonly atSeconds: number; readonly text: string },
): string {
  return `Marked ${clockTime(atSeconds)}${text === "" ? "" : `: ${text}`}`;
}
