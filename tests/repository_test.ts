/** What holds for the project as a whole rather than for one of its parts. */
import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { WORKERS } from "../scripts/build/compile.ts";
import { project } from "../scripts/project/folders.ts";
import { projectFiles } from "../scripts/project/project_files.ts";
import { runTool } from "../scripts/project/tool.ts";

/** What each folder's files may import of ours; root.ts may be imported by all. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  ffi: [],
  dsp: [],
  formats: [],
  capture: ["ffi", "dsp", "formats"],
  post: ["capture/spool", "capture/ground", "dsp", "formats", "ffi/system"],
  cli: ["meeting", "post", "capture", "dsp", "formats", "ffi"],
};
/** npm packages that may be imported, by folder. */
const MAY_IMPORT_PACKAGES: Record<string, readonly string[]> = {
  capture: ["zod"],
  cli: ["zod"],
};

const files = await projectFiles();
const sources = files.filter((file) => file.endsWith(".ts"));
const texts = new Map(
  await Promise.all(
    files.map(async (file) => [file, await Deno.readTextFile(join(project, file))] as const),
  ),
);

Deno.test("imports point one way: cli, then post, then capture, then ffi, dsp and formats", () => {
  const wrong = sources.filter((file) => folderOf(file) in MAY_IMPORT).flatMap((file) => {
    const folder = folderOf(file);
    const allowed = [folder, "root.ts", ...MAY_IMPORT[folder] ?? []];
    return importsOf(file)
      .filter((path) => path.startsWith("."))
      .map((path) => join(dirname(file), path).replaceAll("\\", "/"))
      .filter((path) => !allowed.some((each) => path === each || path.startsWith(`${each}/`)))
      .map((path) => `${file} imports ${path}`);
  });
  assertEquals(wrong, []);
});

Deno.test("only the edges import npm packages", () => {
  const wrong = sources.filter((file) => folderOf(file) in MAY_IMPORT).flatMap((file) =>
    importsOf(file)
      .filter((path) => !/^(\.|node:)/.test(path))
      .filter((path) => !MAY_IMPORT_PACKAGES[folderOf(file)]?.includes(path))
      .map((path) => `${file} imports ${path}`)
  );
  assertEquals(wrong, []);
});

Deno.test("what a worker reaches holds no npm package, since only the main module is bundled", () => {
  for (const worker of WORKERS) {
    for (const file of reachedFrom(worker)) {
      const packages = importsOf(file, withoutTypes(file)).filter((path) =>
        !/^(\.|node:)/.test(path)
      );
      assertEquals(packages, [], `${worker} reaches ${file}`);
    }
  }
});

Deno.test("the compiled program holds exactly the workers that are started", () => {
  const started = sources.filter((file) => folderOf(file) in MAY_IMPORT).flatMap((file) =>
    [...code(file).matchAll(/"(\w+\/\w+_worker\.ts)"/g)].map(([, worker]) => worker ?? "")
  );
  assertEquals(new Set(started), new Set(WORKERS));
});

Deno.test("files of the program are found through root.ts alone: the bundle has no other folder", () => {
  const product = sources.filter((file) => folderOf(file) in MAY_IMPORT);
  assertEquals(
    product.filter((file) => /import\.meta\.(url|dirname|filename|resolve)/.test(code(file))),
    [],
  );
});

Deno.test("recording asks the time of day for dates alone: somebody may set that clock meanwhile", () => {
  const asking = sources.filter((file) => {
    return ["ffi", "dsp", "formats", "capture", "post"].includes(folderOf(file)) &&
      /\bDate\.now\(|\bnew Date\(\)/.test(code(file));
  });
  assertEquals(asking, ["capture/session/session_reporter.ts"]);
});

Deno.test("one file asks which system this is; rules that differ get it as a parameter", () => {
  const product = sources.filter((file) => folderOf(file) in MAY_IMPORT);
  // What was built for a system is found by its full name, in ffi/bundle/manifest.ts.
  const asking = product.filter((file) =>
    /Deno\.build\.os/.test(
      code(file).replaceAll("os: typeof Deno.build.os = Deno.build.os", "")
        .replaceAll("typeof Deno.build.os", ""),
    )
  );
  assertEquals(asking, ["ffi/system/platform.ts"]);
});

Deno.test("no file names the host of a package registry", async () => {
  const known = [["npmjs", "org"], ["debian", "org"], ["jsr", "io"], ["crates", "io"]];
  const hosts = [...known.map((parts) => parts.join(".")), ...await hostsOfThisMachine()];
  const naming = files.flatMap((file) =>
    hosts.filter((host) => texts.get(file)?.includes(host)).map((host) => `${file} names ${host}`)
  );
  assertEquals(naming, []);
});

Deno.test("main.ts stays under 40 lines", () => {
  const lines = texts.get("main.ts")?.split("\n").length ?? Infinity;
  assert(lines < 40, `it has ${lines}`);
});

function folderOf(file: string): string {
  return file.split("/")[0] ?? "";
}

/** A file's text without its comments, roughly: enough to look for a name in. */
function code(file: string): string {
  return (texts.get(file) ?? "").replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, "");
}

/** What a file's import and export statements name, and what it imports lazily. */
function importsOf(file: string, from: string = code(file)): string[] {
  const statements = from.matchAll(
    /^(?:import|export)\s[^"';]*?\bfrom\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm,
  );
  return [...statements].map(([, from, effect, lazy]) => from ?? effect ?? lazy ?? "");
}

/** The project's files that a module needs, itself included; types alone are not followed. */
function reachedFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const path of importsOf(file, withoutTypes(file))) {
    if (path.startsWith(".")) reachedFrom(join(dirname(file), path).replaceAll("\\", "/"), seen);
  }
  return seen;
}

function withoutTypes(file: string): string {
  return code(file).replace(/^(import|export) type\b[^;]*;/gm, "");
}

/** Where this machine's package clients go, as far as there are some. */
async function hostsOfThisMachine(): Promise<string[]> {
  const settings = await Promise.all([
    Deno.readTextFile("/etc/apt/sources.list").catch(() => ""),
    Deno.readTextFile("/etc/apt/sources.list.d/debian.sources").catch(() => ""),
    runTool("npm", ["config", "get", "registry"]).catch(() => ""),
  ]);
  return [...settings.join("\n").matchAll(/https?:\/\/([\w.-]+\.[a-z]{2,})/g)]
    .map(([, host]) => host ?? "");
}
