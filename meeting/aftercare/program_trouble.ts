/** Whether a program can be started at all, found out long before it is. */
import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { isGone } from "../../ffi/system/is_there.ts";
import { platform } from "../../ffi/system/platform.ts";
import { variable } from "../../ffi/system/variable.ts";

/**
 * Why a program cannot be started now, as a clause.
 *
 * @param program a path that is whole, or a bare name that is looked for in `PATH`
 * @param path what `PATH` says
 * @returns undefined when it can, and when nobody can tell: on Windows names get endings, and folders of `PATH` that are
 *   relative are looked for in another working folder by then
 */
export function programTrouble(
  program: string,
  path = variable("PATH"),
): string | undefined {
  if (platform.family === "windows") return undefined;
  if (program.includes("/")) return pathTrouble(program);
  const folders = path?.split(delimiter) ?? [];
  if (folders.length === 0 || !folders.every(isAbsolute)) return undefined;
  const troubles = folders.map((folder) => pathTrouble(join(folder, program)));
  if (troubles.includes(undefined)) return undefined;
  return `there is no program ${program} in PATH`;
}

function pathTrouble(path: string): string | undefined {
  if (isGone(path)) return `there is no program ${path}`;
  try {
    if (Deno.statSync(path).isDirectory) return `${path} is a folder`;
    accessSync(path, constants.X_OK);
    return undefined;
  } catch {
    return `${path} may not be executed`;
  }
}
