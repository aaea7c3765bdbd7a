/** A Debian unpacked into a folder: nothing is installed, and nothing of it runs but what a test runs in it. */
import { join } from "node:path";
import { buildFolder } from "../project/folders.ts";
import { privateApt } from "../project/private_apt.ts";
import { exists } from "../project/stamp.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

/** A release of Debian. */
export interface Suite {
  readonly name: "bullseye" | "bookworm" | "trixie";
  readonly version: 11 | 12 | 13;
}

/** Those that confrec is tried on; the first has the oldest glibc that it runs with, as Ubuntu 20.04 has. */
export const SUITES: readonly Suite[] = [
  { name: "bullseye", version: 11 },
  { name: "bookworm", version: 12 },
  { name: "trixie", version: 13 },
];

/** A shell and the usual commands: no compiler, no Node, no sound. */
const BASE = ["base-files", "base-passwd", "bash", "coreutils", "grep", "sed", "libc-bin"];

/** Folders that are links into /usr in every Debian since 12, before a package is unpacked. */
const MERGED = ["bin", "lib", "lib64", "sbin"];

/**
 * Unpacks a Debian with some packages, and what they depend on; what was unpacked before is used again.
 *
 * @param more packages beside a shell and the usual commands
 * @returns the folder
 * @throws {Error} when the archive cannot be reached
 */
export async function debianRoot(suite: Suite, more: readonly string[] = []): Promise<string> {
  const name = [suite.name, ...more].join("+");
  const root = join(buildFolder, "bare", name);
  if (await exists(join(root, "etc", "debian_version"))) return root;
  console.error(`Unpacking Debian ${suite.version} (${name})`);
  await withFolder(async (work) => {
    const options = await privateApt(work, { type: "deb", suite: suite.name });
    await runTool("apt-get", [...options, "-o", "APT::Update::Error-Mode=any", "update"]);
    const download = ["install", "--download-only", "--yes", "--no-install-recommends"];
    await runTool("apt-get", [...options, ...download, ...BASE, ...more]);
    const part = `${root}.part`;
    await Deno.remove(part, { recursive: true }).catch(() => {});
    await Deno.mkdir(join(part, "usr"), { recursive: true });
    for (const folder of MERGED) {
      await Deno.mkdir(join(part, "usr", folder), { recursive: true });
      await Deno.symlink(join("usr", folder), join(part, folder));
    }
    const archives = join(work, "apt", "cache", "archives");
    for await (const entry of Deno.readDir(archives)) {
      if (!entry.name.endsWith(".deb")) continue;
      const unpack = 'dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"';
      await runTool("sh", ["-c", unpack, "sh", join(archives, entry.name), part]);
    }
    await Deno.rename(part, root);
  });
  return root;
}

/** What a program in it sees beside Debian. */
export interface InsideOptions {
  /** A folder of this machine that is the user's own there; it may be written to. */
  readonly home: string;
  /** Folders of this machine that are there at the same place. */
  readonly shared?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How it ended. */
export interface InsideResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of bash in it, as a user who is not root, without network; Debian itself cannot be written to. */
export async function runInside(
  root: string,
  script: string,
  { home, shared = [], env = {} }: InsideOptions,
): Promise<InsideResult> {
  const variables = { HOME: "/home/user", PATH: "/home/user/.local/bin:/usr/bin:/bin", ...env };
  const { code, stdout, stderr } = await new Deno.Command("bwrap", {
    args: [
      ...["--unshare-all", "--die-with-parent", "--new-session", "--clearenv"],
      ...["--uid", "1000", "--gid", "1000", "--ro-bind", root, "/"],
      ...["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", "/home"],
      ...["--bind", home, "/home/user", "--chdir", "/home/user"],
      ...shared.flatMap((folder) => ["--bind", folder, folder]),
      ...Object.entries(variables).flatMap(([name, value]) => ["--setenv", name, value]),
      ...["bash", "-euo", "pipefail", "-c", script],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
