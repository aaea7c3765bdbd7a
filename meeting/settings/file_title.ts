/** What a file is called where people see it. */
import { basename, extname } from "node:path";
import type { FileSettings } from "./file_settings.ts";

/**
 * The title that was asked for, or the file's name without its ending.
 *
 * @param part of a recording that was split, which is told apart from the others
 */
export function titleOf(
  { title }: Pick<FileSettings, "title">,
  path: string,
  part?: number,
): string {
  if (title === undefined) return basename(path, extname(path));
  return part === undefined ? title : `${title} (${part})`;
}
