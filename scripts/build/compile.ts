/**
 * `deno task compile [--target TRIPLE]`: makes the executable, one file with everything inside.
 *
 * `dist/confrec` for this platform, `dist/confrec-<target>` for another.
 */
import { dirname, join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { LIGHTLY_PACKED, PACKED } from "../../ffi/bundle/manifest.ts";
import { addLauncher } from "./add_launcher.ts";
import { build, targetFromArgs } from "./build.ts";
import { bundleProgram, MAIN } from "./bundle.ts";
import { tell } from "../project/tell.ts";
import { ffmpegSources } from "./build_ffmpeg.ts";
import { RNNOISE_FILE } from "./fetch_rnnoise.ts";
import { project, targetFolder } from "../project/folders.ts";
import { exists } from "../project/stamp.ts";
import type { Target } from "./targets.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

/** What the program may do; `docs/security.md` gives the reason for each. */
export const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-run",
  "--allow-ffi",
  "--allow-env",
  "--allow-sys",
  "--deny-net",
  "--deny-import",
  "--no-prompt",
] as const;

/**
 * Each of the five threads that run TypeScript has a heap for young objects. V8 lets it grow to tens of megabytes and does not
 * take that back, for a program that has a few alive. So small it costs no time, and eight hours at 48 times the pace take 186
 * MB instead of 242.
 */
const V8_FLAGS = ["--max-semi-space-size=2"];

/**
 * Builds what is missing and makes the executable; returns its path.
 *
 * @throws {Error} with what is missing or what failed
 */
export async function compile(target: Target): Promise<string> {
  await build(target);
  await checkRuntime(target);
  const host = target.triple === Deno.build.target;
  const output = join(project, "dist", host ? target.program : otherName(target));
  await Deno.mkdir(join(project, "dist"), { recursive: true });
  await withFolder(async (folder) => {
    const files = [...await bundleProgram(folder), ...await layOut(target, folder)];
    try {
      await runTool(Deno.execPath(), compileArguments(target, files, output), { cwd: folder });
    } catch (error) {
      throw explain(error as Error, target);
    }
  });
  await addLauncher(output, target);
  await passOnSources();
  return output;
}

function compileArguments(target: Target, files: readonly string[], output: string): string[] {
  const included = files.filter((path) => path !== MAIN).flatMap((path) => ["--include", path]);
  return [
    ...["compile", "--quiet", "--no-check", "--no-config", "--no-lock"],
    // It would lie in the common temporary folder under a known name, for any other user to put there first. It
    // would spare about 4 ms of 30 at the start.
    "--no-code-cache",
    `--v8-flags=${V8_FLAGS.join(",")}`,
    ...PERMISSIONS,
    ...included,
    ...["--target", target.triple, "--output", output, MAIN],
  ];
}

/** Puts what is no module where the program looks for it; returns the paths in the folder. */
async function layOut(target: Target, folder: string): Promise<string[]> {
  const built = targetFolder(target.triple);
  const within = relative(project, built);
  const paths: string[] = [];
  const put = async (path: string, bytes: Uint8Array) => {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeFile(join(folder, path), bytes);
    paths.push(path);
  };
  for (const path of await pageFiles()) await put(path, await Deno.readFile(join(project, path)));
  const from = (name: string) => Deno.readFile(join(built, name));
  await put(join(within, "manifest.json"), await from("manifest.json"));
  // The program reads all of itself when it starts, so that each megabyte costs a millisecond; they are unpacked once.
  for (const name of [target.library, target.ffmpeg, "notices.txt"]) {
    await put(join(within, name + PACKED), pack(await from(name)));
  }
  // Unpacked in each recording, and no smaller for it.
  await put(
    join(within, RNNOISE_FILE + LIGHTLY_PACKED),
    gzipSync(await from(RNNOISE_FILE), { level: 9 }),
  );
  return paths;
}

/** What is read as text: style and script of the page that `--report` writes. */
export async function pageFiles(): Promise<string[]> {
  const folder = "meeting/page/assets";
  const entries = await Array.fromAsync(Deno.readDir(join(project, folder)));
  return entries.map(({ name }) => `${folder}/${name}`).sort();
}

function pack(bytes: Uint8Array): Uint8Array {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/** FFmpeg's and LAME's licence: who passes the program on passes their source on. */
async function passOnSources(): Promise<void> {
  if (Deno.env.get("CONFREC_FFMPEG")) return;
  const folder = join(project, "dist", "source");
  await Deno.mkdir(folder, { recursive: true });
  const [ffmpeg, lame] = await ffmpegSources();
  await Deno.copyFile(ffmpeg.path, join(folder, `ffmpeg-${ffmpeg.version}.tar.xz`));
  await Deno.copyFile(lame.path, join(folder, `lame-${lame.version}.tar.gz`));
}

/** `DENORT_BIN` is taken as it is, also for a platform that it does not run on; better to see that now. */
async function checkRuntime(target: Target): Promise<void> {
  const runtime = Deno.env.get("DENORT_BIN");
  if (!runtime) return;
  if (!await exists(runtime)) {
    throw new Error(`Cannot compile: DENORT_BIN names ${runtime}, which is not there`);
  }
  using file = await Deno.open(runtime);
  const head = new Uint8Array(20);
  await file.read(head);
  const kind = kindOfProgram(head);
  if (target.triple.includes(kind)) return;
  throw new Error(
    `Cannot compile for ${target.triple}: DENORT_BIN names a program for ${kind}; ` +
      `name a denort for ${target.triple}, or unset it to have Deno download one`,
  );
}

/** The part of a target's name that the first bytes of a program tell. */
function kindOfProgram(head: Uint8Array): string {
  const [first, second] = head;
  if (first === 0x4d && second === 0x5a) return "windows";
  if (first === 0xcf && second === 0xfa) return "apple";
  if (first !== 0x7f) return "no platform";
  // ELF's e_machine: 0x3e is x86-64, 0xb7 is AArch64.
  return head[18] === 0x3e ? "x86_64-unknown-linux" : "aarch64-unknown-linux";
}

function explain(error: Error, target: Target): Error {
  if (!/denort|download/i.test(error.message)) return error;
  return new Error(
    `Cannot compile for ${target.triple}: Deno could not download denort, its runtime for executables; ` +
      `connect this machine to the network, or name a denort of version ${Deno.version.deno} for ` +
      `${target.triple} in DENORT_BIN\n(${
        error.message.trim().split("\n").at(-1)?.trim().replace(/^\d+: /, "")
      })`,
  );
}

function otherName(target: Target): string {
  const [stem, ...suffix] = target.program.split(".");
  return [`${stem}-${target.triple}`, ...suffix].join(".");
}

if (import.meta.main) {
  await tell(async () => {
    const path = await compile(targetFromArgs(Deno.args));
    const { size } = await Deno.stat(path);
    console.error(`Made ${relative(Deno.cwd(), path)}, ${(size / 1e6).toFixed(1)} MB`);
  });
}
