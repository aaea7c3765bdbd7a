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
 * What Deno bundles with, for what its `--minify` does too much of: that also rewrites what is said, and a resource that is
 * named once, as in `using reader = open(path); return reader.length`, is put in the place of its name, and never disposed of.
 */
const SHORTEN = [
  ...["run", "-A", "--quiet", "--no-lock", "npm:esbuild@0.25.12"],
  ...["--minify-whitespace", "--minify-identifiers", "--format=esm", "--target=esnext"],
  ...["--allow-overwrite", "--log-level=error"],
];

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
  await shorten(folder, await Array.fromAsync(filesIn(folder, "")), "--keep-names");
  const workers = WORKERS.map((worker) => worker.replace(/\.ts$/, ".js"));
  for (const [i, worker] of WORKERS.entries()) {
    await bundle("--output", join(folder, workers[i] ?? ""), worker);
  }
  await shorten(folder, workers);
  return (await Array.fromAsync(filesIn(folder, ""))).sort();
}

async function bundle(...args: string[]): Promise<void> {
  await runTool(Deno.execPath(), ["bundle", "--quiet", ...args], { cwd: project });
}

/**
 * Makes modules shorter, in their place: without spaces and comments, with short names.
 *
 * @param files their paths in the folder
 * @param more words for esbuild
 * @throws {Error} with what esbuild said
 */
export async function shorten(
  folder: string,
  files: readonly string[],
  ...more: string[]
): Promise<void> {
  await runTool(Deno.execPath(), [...SHORTEN, "--outdir=.", "--outbase=.", ...more, ...files], {
    cwd: folder,
  });
}

async function* filesIn(folder: string, below: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(join(folder, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    if (isDirectory) yield* filesIn(folder, path);
    else yield path;
  }
}
