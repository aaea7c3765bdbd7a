/** Upstream source archives out of Debian's source packages, through an apt configuration of our own. */
import { basename, join } from "node:path";
import { sourcesFolder } from "../project/folders.ts";
import { exists, hashOf } from "../project/stamp.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

/** The Debian release whose sources are taken, whatever this machine runs. */
const SUITE = "bookworm";
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

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
    await Deno.copyFile(fetched, `${path}.part`);
    await Deno.rename(`${path}.part`, path);
    return { path, version, sha256 };
  });
}

async function download(name: string, work: string): Promise<string> {
  console.error(`Fetching the source of ${name} (Debian source package)`);
  const options = await privateApt(work);
  try {
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

/** Options that make apt look at nothing of the machine's own configuration and state. */
async function privateApt(work: string): Promise<string[]> {
  const archive = await debianArchive();
  const folder = join(work, "apt");
  for (const each of ["lists/partial", "cache/archives/partial", "sources", "preferences"]) {
    await Deno.mkdir(join(folder, each), { recursive: true });
  }
  await Deno.writeTextFile(join(folder, "status"), "");
  await Deno.writeTextFile(
    join(folder, "sources", "confrec.sources"),
    `Types: deb-src\nURIs: ${archive}\nSuites: ${SUITE}\nComponents: main\nSigned-By: ${KEYRING}\n`,
  );
  const settings = {
    "Dir::Etc::SourceList": join(folder, "none"),
    "Dir::Etc::SourceParts": join(folder, "sources"),
    "Dir::Etc::Preferences": join(folder, "none"),
    "Dir::Etc::PreferencesParts": join(folder, "preferences"),
    "Dir::State::Lists": join(folder, "lists"),
    "Dir::State::Status": join(folder, "status"),
    "Dir::Cache": join(folder, "cache"),
    "APT::Sandbox::User": "",
    "Acquire::Languages": "none",
    "Debug::NoLocking": "1",
  };
  return ["-qq", ...Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`])];
}

/** Where this machine gets its Debian packages from: the same place has the sources. */
async function debianArchive(): Promise<string> {
  if (!await exists(KEYRING)) {
    throw new Error(
      "Cannot build ffmpeg: this machine has no Debian archive; name a ready ffmpeg in CONFREC_FFMPEG",
    );
  }
  const read = (path: string) => Deno.readTextFile(path).catch(() => "");
  const uri = /^URIs:\s*(\S+)/m.exec(await read("/etc/apt/sources.list.d/debian.sources"))?.[1] ??
    /^deb\s+(?:\[[^\]]*\]\s*)?(\S+)/m.exec(await read("/etc/apt/sources.list"))?.[1];
  if (uri === undefined) {
    throw new Error(
      "Cannot build ffmpeg: apt knows no Debian archive; name a ready ffmpeg in CONFREC_FFMPEG",
    );
  }
  return uri;
}
