/**
 * `deno task build [--target TRIPLE]`: makes the native library and ffmpeg in `build/<target>/`.
 *
 * What is there and was made from the same ingredients is left alone.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildFfmpeg } from "./build_ffmpeg.ts";
import { buildLibrary } from "./build_library.ts";
import { fetchMiniaudio } from "./fetch_miniaudio.ts";
import { fetchRnnoise, RNNOISE_FILE } from "./fetch_rnnoise.ts";
import { targetFolder } from "../project/folders.ts";
import { tell } from "../project/tell.ts";
import { writeManifest } from "./write_manifest.ts";
import { bundledPackages, makeNotices } from "./make_notices.ts";
import { findTarget, type Target } from "./targets.ts";

/** The npm packages that the program, not only its tests, imports. */
const BUNDLED = ["zod", "smol-toml"];

/**
 * Builds everything that a target needs.
 *
 * @throws {Error} with one line for people that says what is missing
 */
export async function build(target: Target): Promise<void> {
  const folder = targetFolder(target.triple);
  await Deno.mkdir(folder, { recursive: true });
  const miniaudio = await fetchMiniaudio();
  await buildLibrary(target, miniaudio);
  const ffmpeg = await buildFfmpeg(target);
  const rnnoise = await fetchRnnoise();
  await Deno.copyFile(rnnoise.path, join(folder, RNNOISE_FILE));
  const bundled = await bundledPackages(BUNDLED);
  await Deno.writeTextFile(
    join(folder, "notices.txt"),
    await makeNotices(miniaudio, rnnoise, ffmpeg, bundled),
  );
  await writeManifest(target, miniaudio, rnnoise, ffmpeg, bundled);
}

/** The target that a script's command line names. */
export function targetFromArgs(args: readonly string[]): Target {
  const { values } = parseArgs({ args: [...args], options: { target: { type: "string" } } });
  return findTarget(values.target);
}

if (import.meta.main) await tell(() => build(targetFromArgs(Deno.args)));
