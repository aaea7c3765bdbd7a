/** Windows programs on a Linux machine: Wine, unpacked for the tests alone, and a Deno for Windows. */
import { isAbsolute, join, relative } from "node:path";
import { buildFolder, inTemporaryFolder, project } from "./folders.ts";
import { exists } from "./stamp.ts";
import { hasTool, runTool } from "./tool.ts";

/** The Windows Deno of these tests, from npm; not the version that builds: npm has few of them. */
const DENO_PACKAGE = "@deno/win32-x64@2.9.5";
/** The project's neighbour that knows where to get Wine: scripts `get-wine` and `wine`, described in their README. */
export const KIT: string = join(project, "..", "shared", "wine");
/** Wine sees this folder of Linux and no other. */
const SHARED = "/tmp";

/** How a Windows program is run. */
export interface WineOptions {
  /** Path as Linux sees it, below /tmp. */
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** It is killed after so many seconds, with all that it has started. */
  readonly timeoutSeconds: number;
}

/** A Windows of our own: an empty drive C:, Linux' /tmp as Z:\tmp, and Deno. Its folder goes with it. */
export class Wine implements AsyncDisposable {
  /** The folder below /tmp that everything is in. */
  readonly folder: string;
  readonly #wine: string;

  private constructor(folder: string, wine: string) {
    this.folder = folder;
    this.#wine = wine;
  }

  /**
   * Unpacks what is needed, and makes a new Windows.
   *
   * @throws {Error} with what is missing
   */
  static async start(): Promise<Wine> {
    const unpacked = await unpackWine();
    const deno = await fetchDeno();
    const wine = new Wine(
      await Deno.makeTempDir({ dir: SHARED, prefix: "confrec-wine-" }),
      unpacked,
    );
    try {
      await Deno.copyFile(deno, join(wine.folder, "deno.exe"));
      await Deno.mkdir(join(wine.folder, "home"));
      // Wine without a UTF-8 locale, which its packages do not bring, knows only file names in ASCII.
      await runTool("cp", ["-r", "/usr/lib/locale/C.utf8", join(wine.folder, "C.utf8")]);
      await wine.run(["wineboot", "-i"], { timeoutSeconds: 120, env: { WAIT: "1" } });
      if (await exists(join(wine.folder, "prefix", "system.reg"))) return wine;
      throw new Error("Cannot start Wine: it made no registry");
    } catch (error) {
      await wine[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The command line of a Windows program, as Linux runs it. */
  command(args: readonly string[], { cwd, env, timeoutSeconds }: WineOptions): Deno.Command {
    return new Deno.Command("timeout", {
      args: ["--kill-after=5", `${timeoutSeconds}`, "sh", join(KIT, "wine"), ...args],
      cwd: cwd ?? this.folder,
      env: { ...this.env, ...env },
      stdin: "null",
    });
  }

  /** What the script `wine` wants to know. */
  get env(): Record<string, string> {
    return {
      W: this.#wine,
      WINEPREFIX: join(this.folder, "prefix"),
      WHOME: join(this.folder, "home"),
      LOCPATH: this.folder,
      PULSE: join(this.folder, "no-sound-server"),
      RUST_BACKTRACE: "0",
    };
  }

  /** Runs a Windows program to its end. */
  async run(args: readonly string[], options: WineOptions): Promise<Deno.CommandOutput> {
    return await this.command(args, options).output();
  }

  /** A path as Windows programs take it. */
  static toWindows(path: string): string {
    return `Z:${path.replaceAll("/", "\\")}`;
  }

  /** Where a path of a Windows program is on Linux; text that is no absolute path is given back as it is. */
  toLinux(path: string): string {
    const [, drive, rest] = /^([a-z]):[\\/](.*)$/is.exec(path) ?? [];
    if (drive === undefined || rest === undefined) return path;
    const root = drive.toLowerCase() === "z" ? "/" : join(this.folder, "prefix", "drive_c");
    return join(root, rest.replaceAll("\\", "/"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Whether this machine can have a Wine at all; the reason why not. */
export async function lackOfWine(): Promise<string | undefined> {
  if (!await exists(join(KIT, "get-wine"))) {
    return `${
      relative(Deno.cwd(), KIT)
    } is not there, whose scripts get-wine and wine unpack and run Wine`;
  }
  const tools = ["apt-get", "dpkg-deb", "bwrap", "timeout"].filter((tool) => !hasTool(tool));
  return tools.length === 0
    ? undefined
    : `${tools.join(", ")} not installed (bwrap is in bubblewrap)`;
}

/** Wine's files, unpacked once. */
async function unpackWine(): Promise<string> {
  const lack = await lackOfWine();
  if (lack !== undefined) throw new Error(`Cannot run Windows programs: ${lack}`);
  const folder = join(buildFolder, "wine");
  if (!await exists(join(folder, "root", "usr", "lib", "wine", "wine64"))) {
    console.error("Unpacking Wine (125 MB to fetch)");
  }
  await runTool("bash", [join(KIT, "get-wine"), folder]);
  return folder;
}

/** deno.exe, fetched once. */
async function fetchDeno(): Promise<string> {
  const path = join(buildFolder, "wine", `${DENO_PACKAGE.replace(/^.*@/, "deno-")}.exe`);
  if (await exists(path)) return path;
  console.error(`Fetching ${DENO_PACKAGE} (npm)`);
  await inTemporaryFolder(async (work) => {
    const packed = await runTool("npm", [
      ...["pack", DENO_PACKAGE, "--silent", "--ignore-scripts", "--pack-destination", work],
    ]);
    const archive = packed.trim().split("\n").at(-1) ?? "";
    const file = isAbsolute(archive) ? archive : join(work, archive);
    await runTool("tar", ["-xzf", file, "-C", work, "package/deno.exe"]);
    await Deno.copyFile(join(work, "package", "deno.exe"), `${path}.part`);
    await Deno.rename(`${path}.part`, path);
  });
  return path;
}
