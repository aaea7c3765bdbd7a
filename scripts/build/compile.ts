/**
 * `deno task compile [--target TRIPLE]`: makes the executable, one file with everything inside.
 *
 * `dist/confrec` for this platform, `dist/confrec-<target>` for another.
 */
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { PACKED } from "../../ffi/bundle/manifest.ts";
import { addLauncher } from "./add_launcher.ts";
import { build, targetFromArgs } from "./build.ts";
import { tell } from "../project/tell.ts";
import { ffmpegSources } from "./build_ffmpeg.ts";
import { RNNOISE_FILE } from "./fetch_rnnoise.ts";
import { project, targetFolder } from "../project/folders.ts";
import { exists } from "../project/stamp.ts";
import type { Target } from "./targets.ts";
import { runTool } from "../project/tool.ts";

/** Modules that run in workers: `--bundle` follows imports only, so each is named here, and nowhere else. */
export const WORKERS = [
  "capture/track_worker.ts",
  "post/post_worker.ts",
] as const;

/** What is read as text: style and script of the page that `--report` writes. */
const PAGE = "meeting/page/assets";

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
 * Builds what is missing and makes the executable; returns its path.
 *
 * @throws {Error} with what is missing or what failed
 */
export async function compile(target: Target): Promise<string> {
  await build(target);
  await checkRuntime(target);
  const host = target.triple === Deno.build.target;
  const output = join(project, "dist", host ? target.program : otherName(target));
  const built = relative(project, targetFolder(target.triple));
  const packed = [target.library, target.ffmpeg, RNNOISE_FILE];
  for (const name of packed) await pack(join(project, built, name));
  const embedded = ["manifest.json", "notices.txt", ...packed.map((name) => name + PACKED)];
  const included = [...WORKERS, PAGE, ...embedded.map((name) => join(built, name))];
  await Deno.mkdir(join(project, "dist"), { recursive: true });
  try {
    await runTool(Deno.execPath(), [
      "compile",
      "--quiet",
      "--no-check",
      "--bundle",
      // It would lie in the common temporary folder under a known name, for any other user to put there first. It
      // would spare about 12 ms of 54 at the start.
      "--no-code-cache",
      ...PERMISSIONS,
      ...included.flatMap((path) => ["--include", path]),
      "--target",
      target.triple,
      "--output",
      output,
      "main.ts",
    ], { cwd: project });
  } catch (error) {
    throw explain(error as Error, target);
  }
  await addLauncher(output, target);
  await passOnSources();
  return output;
}

/** Compressed, the files take 4 MB less of the executable, and nobody waits for it: they are unpacked once. */
async function pack(path: string): Promise<void> {
  await Deno.writeFile(path + PACKED, gzipSync(await Deno.readFile(path), { level: 9 }));
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
