/** Writes down what was built for a target; `ffi/bundle/manifest.ts` reads it and says what it holds. */
import type { Ffmpeg } from "./ffmpeg.ts";
import { basename, join } from "node:path";
import type { BuiltFile, Manifest } from "../../ffi/bundle/manifest.ts";
import type { Miniaudio } from "./fetch_miniaudio.ts";
import type { Rnnoise } from "./fetch_rnnoise.ts";
import { project, targetFolder } from "../project/folders.ts";
import type { BundledPackage } from "./make_notices.ts";
import { hashOf } from "../project/stamp.ts";
import type { Target } from "./targets.ts";

/** Hashes the built files and writes `build/<target>/manifest.json`. */
export async function writeManifest(
  target: Target,
  miniaudio: Miniaudio,
  rnnoise: Rnnoise,
  ffmpeg: Ffmpeg,
  bundled: readonly BundledPackage[],
): Promise<void> {
  const folder = targetFolder(target.triple);
  const { version } = JSON.parse(await Deno.readTextFile(join(project, "deno.json")));
  const manifest: Manifest = {
    confrec: version,
    target: target.triple,
    files: {
      confrec_audio: await describe(join(folder, target.library)),
      ffmpeg: await describe(join(folder, target.ffmpeg)),
    },
    components: [
      { name: "miniaudio", version: miniaudio.version, licence: "Unlicense OR MIT-0" },
      { name: "RNNoise", version: rnnoise.version, licence: "BSD-3-Clause" },
      { name: "FFmpeg", version: ffmpeg.version, licence: ffmpeg.licence },
      ...(ffmpeg.lame
        ? [{ name: "LAME", version: ffmpeg.lame, licence: "LGPL-2.0-or-later" }]
        : []),
      ...bundled.map(({ name, version, licence }) => ({ name, version, licence })),
    ],
  };
  await Deno.writeTextFile(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
}

async function describe(path: string): Promise<BuiltFile> {
  const bytes = await Deno.readFile(path);
  return { name: basename(path), sha256: await hashOf(bytes), bytes: bytes.length };
}
