/** An apt of our own, beside that of the machine, which stays as it is. */
import { join } from "node:path";
import { exists } from "./stamp.ts";

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/**
 * Options that make apt look at nothing of the machine's own configuration and state: nothing is installed for it.
 *
 * @param work a folder for all that apt keeps
 * @throws {Error} when this machine gets no packages from a Debian archive
 */
export async function privateApt(
  work: string,
  { type, suite }: { readonly type: "deb" | "deb-src"; readonly suite: string },
): Promise<string[]> {
  const archive = await debianArchive();
  const folder = join(work, "apt");
  for (const each of ["lists/partial", "cache/archives/partial", "sources", "preferences"]) {
    await Deno.mkdir(join(folder, each), { recursive: true });
  }
  await Deno.writeTextFile(join(folder, "status"), "");
  await Deno.writeTextFile(
    join(folder, "sources", "confrec.sources"),
    `Types: ${type}\nURIs: ${archive}\nSuites: ${suite}\nComponents: main\nSigned-By: ${KEYRING}\n`,
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
    throw new Error("this machine has no Debian archive");
  }
  const read = (path: string) => Deno.readTextFile(path).catch(() => "");
  const uri = /^URIs:\s*(\S+)/m.exec(await read("/etc/apt/sources.list.d/debian.sources"))?.[1] ??
    /^deb\s+(?:\[[^\]]*\]\s*)?(\S+)/m.exec(await read("/etc/apt/sources.list"))?.[1];
  if (uri === undefined) {
    throw new Error("apt knows no Debian archive");
  }
  return uri;
}
