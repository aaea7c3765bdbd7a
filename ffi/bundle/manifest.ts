/** What `deno task build` made for one target: files, versions, licences. */
import { brotliDecompressSync } from "node:zlib";
import { root } from "../../root.ts";

/** The files that must be real ones on disk before they can be used. */
export type EmbeddedName = "confrec_audio" | "ffmpeg";

/** A built file and how to know it again. */
export interface BuiltFile {
  /** File name as the platform wants it, such as `libconfrec_audio.so` or `ffmpeg.exe`. */
  readonly name: string;
  /** SHA-256 of its content, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Length in bytes. */
  readonly bytes: number;
}

/** Something that travels in the executable. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
}

/** The content of `build/<target>/manifest.json`, which `scripts/build/write_manifest.ts` writes. */
export interface Manifest {
  /** The version of confrec that was built. */
  readonly confrec: string;
  /** Rust's name of the platform, as in `Deno.build.target`. */
  readonly target: string;
  readonly files: Readonly<Record<EmbeddedName, BuiltFile>>;
  /** What is shipped beside confrec and Deno: miniaudio, RNNoise, FFmpeg, LAME, npm packages. */
  readonly components: readonly Component[];
}

/** The ending of files that travel compressed in the executable, with Brotli. */
export const PACKED = ".br";
/** The ending of those that are unpacked often: compressed with gzip, which takes half the time. */
export const LIGHTLY_PACKED = ".gz";

/** The URL of a built file, for the platform that this runs on. */
export function builtUrl(fileName: string): URL {
  return new URL(`build/${Deno.build.target}/${fileName}`, root);
}

/**
 * The content of a built file: the library, ffmpeg or the notices.
 *
 * @throws {Deno.errors.NotFound} when it was not built
 */
export function readBuiltBytes(fileName: string): Uint8Array<ArrayBuffer> {
  if (!Deno.build.standalone) return Deno.readFileSync(builtUrl(fileName));
  return new Uint8Array(brotliDecompressSync(Deno.readFileSync(builtUrl(fileName + PACKED))));
}

/**
 * Reads what was built; takes well under a millisecond and unpacks nothing.
 *
 * @throws {Deno.errors.NotFound} when nothing was built for this platform
 */
export function readManifest(): Manifest {
  const name = "manifest.json";
  return JSON.parse(readBuilt(name, () => Deno.readTextFileSync(builtUrl(name)))) as Manifest;
}

/**
 * Reads the licence notices of everything that travels in the executable, as plain text.
 *
 * @throws {Deno.errors.NotFound} when nothing was built for this platform
 */
export function readNotices(): string {
  const name = "notices.txt";
  return readBuilt(name, () => new TextDecoder().decode(readBuiltBytes(name)));
}

function readBuilt(fileName: string, read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw guarded(error);
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Deno.errors.NotFound(
      `Cannot find build/${Deno.build.target}/${fileName}: confrec's native parts were not built; ` +
        "run: deno task build",
    );
  }
}

/** A compiled program finds what is in it by a path in the temporary folder, and Deno lets nobody read below /dev and /proc. */
function guarded(cause: Error): Error {
  return new Deno.errors.PermissionDenied(
    `Cannot read what is in confrec while TMPDIR is ${
      Deno.env.get("TMPDIR") ?? "not set"
    }: Deno keeps ` +
      "programs out of that folder; set TMPDIR to another, such as /tmp",
    { cause },
  );
}
