/** Builds the native library from `ffi/native/*.c` and miniaudio. */
import { join } from "node:path";
import type { Miniaudio } from "./fetch_miniaudio.ts";
import { project, targetFolder } from "../project/folders.ts";
import { projectFiles } from "../project/project_files.ts";
import { makeWhenStale } from "../project/stamp.ts";
import { requireOldGlibc } from "./glibc_floor.ts";
import { OLD_GLIBC, type Target } from "./targets.ts";
import { placeWhole } from "../project/place_whole.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

/** Where the C files are. */
export const NATIVE = "ffi/native";
/** Those that every system needs. */
const SOURCES = [
  "miniaudio_impl.c",
  "context.c",
  "devices.c",
  "uses/uses.c",
  "open_stream.c",
  "stream.c",
  "audio_thread.c",
  "monitor/follower.c",
  "monitor/monitor.c",
  "host_clock.c",
  "report.c",
];
const FLAGS = ["-O2", "-std=c11", "-fvisibility=hidden"];
/** The warnings that our own files are held to. */
export const STRICT: readonly string[] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/**
 * Makes `build/<target>/<library>`; returns its path.
 *
 * @throws {Error} with what the compiler said
 */
export async function buildLibrary(target: Target, miniaudio: Miniaudio): Promise<string> {
  const library = join(targetFolder(target.triple), target.library);
  const compiler = await compilerVersion(target);
  const ingredients = {
    compiler,
    miniaudio: miniaudio.sha256,
    flags: [...FLAGS, ...STRICT, ...target.compileFlags, ...target.linkFlags],
    sources: await readSources(),
  };
  await makeWhenStale(library, ingredients, async () => {
    console.error(`Building ${target.library} for ${target.triple}`);
    await withFolder(async (work) => {
      const objects = await Promise.all(
        sourcesOf(target).map((source) => compile(target, miniaudio, source, work)),
      );
      const linked = join(work, target.library);
      await runTool(target.compiler, [...objects, "-o", linked, ...target.linkFlags]);
      requireOldGlibc(target.library, await Deno.readFile(linked));
      // A program that runs keeps the file that it has loaded: written over, it would crash.
      await placeWhole(library, linked);
    });
  });
  return library;
}

/** The C files of a target, as paths in `NATIVE`, in the order in which they are linked. */
export function sourcesOf(target: Target): string[] {
  return [...SOURCES, ...target.sources];
}

/** How a C file is warned about: miniaudio's own has its warnings off, they are not ours. */
export function warningsOf(source: string): readonly string[] {
  return source === "miniaudio_impl.c" ? ["-w"] : STRICT;
}

/**
 * What the target's compiler calls itself.
 *
 * @throws {Deno.errors.NotFound} when it is not installed, with what to install
 */
export async function compilerVersion(target: Target): Promise<string> {
  try {
    return await runTool(target.compiler, ["--version"]);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Deno.errors.NotFound(
      `Cannot build for ${target.triple}: its C compiler ${target.compiler} is not installed; ` +
        (target.compilerPackage
          ? `on Debian run: apt-get install ${target.compilerPackage}`
          : "install a C compiler or name one in CC"),
    );
  }
}

async function compile(
  target: Target,
  miniaudio: Miniaudio,
  source: string,
  work: string,
): Promise<string> {
  const object = join(work, `${source.replaceAll("/", "_")}.o`);
  await runTool(target.compiler, [
    ...FLAGS,
    ...warningsOf(source),
    ...target.compileFlags,
    // As a system header, so that what miniaudio declares is not held to our warnings.
    "-isystem",
    miniaudio.folder,
    "-c",
    join(project, NATIVE, source),
    "-o",
    object,
  ]);
  return object;
}

async function readSources(): Promise<string[]> {
  const files = (await projectFiles()).filter((file) => {
    return file === OLD_GLIBC || file.startsWith(`${NATIVE}/`) && /\.[ch]$/.test(file);
  });
  return await Promise.all(files.map(async (file) => {
    return `${file}\n${await Deno.readTextFile(join(project, file))}`;
  }));
}
