/**
 * The embedded files that must be real ones: the native library and ffmpeg.
 *
 * From source they are where `deno task build` put them. The compiled program keeps copies in the user's cache, and
 * where no cache can be written, in a folder of this process alone, which goes when the process does.
 */
import { fileURLToPath } from "node:url";
import { builtUrl, type EmbeddedName, readBuiltBytes, readManifest } from "./manifest.ts";
import { userCacheFolder } from "../system/private_folder.ts";
import { unpack } from "./unpack.ts";

const unpacking = new Map<EmbeddedName, Promise<string>>();
let temporaryFolder: string | undefined;

/**
 * The path of a file that can be loaded or run, checked against the SHA-256 noted when it was built.
 *
 * Takes some milliseconds; further calls in the same process give the same path.
 *
 * @throws {Deno.errors.NotFound} when it was not built
 * @throws {Deno.errors.PermissionDenied} when neither the cache nor a temporary folder can be written
 */
export function unpackEmbedded(name: EmbeddedName): Promise<string> {
  let path = unpacking.get(name);
  if (path === undefined) {
    path = locate(name);
    unpacking.set(name, path);
    // What failed may be tried again, with another disk or other rights.
    path.catch(() => unpacking.delete(name));
  }
  return path;
}

/**
 * Removes the temporary folder, if one had to be made; happens by itself when the process exits.
 *
 * Windows keeps a library that is still loaded: its file stays, a few hundred kilobytes, until the temporary files are
 * cleaned.
 */
export function removeTemporaryCopies(): void {
  if (temporaryFolder === undefined) return;
  try {
    Deno.removeSync(temporaryFolder, { recursive: true });
  } catch {
    // Nothing that the person could do about it, and nothing is lost.
  }
  temporaryFolder = undefined;
  unpacking.clear();
}

async function locate(name: EmbeddedName): Promise<string> {
  const file = readManifest().files[name];
  if (!Deno.build.standalone) return fileURLToPath(builtUrl(file.name));
  const readBytes = () => readBuiltBytes(file.name);
  const cache = userCacheFolder();
  try {
    if (cache !== undefined) return await unpack(file, readBytes, cache);
  } catch (error) {
    if (error instanceof Deno.errors.InvalidData) throw error;
    // A home that is full, read-only, or someone else's: what follows needs none.
  }
  try {
    return await unpack(file, readBytes, makeTemporaryFolder());
  } catch (error) {
    if (error instanceof Deno.errors.InvalidData) throw error;
    throw new Deno.errors.PermissionDenied(
      `Cannot unpack ${file.name}: neither ${cache ?? "a cache folder (there is no home)"} ` +
        `nor the temporary folder can be written (${messageOf(error)}); free space in one of them`,
    );
  }
}

function makeTemporaryFolder(): string {
  if (temporaryFolder === undefined) {
    temporaryFolder = Deno.makeTempDirSync({ prefix: "confrec-" });
    globalThis.addEventListener("unload", removeTemporaryCopies);
  }
  return temporaryFolder;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
