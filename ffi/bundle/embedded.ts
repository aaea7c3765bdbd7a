/**
 * The embedded files that must be real ones: the native library and ffmpeg.
 *
 * From source they are where `deno task build` put them. The compiled program keeps copies in the user's cache. Where that
 * cannot be written, or nothing there may be executed, they go to a folder of this process alone, which goes when the
 * process does.
 */
import { fileURLToPath } from "node:url";
import { builtUrl, type EmbeddedName, readBuiltBytes, readManifest } from "./manifest.ts";
import { userCacheFolder } from "../system/private_folder.ts";
import { platform } from "../system/platform.ts";
import { variable } from "../system/variable.ts";
import { type Place, type PlaceLeft, unpackToFirst } from "./first_place.ts";
import { KnownPath } from "./known_path.ts";
import { whyUnusable } from "./usable.ts";

const paths: Readonly<Record<EmbeddedName, KnownPath>> = {
  confrec_audio: new KnownPath(() => locate("confrec_audio")),
  ffmpeg: new KnownPath(() => locate("ffmpeg")),
};
/** Places that were left for another, each with the reason. */
const leftPlaces = new Map<EmbeddedName, PlaceLeft[]>();
/** By the folder that they are in; undefined for the system's own choice. */
const temporaryFolders = new Map<string | undefined, string>();

/**
 * The path of a file that can be loaded or run, checked against the SHA-256 noted when it was built.
 *
 * Takes some milliseconds; further calls in the same process give the same path as long as the file is there.
 *
 * @throws {Deno.errors.NotFound} when it was not built
 * @throws {Deno.errors.PermissionDenied} when no folder can be written from which programs may be run
 */
export function unpackEmbedded(name: EmbeddedName): Promise<string> {
  return paths[name].get();
}

/** Why a file was not unpacked where it should be: each place that was left; none as a rule. */
export function placesLeft(name: EmbeddedName): readonly PlaceLeft[] {
  return leftPlaces.get(name) ?? [];
}

/**
 * Removes the temporary folders, if any had to be made; happens by itself when the process exits.
 *
 * Windows keeps a library that is still loaded: its file stays, a few hundred kilobytes, until the temporary files are
 * cleaned.
 */
export function removeTemporaryCopies(): void {
  for (const folder of temporaryFolders.values()) {
    try {
      Deno.removeSync(folder, { recursive: true });
    } catch {
      // Nothing that the person could do about it, and nothing is lost.
    }
  }
  temporaryFolders.clear();
  for (const path of Object.values(paths)) path.forget();
}

async function locate(name: EmbeddedName): Promise<string> {
  const file = readManifest().files[name];
  if (!Deno.build.standalone) return fileURLToPath(builtUrl(file.name));
  const left: PlaceLeft[] = [];
  leftPlaces.set(name, left);
  return await unpackToFirst(
    places(),
    file,
    () => readBuiltBytes(file.name),
    (path) => whyUnusable(name, path),
    (place) => left.push(place),
  );
}

/** The cache, then others: the folders for temporary files may be closed to programs as well. */
function places(): Place[] {
  const cache = userCacheFolder();
  const others = [undefined, ...platform.otherTemporaryFolders(variable)];
  return [
    ...(cache === undefined ? [] : [{ name: cache, folder: () => cache }]),
    ...others.map((parent) => ({
      name: parent ?? "the temporary folder",
      folder: () => makeTemporaryFolder(parent),
    })),
  ];
}

function makeTemporaryFolder(parent: string | undefined): string {
  const made = temporaryFolders.get(parent);
  if (made !== undefined) return made;
  const where = parent === undefined ? {} : { dir: parent };
  const folder = Deno.makeTempDirSync({ prefix: "confrec-", ...where });
  if (temporaryFolders.size === 0) globalThis.addEventListener("unload", removeTemporaryCopies);
  temporaryFolders.set(parent, folder);
  return folder;
}
