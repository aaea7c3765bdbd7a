/** What holds for the project as a whole rather than for one of its parts. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { WORKERS } from "../scripts/build/bundle.ts";
import { project } from "../scripts/project/folders.ts";
import {
  circlesOf,
  codeOf,
  folderOf,
  ImportGraph,
  topOf,
} from "../scripts/project/import_graph.ts";
import { projectFiles } from "../scripts/project/project_files.ts";
import { runTool } from "../scripts/project/tool.ts";

/** What the files of a folder, or a file, may import of ours beside their own folder and root.ts. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  ffi: [],
  dsp: [],
  formats: [],
  capture: ["ffi", "dsp", "formats"],
  post: ["capture/spool", "capture/ground", "ffi/system", "dsp", "formats"],
  meeting: ["post", "capture", "dsp", "formats", "ffi"],
  "mod.ts": ["meeting", "post", "capture", "ffi"],
  cli: ["meeting", "post", "capture", "formats", "ffi"],
  "main.ts": ["cli"],
  "root.ts": [],
};
/** npm packages that may be imported, by folder. */
const MAY_IMPORT_PACKAGES: Record<string, readonly string[]> = {
  capture: ["zod"],
  cli: ["smol-toml", "zod"],
  meeting: ["zod"],
};
/** The most source files in a folder that can be looked over, and the most lines in a file. */
const MOST_FILES = 16;
const MOST_LINES = 300;
/** Folders of blocks that know nothing of each other, found by their names. */
const FLAT = ["dsp", "formats"];
/** Tests about several files of their folder together, or about a file of another kind. */
const ABOUT_SEVERAL = [
  "tests/capture/session/muted_devices_test.ts",
  "tests/capture/session/session_day_test.ts",
  "tests/capture/session/session_devices_test.ts",
  "tests/capture/session/session_files_test.ts",
  "tests/capture/timeline/aligner_property_test.ts",
  "tests/cli/bad_input_test.ts",
  "tests/cli/typical_mistakes_test.ts",
  "tests/cli/whole_run_test.ts",
  "tests/ffi/channel_map_test.ts",
  "tests/ffi/muted_test.ts",
  "tests/ffi/null_stream_test.ts",
  "tests/formats/id3_readers_test.ts",
  "tests/meeting/room/month/month_test.ts",
  "tests/post/echoless_test.ts",
  "tests/post/kept_speech_test.ts",
  "tests/post/levels_test.ts",
  "tests/post/live_programme_test.ts",
  "tests/post/loudness_test.ts",
  "tests/post/second_opinion_test.ts",
  "tests/post/trim_test.ts",
  "tests/post/unheard_test.ts",
  "tests/repository_test.ts",
  "tests/scripts/workflows_test.ts",
];
/** Folders of tests about the whole program, and about other systems. */
const ABOUT_ALL = [
  ...["tests/e2e/alone", "tests/e2e/together"],
  ...["tests/pipewire", "tests/windows", "tests/wine"],
];

const files = await projectFiles();
const texts = new Map(
  await Promise.all(
    files.map(async (file) => [file, await Deno.readTextFile(join(project, file))] as const),
  ),
);
const graph = new ImportGraph(texts);
/** All that is shipped, and all that is written to be read: that and the scripts. */
const product = graph.files.filter((file) => !["scripts", "tests"].includes(topOf(file)));
const sources = files.filter((file) => /\.(ts|c|h)$/.test(file) && topOf(file) !== "tests");

Deno.test("imports point one way: cli, then meeting, then post and capture, then ffi, dsp and formats", () => {
  const wrong = product.flatMap((file) => {
    const top = topOf(file);
    const allowed = [top, "root.ts", ...MAY_IMPORT[top] ?? []];
    return graph.imports(file).filter((path) => !allowed.some((each) => isIn(path, each)))
      .map((path) => `${file} imports ${path}`);
  });
  assertEquals(wrong, []);
});

Deno.test("every folder of the program says what it may import, and imports it", () => {
  assertEquals(unique(product.map(topOf)).filter((top) => !(top in MAY_IMPORT)), []);
  const unused = Object.entries(MAY_IMPORT).flatMap(([top, allowed]) => {
    const imported = product.filter((file) => topOf(file) === top)
      .flatMap((file) => graph.imports(file));
    return allowed.filter((each) => !imported.some((path) => isIn(path, each)))
      .map((each) => `nothing in ${top} imports ${each}`);
  });
  assertEquals(unused, []);
});

Deno.test("the program needs no script and no test, and scripts need no test", () => {
  const wrong = graph.files.filter((file) => topOf(file) !== "tests").flatMap((file) =>
    graph.imports(file)
      .filter((path) => {
        return topOf(path) === "tests" || topOf(path) === "scripts" && topOf(file) !== "scripts";
      })
      .map((path) => `${file} imports ${path}`)
  );
  assertEquals(wrong, []);
});

