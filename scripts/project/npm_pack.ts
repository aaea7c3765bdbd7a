/** Packages of npm, as files. */
import { resolve } from "node:path";
import { runTool } from "./tool.ts";

/**
 * Fetches a package into a folder, without running anything of it.
 *
 * @param name with its version, as in `name@1.2.3`
 * @returns the tarball's path
 * @throws {Error} with what npm said
 */
export async function packInto(folder: string, name: string): Promise<string> {
  const args = ["pack", name, "--loglevel=error", "--ignore-scripts"];
  const said = (await runTool("npm", args, { cwd: folder })).trim();
  return resolve(folder, said.split("\n").at(-1) ?? "");
}
