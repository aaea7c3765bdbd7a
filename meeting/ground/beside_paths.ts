/** What may be written beside a finished file, and what it is called. */
import { basename, dirname, extname, join } from "node:path";
import { nameBeside } from "../../ffi/system/name_beside.ts";

/** The endings of those files. */
export const BESIDE_ENDINGS = {
  sidecar: ".json",
  report: ".html",
  labels: ".labels.txt",
  vtt: ".vtt",
} as const;

/** A kind of such a file. */
export type BesideKind = keyof typeof BESIDE_ENDINGS;

/** Where it stands: `meeting.mp3` → `meeting.json`. */
export function besidePath(path: string, kind: BesideKind): string {
  const name = basename(path, extname(path));
  return join(dirname(path), nameBeside(name, BESIDE_ENDINGS[kind]));
}

/** Those that are asked for. */
export function wantedBeside(
  wants: Readonly<Partial<Record<BesideKind, boolean>>>,
): BesideKind[] {
  const kinds = Object.keys(BESIDE_ENDINGS) as BesideKind[];
  return kinds.filter((kind) => wants[kind] === true);
}
