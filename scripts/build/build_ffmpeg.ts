/** Builds the minimal ffmpeg: raw and WAV sound in, MP3 out, and what it takes to decode that again. */
import type { Ffmpeg } from "./ffmpeg.ts";
import { join } from "node:path";
import { compilerVersion } from "./build_library.ts";
import { fetchDebianSource, type SourceArchive, type SourcePackage } from "./debian_source.ts";
import { targetFolder } from "../project/folders.ts";
import { takeGivenFfmpeg } from "./given_ffmpeg.ts";
import { forget, makeWhenStale } from "../project/stamp.ts";
import type { Target } from "./targets.ts";
import { placeWhole } from "../project/place_whole.ts";
import { hasTool, runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

const LAME: SourcePackage = {
  name: "lame",
  pins: { "3.100": "ddfe36cab873794038ae2c1210557ad34857a4b6bdc515785d1da9e175b1da1e" },
  moves: false,
};
const FFMPEG: SourcePackage = {
  name: "ffmpeg",
  pins: { "5.1.9": "d9b593bb2ba93d4b50f74177e0cdcd41747e708596367deed0c30348a71dd176" },
  moves: true,
};

const LAME_OPTIONS = [
  "--disable-shared",
  "--enable-static",
  "--disable-frontend",
  "--disable-decoder",
  "--disable-gtktest",
  "--disable-dependency-tracking",
  // Of all that leave the output what it is, these are the fastest (gcc 12); profiles and -O3 made it slower. -ffast-math
  // makes it depend on the compiler.
  "CFLAGS=-O2 -funroll-loops -DNDEBUG",
];

/** x86 assembler made decoding 20 % faster, encoding not at all, and would need nasm. */
const FFMPEG_OPTIONS = [
  "--disable-everything",
  "--disable-autodetect",
  "--disable-doc",
  "--disable-debug",
  "--disable-network",
  "--disable-avdevice",
  "--disable-swscale",
  "--disable-ffprobe",
  "--disable-ffplay",
  "--disable-iconv",
  "--disable-x86asm",
  "--pkg-config=false",
  "--enable-libmp3lame",
  "--enable-encoder=libmp3lame,pcm_f32le,pcm_s16le,pcm_s24le",
  "--enable-decoder=mp3float,pcm_f32le,pcm_s16le,pcm_s24le",
  "--enable-demuxer=mp3,wav,pcm_f32le,pcm_s16le",
  "--enable-muxer=mp3,wav,pcm_f32le,pcm_s16le,null",
  "--enable-parser=mpegaudio",
  "--enable-filter=aresample,aformat,anull,atrim",
  "--enable-protocol=file,pipe",
];

/**
 * Makes `build/<target>/<ffmpeg>`, or copies the one that `CONFREC_FFMPEG` names there.
 *
 * @throws {Error} with what is missing or what failed
 */
export async function buildFfmpeg(target: Target): Promise<Ffmpeg> {
  const folder = targetFolder(target.triple);
  const path = join(folder, target.ffmpeg);
  const description = join(folder, "ffmpeg.json");
  const given = Deno.env.get("CONFREC_FFMPEG");
  if (given) {
    await forget(path);
    return await takeGivenFfmpeg(given, path, target);
  }
  const ingredients = {
    compiler: await compilerVersion(target),
    sources: [FFMPEG, LAME].map((source) => JSON.stringify(source)),
    options: [...LAME_OPTIONS, ...FFMPEG_OPTIONS, ...target.lameOptions, ...target.ffmpegOptions],
  };
  await makeWhenStale(path, ingredients, async () => {
    await Deno.writeTextFile(description, JSON.stringify(await make(target, path), null, 2));
  });
  return JSON.parse(await Deno.readTextFile(description));
}

/** The archives that the built ffmpeg came from: its licence wants them passed on. */
export async function ffmpegSources(): Promise<[ffmpeg: SourceArchive, lame: SourceArchive]> {
  return [await fetchDebianSource(FFMPEG), await fetchDebianSource(LAME)];
}

async function make(target: Target, path: string): Promise<Ffmpeg> {
  for (const [tool, debianPackage] of [["make", "make"], ["tar", "tar"], ["xz", "xz-utils"]]) {
    if (tool && hasTool(tool)) continue;
    throw new Error(
      `Cannot build ffmpeg: ${tool} is not installed; on Debian run: apt-get install ${debianPackage}`,
    );
  }
  const [ffmpeg, lame] = await ffmpegSources();
  console.error(
    `Building ffmpeg ${ffmpeg.version} with LAME ${lame.version} for ${target.triple}`,
  );
  return await withFolder(async (work) => {
    const prefix = join(work, "prefix");
    const lameSource = await unpackSource(lame, join(work, "lame"));
    await runTool("./configure", [
      `--prefix=${prefix}`,
      ...LAME_OPTIONS,
      ...target.lameOptions,
    ], { cwd: lameSource });
    await runMake(["-C", "libmp3lame", "install"], lameSource);
    await runMake(["-C", "include", "install"], lameSource);
    const ffmpegSource = await unpackSource(ffmpeg, join(work, "ffmpeg"));
    const options = [...FFMPEG_OPTIONS, ...target.ffmpegOptions];
    await runTool("./configure", [
      ...options,
      `--extra-cflags=-I${join(prefix, "include")}`,
      `--extra-ldflags=-L${join(prefix, "lib")} -static`,
    ], { cwd: ffmpegSource });
    await runMake([target.ffmpeg], ffmpegSource);
    await placeWhole(path, join(ffmpegSource, target.ffmpeg));
    return {
      version: ffmpeg.version,
      licence: "LGPL-2.1-or-later",
      lame: lame.version,
      notices: [
        sourceNotice("FFmpeg", ffmpeg, `./configure ${options.join(" ")}`),
        await Deno.readTextFile(join(ffmpegSource, "COPYING.LGPLv2.1")),
        sourceNotice(
          "LAME",
          lame,
          `./configure ${[...LAME_OPTIONS, ...target.lameOptions].join(" ")}`,
        ),
        await Deno.readTextFile(join(lameSource, "COPYING")),
      ].join("\n\n"),
    };
  });
}

async function unpackSource(archive: SourceArchive, folder: string): Promise<string> {
  await Deno.mkdir(folder);
  await runTool("tar", ["-xf", archive.path, "--strip-components=1", "-C", folder]);
  return folder;
}

async function runMake(args: string[], cwd: string): Promise<void> {
  await runTool("make", ["-s", `-j${navigator.hardwareConcurrency}`, ...args], { cwd });
}

function sourceNotice(name: string, archive: SourceArchive, configured: string): string {
  return `${name} ${archive.version}, unchanged, from the upstream archive in Debian's source package ` +
    `(SHA-256 ${archive.sha256}), built with:\n${configured}`;
}