Deno.test("no files import each other in a circle", () => {
  assertEquals(circlesOf(graph.files, (file) => graph.imports(file)), []);
});

Deno.test("no folders import each other in a circle; a folder's own files count as a folder", () => {
  const folders = new Map([...graph.folders].filter(([folder]) => topOf(folder) !== "tests"));
  const circles = circlesOf([...folders.keys()], (folder) => folders.get(folder)?.keys() ?? []);
  assertEquals(circles, []);
});

Deno.test("a folder has so few files that one can look them over, C apart", () => {
  const counts = Map.groupBy(sources, (file) => {
    return `${folderOf(file)}: ${file.endsWith(".ts") ? "TypeScript" : "C"}`;
  });
  const large = [...counts].filter(([folder, { length }]) => {
    return length > MOST_FILES && !FLAT.some((flat) => folder === `${flat}: TypeScript`);
  });
  assertEquals(large.map(([folder, { length }]) => `${folder}: ${length}`), []);
});

Deno.test("a file is one idea, which takes no more than some pages", () => {
  const long = sources.map((file) =>
    [file, (texts.get(file) ?? "").split("\n").length - 1] as const
  )
    .filter(([, lines]) => lines > MOST_LINES);
  assertEquals(long, []);
});

Deno.test("every source file opens with a comment that says what it is", () => {
  const without = sources.filter((file) => {
    const text = (texts.get(file) ?? "").replace(/^\/\/ deno-lint-ignore-file[^\n]*\n/, "");
    return !/^(\/\*\*?\s+(\* )?|\/\/ )[^\s*][^\n]{9}/.test(text);
  });
  assertEquals(without, []);
});

Deno.test("tests stand where their sources stand, or beside a source that only tests use", () => {
  const there = new Set(files);
  const homeless = files.filter((file) => {
    const helper = file.replace(/_test\.ts$/, ".ts");
    return helper !== file && !ABOUT_ALL.includes(folderOf(file)) &&
      !there.has(helper) && !there.has(helper.replace(/^tests\//, ""));
  });
  assertEquals(homeless, ABOUT_SEVERAL);
});

Deno.test("temporary folders of scripts and tests are made in one place", () => {
  const making = graph.files.filter((file) => {
    return !product.includes(file) && /Deno\.makeTemp/.test(code(file));
  });
  // What a fuzz run could not cope with is kept for a person to look at.
  assertEquals(making, ["scripts/fuzz/fuzz_engine.ts", "scripts/stage/temporary_folder.ts"]);
});

Deno.test("only the edges import npm packages, and those that may do", () => {
  const imported = product.flatMap((file) => {
    return graph.packages(file).map((name) => `${topOf(file)} imports ${name}`);
  });
  const allowed = Object.entries(MAY_IMPORT_PACKAGES).flatMap(([top, names]) => {
    return names.map((name) => `${top} imports ${name}`);
  });
  assertEquals(unique(imported), unique(allowed));
});

Deno.test("what a worker reaches holds no npm package: it is loaded several times in each recording", () => {
  for (const worker of WORKERS) {
    for (const file of graph.reachedFrom(worker)) {
      assertEquals(graph.packages(file, "values"), [], `${worker} reaches ${file}`);
    }
  }
});

Deno.test("zod is imported as a namespace: by name all its languages would come along, 350 KB of them", () => {
  const byName = product.filter((file) => /import (type )?\{[^}]*\} from "zod"/.test(code(file)));
  assertEquals(byName, []);
});

Deno.test("the compiled program holds exactly the workers that are started", () => {
  const started = product.flatMap((file) =>
    [...code(file).matchAll(/"(\w+\/\w+_worker\.ts)"/g)].map(([, worker]) => worker ?? "")
  );
  assertEquals(new Set(started), new Set(WORKERS));
});

Deno.test("files of the program are found through root.ts alone: the bundle has no other folder", () => {
  const finding = product.filter((file) => {
    return /import\.meta\.(url|dirname|filename|resolve)/.test(code(file));
  });
  assertEquals(finding, ["root.ts"]);
});

Deno.test("recording asks the time of day for dates alone: somebody may set that clock meanwhile", () => {
  const asking = product.filter((file) => {
    return ["ffi", "dsp", "formats", "capture", "post"].includes(topOf(file)) &&
      /\bDate\.now\(|\bnew Date\(\)/.test(code(file));
  });
  assertEquals(asking, ["capture/session/session_reporter.ts"]);
});

Deno.test("timers are cancelled in one place, which sees to it that they are over then", () => {
  const others = product.filter((file) => {
    return file !== "capture/ground/timers.ts" &&
      /\bclear(Timeout|Interval)\(/.test(code(file));
  });
  assertEquals(others, []);
});

Deno.test("one file asks which system this is; rules that differ get it as a parameter", () => {
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

/** Whether a path is a folder or a file, or in it. */
function isIn(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)].sort();
}

function code(file: string): string {
  return codeOf(texts.get(file) ?? "");
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
