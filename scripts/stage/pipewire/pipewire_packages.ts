/** PipeWire on a machine that has none: Debian's packages, unpacked beside the project and run without being installed. */
import { join } from "node:path";
import { privateApt } from "../../project/private_apt.ts";
import { buildFolder } from "../../project/folders.ts";
import { exists } from "../../project/stamp.ts";
import { runTool } from "../../project/tool.ts";

/** Debian releases whose PipeWire is tried: 12 has 0.3.65, 13 has 1.4. */
export const SUITES = ["trixie", "bookworm"] as const;

/** One of them. */
export type Suite = typeof SUITES[number];

const PACKAGES = [
  ...["pipewire", "pipewire-bin", "pipewire-pulse", "wireplumber", "libspa-0.2-modules"],
  ...["dbus-daemon", "pulseaudio-utils", "coreutils", "dash"],
];
/** Folders that older releases have beside those of /usr, and newer ones in them. */
const MERGED = ["bin", "sbin", "lib", "lib64"];

/**
 * Unpacks them once: some 100 MB to fetch, half a minute.
 *
 * @returns the folder that serves as the root of those programs
 * @throws {Error} when they cannot be had here
 */
export async function unpackPipewire(suite: Suite): Promise<string> {
  const folder = join(buildFolder, "pipewire", suite);
  const root = join(folder, "root");
  const done = join(folder, "done");
  if (await exists(done)) return root;
  console.error(`Unpacking PipeWire of Debian ${suite} (100 MB to fetch)`);
  await Deno.mkdir(root, { recursive: true });
  try {
    const options = await privateApt(folder, { type: "deb", suite });
    await runTool("apt-get", [...options, "-o", "APT::Update::Error-Mode=any", "update"]);
    const install = ["install", "--download-only", "--no-install-recommends", ...PACKAGES];
    await runTool("apt-get", [...options, "-y", ...install]);
  } catch (error) {
    throw new Error(`Cannot fetch PipeWire's packages: ${(error as Error).message}`);
  }
  const archives = join(folder, "apt", "cache", "archives");
  for await (const { name } of Deno.readDir(archives)) {
    if (name.endsWith(".deb")) await runTool("dpkg-deb", ["-x", join(archives, name), root]);
  }
  await mergeIntoUsr(root);
  const id = `${Deno.uid() ?? 0}`;
  await Deno.writeTextFile(join(root, "etc", "passwd"), `tester:x:${id}:${id}::/:/bin/sh\n`);
  await Deno.writeTextFile(join(root, "etc", "group"), `tester:x:${id}:\n`);
  await Deno.remove(join(folder, "apt"), { recursive: true });
  await Deno.writeTextFile(done, "");
  return root;
}

async function mergeIntoUsr(root: string): Promise<void> {
  for (const name of MERGED) {
    const from = join(root, name);
    const info = await Deno.lstat(from).catch(() => undefined);
    if (!info?.isDirectory) continue;
    await Deno.mkdir(join(root, "usr", name), { recursive: true });
    await runTool("cp", ["-a", `${from}/.`, join(root, "usr", name)]);
  }
}

/** Where logind says who is logged in: WirePlumber 0.4 does not start without, although nobody is. */
const LOGIND = ["machines", "seats", "sessions", "users"].map((name) => `/run/systemd/${name}`);

/**
 * The command line of a program of those packages, with a runtime folder and a home of its own. It has the process id
 * that it has outside, and ends with who started it.
 */
export function insideCommand(
  root: string,
  folder: string,
  args: readonly string[],
): string[] {
  const usr = join(root, "usr");
  const links = MERGED.flatMap((name) => ["--symlink", `usr/${name}`, `/${name}`]);
  const settings = {
    HOME: folder,
    PATH: "/usr/bin:/usr/sbin",
    XDG_RUNTIME_DIR: folder,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, "bus")}`,
    LANG: "C.UTF-8",
  };
  return [
    ...["bwrap", "--die-with-parent", "--ro-bind", usr, "/usr", ...links],
    ...["--ro-bind", join(root, "etc"), "/etc", "--tmpfs", "/run", "--tmpfs", "/var"],
    ...LOGIND.flatMap((path) => ["--dir", path]),
    ...["--dev", "/dev", "--proc", "/proc", "--bind", folder, folder],
    ...Object.entries(settings).flatMap(([name, value]) => ["--setenv", name, value]),
    ...args,
  ];
}
