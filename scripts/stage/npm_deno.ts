/** Deno for other platforms than this machine's, from npm; not the version that builds: npm has few of them. */
import { dirname, join } from "node:path";
import { exists } from "../project/stamp.ts";
import { buildFolder } from "../project/folders.ts";
import { packInto } from "../project/npm_pack.ts";
import { placeWhole } from "../project/place_whole.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "./temporary_folder.ts";

const VERSION = "2.9.5";

/** A Deno in npm. */
interface Package {
  readonly name: string;
  /** The program in it. */
  readonly file: string;
  /** Where it is kept. */
  readonly path: string;
}

const PACKAGES = {
  windows: {
    name: "@deno/win32-x64",
    file: "deno.exe",
    path: join(buildFolder, "wine", `deno-${VERSION}.exe`),
  },
  aarch64: {
    name: "@deno/linux-arm64-glibc",
    file: "deno",
    path: join(buildFolder, "aarch64", `deno-${VERSION}`),
  },
} as const satisfies Record<string, Package>;

/**
 * Gives a Deno, fetched once; returns its path.
 *
 * @throws {Error} when npm cannot be reached
 */
export async function fetchDeno(platform: keyof typeof PACKAGES): Promise<string> {
  const { name, file, path } = PACKAGES[platform];
  if (await exists(path)) return path;
  console.error(`Fetching ${name}@${VERSION} (npm)`);
  await Deno.mkdir(dirname(path), { recursive: true });
  await withFolder(async (work) => {
    const tarball = await packInto(work, `${name}@${VERSION}`);
    await runTool("tar", ["-xzf", tarball, "-C", work, `package/${file}`]);
    await placeWhole(path, join(work, "package", file));
  });
  return path;
}
