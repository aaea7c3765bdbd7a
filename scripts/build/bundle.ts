/** Makes JavaScript of the program: small files, so that a start reads only what its command needs. */
import { join } from "node:path";
import { project } from "../project/folders.ts";
import { runTool } from "../project/tool.ts";

/** Modules that run in workers: a bundle follows imports only, so each is named here, and nowhere else. */
export const WORKERS = [
  "capture/track_worker.ts",
  "post/post_worker.ts",
] as const;

/** The module that a program begins with, in the folder that `bundleProgram` has filled. */
export const MAIN = "main.js";

/**
 * Puts the program's modules into an empty folder: `main.js` with what it loads later, and one file for each worker, at the
 * place of its source.
 *
 * Names of functions and classes stay, for the traces of bugs; not in workers, where it would cost time with each closure
 * that is made.
 *
 * @returns their paths in the folder
 * @throws {Error} with what the bundler said
 */
export async function bundleProgram(folder: string): Promise<string[]> {
  await bundle("--keep-names", "--code-splitting", "--outdir", folder, "main.ts");
  for (const worker of WORKERS) {
    await bundle("--output", join(folder, worker.replace(/\.ts$/, ".js")), worker);
  }
  return (await Array.fromAsync(filesIn(folder, ""))).sort();
}

async function bundle(...args: string[]): Promise<void> {
  await runTool(Deno.execPath(), ["bundle", "--quiet", "--minify", ...args], { cwd: project });
}

async function* filesIn(folder: string, below: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(join(folder, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    if (isDirectory) yield* filesIn(folder, path);
    else yield path;
  }
}
