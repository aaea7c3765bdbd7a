/** The licence notices that travel in the executable, gathered from what was built. */
import type { Ffmpeg } from "./ffmpeg.ts";
import { join } from "node:path";
import type { Miniaudio } from "./fetch_miniaudio.ts";
import type { Rnnoise } from "./fetch_rnnoise.ts";
import { project } from "../project/folders.ts";
import { runTool } from "../project/tool.ts";

/** An npm package that the executable holds. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  readonly licenceText: string;
}

/** All notices as one text. */
export async function makeNotices(
  miniaudio: Miniaudio,
  rnnoise: Rnnoise,
  ffmpeg: Ffmpeg,
  bundled: readonly BundledPackage[],
): Promise<string> {
  const read = (...path: string[]) => Deno.readTextFile(join(project, ...path));
  const parts = [
    ["", await read("licenses", "overview.txt")],
    ["confrec", await read("LICENSE")],
    ...bundled.map((each) => [`${each.name} ${each.version}`, each.licenceText]),
    [`miniaudio ${miniaudio.version}`, miniaudio.licence],
    [`RNNoise (${rnnoise.version})`, rnnoise.licence],
    [`FFmpeg ${ffmpeg.version}`, ffmpeg.notices],
  ] as const;
  return parts.map(([title, text]) => `${title ? heading(title) : ""}${text?.trim()}\n`).join(
    "\n\n",
  );
}

/**
 * The npm packages that the program imports, with their licences, from Deno's own cache.
 *
 * @throws {Error} when one of them was not downloaded, or holds no licence
 */
export async function bundledPackages(names: readonly string[]): Promise<BundledPackage[]> {
  const { imports } = JSON.parse(await Deno.readTextFile(join(project, "deno.json")));
  const specifiers = names.map((name) => imports[name] as string);
  await runTool(Deno.execPath(), ["cache", "--quiet", ...specifiers], { cwd: project });
  const info = JSON.parse(await runTool(Deno.execPath(), ["info", "--json"], { cwd: project }));
  return await Promise.all(specifiers.map(async (specifier) => {
    const [, name, version] = /^npm:(.+)@(.+)$/.exec(specifier) ?? [];
    if (!name || !version) throw new Error(`Cannot read the version in "${specifier}"`);
    const read = (file: string) => readPackageFile(info.npmCache, name, version, file);
    const { license } = JSON.parse(await read("package.json"));
    return { name, version, licence: license as string, licenceText: await read("LICENSE") };
  }));
}

async function readPackageFile(
  cache: string,
  name: string,
  version: string,
  file: string,
): Promise<string> {
  // Below the cache there is one folder for each registry that was used.
  for await (const registry of Deno.readDir(cache)) {
    try {
      return await Deno.readTextFile(join(cache, registry.name, name, version, file));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
        throw error;
      }
    }
  }
  throw new Error(`Cannot find ${file} of ${name} ${version} in ${cache}; was it downloaded?`);
}

function heading(title: string): string {
  return `${"=".repeat(78)}\n${title}\n${"=".repeat(78)}\n\n`;
}
