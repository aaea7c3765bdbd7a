/** The header that is miniaudio, from an npm package that carries it. */
import { join } from "node:path";
import { sourcesFolder } from "../project/folders.ts";
import { exists, hashOf } from "../project/stamp.ts";
import { packInto } from "../project/npm_pack.ts";
import { placeWhole } from "../project/place_whole.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

/** The npm package, the header's place in it, and what the header must be. */
const PACKAGE = "llama.rn@0.12.9";
const PLACE = "package/cpp/tools/mtmd/miniaudio/miniaudio.h";
const SHA256 = "ac7af4de748b7e26b777f37e01cee313a308a7296a3eb080e2906b320cc55c89";

/** miniaudio as it is compiled in. */
export interface Miniaudio {
  /** The folder that holds `miniaudio.h`. */
  readonly folder: string;
  readonly version: string;
  readonly sha256: string;
  /** The licence text at the header's end. */
  readonly licence: string;
}

/**
 * Gives miniaudio's header: the one that `CONFREC_MINIAUDIO` names, else the pinned one, fetched when it is not there.
 *
 * @throws {Error} when it cannot be had, or is not what it should be
 */
export async function fetchMiniaudio(): Promise<Miniaudio> {
  const given = Deno.env.get("CONFREC_MINIAUDIO");
  const folder = join(sourcesFolder, given ? "miniaudio-given" : "miniaudio");
  const header = join(folder, "miniaudio.h");
  await Deno.mkdir(folder, { recursive: true });
  if (given) {
    await Deno.copyFile(given, header).catch((error) => {
      throw new Error(`Cannot take miniaudio from CONFREC_MINIAUDIO: ${error.message}`);
    });
  } else if (!await exists(header) || await hashOf(await Deno.readFile(header)) !== SHA256) {
    await fetchPinned(header);
  }
  const text = await Deno.readTextFile(header);
  return { folder, ...describe(text), sha256: await hashOf(text) };
}

async function fetchPinned(header: string): Promise<void> {
  await withFolder(async (folder) => {
    console.error(`Fetching miniaudio (npm package ${PACKAGE})`);
    try {
      const tarball = await packInto(folder, PACKAGE);
      await runTool("tar", ["-xzf", tarball, PLACE], { cwd: folder });
    } catch (error) {
      throw new Error(
        "Cannot fetch miniaudio from the npm registry; connect this machine to the network, or name a " +
          `miniaudio.h in CONFREC_MINIAUDIO\n${(error as Error).message}`,
      );
    }
    const bytes = await Deno.readFile(join(folder, ...PLACE.split("/")));
    const found = await hashOf(bytes);
    if (found !== SHA256) {
      throw new Error(`Cannot use this miniaudio.h: its SHA-256 is ${found}, not ${SHA256}`);
    }
    await placeWhole(header, bytes);
  });
}

function describe(text: string): { version: string; licence: string } {
  const part = (name: string) =>
    new RegExp(`#define MA_VERSION_${name}\\s+(\\d+)`).exec(text)?.[1] ?? "?";
  const licence = text.lastIndexOf("This software is available as a choice of");
  if (licence < 0) throw new Error("Cannot use this miniaudio.h: it does not hold its licence");
  return {
    version: ["MAJOR", "MINOR", "REVISION"].map(part).join("."),
    licence: text.slice(licence).replace(/\*\/\s*$/, "").trim(),
  };
}
