/** Upstream source archives out of Debian's source packages, through an apt configuration of our own. */
import { basename, join } from "node:path";
import { sourcesFolder } from "../project/folders.ts";
import { exists, hashOf } from "../project/stamp.ts";
import { placeWhole } from "../project/place_whole.ts";
import { privateApt } from "../project/private_apt.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

/** The Debian release whose sources are taken, whatever this machine runs. */
const SUITE = "bookworm";

/** A source package. */
export interface SourcePackage {
  readonly name: string;
  /** SHA-256 of the upstream archive, by upstream version. */
  readonly pins: Readonly<Record<string, string>>;
  /** A version that is not in `pins` may be taken: Debian replaces the package at its point releases. */
  readonly moves: boolean;
}

/** An upstream archive on disk. */
export interface SourceArchive {
  readonly path: string;
  readonly version: string;
  readonly sha256: string;
}

/**
 * Gives a package's upstream archive, fetched when it is not there.
 *
 * apt checks Debian's signature in every case; a version that has a pin must have that SHA-256 too.
 *
 * @throws {Error} when it cannot be had, or is not what it should be
 */
export async function fetchDebianSource(source: SourcePackage): Promise<SourceArchive> {
  const folder = join(sourcesFolder, source.name);
  await Deno.mkdir(folder, { recursive: true });
  for (const [version, sha256] of Object.entries(source.pins)) {
    const path = join(folder, `${version}.tar`);
    if (await exists(path) && await hashOf(await Deno.readFile(path)) === sha256) {
      return { path, version, sha256 };
    }
  }
  return await withFolder(async (work) => {
    const fetched = await download(source.name, work);
    const version = /_([^_]+)\.orig\.tar/.exec(basename(fetched))?.[1] ?? "unknown";
    const sha256 = await hashOf(await Deno.readFile(fetched));
    const pin = source.pins[version];
    if (pin === undefined ? !source.moves : pin !== sha256) {
      throw new Error(
        `Cannot use Debian's source of ${source.name} ${version}: its SHA-256 is ${sha256}, ` +
          `not ${pin ?? "that of a version that was tried"}`,
      );
    }
    if (pin === undefined) {
      console.error(`${source.name} ${version} is newer than what was tried; Debian signed it`);
    }
    const path = join(folder, `${version}.tar`);
    await placeWhole(path, fetched);
    return { path, version, sha256 };
  });
}

async function download(name: string, work: string): Promise<string> {
  console.error(`Fetching the source of ${name} (Debian source package)`);
  try {
    const options = await privateApt(work, { type: "deb-src", suite: SUITE });
    await runTool("apt-get", [...options, "-o", "APT::Update::Error-Mode=any", "update"]);
    await runTool("apt-get", [...options, "source", "--download-only", "--tar-only", name], {
      cwd: work,
    });
  } catch (error) {
    throw new Error(
      `Cannot fetch the source of ${name} from the Debian archive; connect this machine to the network, ` +
        `or name a ready ffmpeg in CONFREC_FFMPEG\n${(error as Error).message}`,
    );
  }
  for await (const entry of Deno.readDir(work)) {
    if (/\.orig\.tar\.\w+$/.test(entry.name)) return join(work, entry.name);
  }
  throw new Error(`Cannot fetch the source of ${name}: apt-get left no archive`);
}
