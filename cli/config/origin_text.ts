/** Where a value comes from, for people. */
import type { Origin } from "./settle.ts";

/** `/etc/confrec/confrec.toml:3`, `CONFREC_MIC` or `command line`. */
export function originText(origin: Origin): string {
  if (origin.from === "flag") return "command line";
  if (origin.from === "variable") return origin.variable;
  const place = origin.line === undefined ? origin.file : `${origin.file}:${origin.line}`;
  return origin.profile === undefined ? place : `${place} (profile ${origin.profile})`;
}
