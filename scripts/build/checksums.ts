/**
 * `deno task checksums`: writes `dist/SHA256SUMS` over all that is in `dist/`, as `sha256sum --check` reads it.
 */
import { join } from "node:path";
import { tell } from "../project/tell.ts";
import { project } from "../project/folders.ts";
import { hashOf } from "../project/stamp.ts";

const NAME = "SHA256SUMS";

/**
 * Writes the sums of all files of a folder and of the folders in it; returns how many files there are.
 *
 * @throws {Error} when there is none
 */
export async function writeChecksums(folder: string): Promise<number> {
  const lines: string[] = [];
  for (const file of (await Array.fromAsync(filesOf(folder, ""))).sort()) {
    lines.push(`${await hashOf(await Deno.readFile(join(folder, file)))}  ${file}\n`);
  }
  if (lines.length === 0) throw new Error(`Cannot sum up ${folder}: it is empty; compile first`);
  await Deno.writeTextFile(join(folder, NAME), lines.join(""));
  return lines.length;
}

/** Paths below a folder, with `/` between names. */
async function* filesOf(folder: string, below: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(join(folder, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    if (isDirectory) yield* filesOf(folder, path);
    else if (path !== NAME) yield path;
  }
}

if (import.meta.main) {
  await tell(async () => {
    console.error(`Wrote dist/${NAME}: ${await writeChecksums(join(project, "dist"))} files`);
  });
}
