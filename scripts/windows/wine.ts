/** Windows programs on a Linux machine: Wine, unpacked for the tests alone, and a Deno for Windows. */
import { join } from "node:path";
import { buildFolder, project } from "../project/folders.ts";
import { fetchDeno } from "../stage/npm_deno.ts";
import { exists } from "../project/stamp.ts";
import { runTool } from "../project/tool.ts";
import { TemporaryFolder } from "../stage/temporary_folder.ts";

/** Where the scripts `get-wine` and `wine` may be, which know where to get Wine; their README describes them. */
const KITS = [
  Deno.env.get("CONFREC_WINE_KIT") ?? "",
  // Beside the checkout.
  join(project, "..", "shared", "wine"),
];
/** Wine sees this folder of Linux and no other. */
const SHARED = "/tmp";
/** In front of a command: with that variable set Wine 10 dies at once ("free(): invalid pointer"). */
export const WITHOUT_TMPDIR: readonly string[] = ["env", "-u", "TMPDIR"];

/** A share of another machine, as Windows programs name it. */
export const SHARE = "\\\\confrec\\share";

/** How a Windows program is run. */
export interface WineOptions {
  /** Path as Linux sees it, below /tmp. */
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** It is killed after so many seconds, with all that it has started. */
  readonly timeoutSeconds: number;
}

/** A Windows of our own: an empty drive C:, Linux' /tmp as Z:\tmp, and Deno. Its folder goes with it. */
export class Wine implements Disposable {
  /** The folder below /tmp that everything is in. */
  readonly folder: string;
  /** The script that runs a Windows program. */
  readonly script: string;
  readonly #temporary: TemporaryFolder;
  readonly #root: string;

  private constructor(temporary: TemporaryFolder, kit: string, root: string) {
    this.#temporary = temporary;
    this.folder = temporary.path;
    this.script = join(kit, "wine");
    this.#root = root;
  }

  /**
   * Unpacks what is needed, and makes a new Windows.
   *
   * @throws {Error} with what is missing
   */
  static async start(): Promise<Wine> {
    const kit = await requireKit();
    const root = await unpackWine(kit);
    const deno = await fetchDeno("windows");
    const wine = new Wine(new TemporaryFolder({ parent: SHARED }), kit, root);
    try {
      await Deno.copyFile(deno, join(wine.folder, "deno.exe"));
      await Deno.mkdir(join(wine.folder, "home"));
      // Wine without a UTF-8 locale, which its packages do not bring, knows only file names in ASCII.
      await runTool("cp", ["-r", "/usr/lib/locale/C.utf8", join(wine.folder, "C.utf8")]);
      await wine.run(["wineboot", "-i"], { timeoutSeconds: 120, env: { WAIT: "1" } });
      if (await exists(join(wine.folder, "prefix", "system.reg"))) {
        await wine.#share();
        return wine;
      }
      throw new Error("Cannot start Wine: it made no registry");
    } catch (error) {
      wine[Symbol.dispose]();
      throw error;
    }
  }

  /** The command line of a Windows program, as Linux runs it. */
  command(args: readonly string[], { cwd, env, timeoutSeconds }: WineOptions): Deno.Command {
    return new Deno.Command("timeout", {
      args: [
        ...["--kill-after=5", `${timeoutSeconds}`],
        ...[...WITHOUT_TMPDIR, "sh", this.script, ...args],
      ],
      cwd: cwd ?? this.folder,
      env: { ...this.env, ...env },
      stdin: "null",
    });
  }

  /** What the script `wine` wants to know. */
  get env(): Record<string, string> {
    return {
      W: this.#root,
      WINEPREFIX: join(this.folder, "prefix"),
      WHOME: join(this.folder, "home"),
      LOCPATH: this.folder,
      PULSE: join(this.folder, "no-sound-server"),
      RUST_BACKTRACE: "0",
    };
  }

  /** Wine finds what is "on other machines" in a folder, too: a network share without a network. */
  async #share(): Promise<void> {
    const machine = join(this.folder, "prefix", "dosdevices", "unc", "confrec");
    const shared = join(this.folder, "share");
    await Deno.mkdir(machine, { recursive: true });
    await Deno.mkdir(shared);
    await Deno.symlink(shared, join(machine, "share"));
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

  [Symbol.dispose](): void {
    this.#temporary[Symbol.dispose]();
  }
}

/** What to say where there is no kit. */
export const NO_KIT = "the scripts get-wine and wine, which unpack and run Wine, are not in " +
  "../shared/wine beside this project; name their folder in CONFREC_WINE_KIT";

/** The folder with the scripts that get and run Wine. */
export async function findKit(): Promise<string | undefined> {
  for (const folder of KITS) {
    if (folder !== "" && await exists(join(folder, "get-wine"))) return folder;
  }
  return undefined;
}

/**
 * The same for whoever cannot go on without it.
 *
 * @throws {Error} when there is none, with what to do
 */
export async function requireKit(): Promise<string> {
  const kit = await findKit();
  if (kit === undefined) throw new Error(`Cannot run Windows programs: ${NO_KIT}`);
  return kit;
}

/** Wine's files, unpacked once. */
async function unpackWine(kit: string): Promise<string> {
  const folder = join(buildFolder, "wine");
  if (!await exists(join(folder, "root", "usr", "lib", "wine", "wine64"))) {
    console.error("Unpacking Wine (125 MB to fetch)");
  }
  await runTool("bash", [join(kit, "get-wine"), folder]);
  return folder;
}
