/**
 * `deno task test:windows [--only unit|whole|load] [--load-minutes N] [--all]`: tests confrec as a Windows program, under
 * Wine.
 *
 * `unit`: the tests of every folder, and those of Windows alone (tests/windows), run by deno.exe. `whole`: the tests of
 * the whole program drive main.ts under deno.exe and read what it made with this machine's tools. `load`: a recording
 * beside busy processes loses no frame.
 */
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { build, tell } from "./build.ts";
import { project, targetFolder } from "./folders.ts";
import { projectFiles } from "./project_files.ts";
import { findTarget } from "./targets.ts";
import { runTool } from "./tool.ts";
import { ToolBridge } from "./tool_bridge.ts";
import { VirtualCard } from "./virtual_card.ts";
import { Wine } from "./wine.ts";
import { writeProgram } from "./wine_program.ts";

/** Folders of tests that run inside Windows. */
const UNIT = ["dsp", "formats", "ffi", "capture", "post", "cli", "windows"];
/** Minutes long here, and of bytes alone, which are the same everywhere: only with `--all`. */
const LONG = ["tests/formats/mp3_info_tag_test.ts", "tests/formats/fuzz_test.ts"];
/** Tests on this machine that drive the Windows program. */
const WHOLE = ["tests/e2e/record_test.ts", "tests/wine/record_test.ts"];
const LOAD = ["tests/wine/load_test.ts"];
/** Longest time for each part. */
const LIMIT_MINUTES = 7;
const PARTS = ["unit", "whole", "load"] as const;

/** What the command line asks for. */
export interface Request {
  readonly parts: readonly string[];
  readonly loadMinutes: number;
  /** Also the tests that take long and have little to do with Windows. */
  readonly all: boolean;
}

/**
 * Runs the tests.
 *
 * @returns whether all of them passed
 * @throws {Error} when something that they need is missing
 */
export async function testWindows({ parts, loadMinutes, all }: Request): Promise<boolean> {
  const target = findTarget("x86_64-pc-windows-msvc");
  await build(target);
  console.error("Starting Wine");
  await using wine = await Wine.start();
  const copy = join(wine.folder, "project");
  await copyProject(copy, target.triple);
  const cache = join(wine.folder, "deno_dir");
  await runTool(Deno.execPath(), ["install", "--entrypoint", "main.ts", "tests/assert.ts"], {
    cwd: copy,
    env: { DENO_DIR: cache },
  });
  const env = { DENO_DIR: Wine.toWindows(cache) };
  let passed = true;
  if (parts.includes("unit")) passed = await runUnitTests(wine, copy, env, all) && passed;
  const program = await writeProgram(wine, copy, env);
  if (parts.includes("whole")) passed = await drive(program, WHOLE) && passed;
  if (parts.includes("load")) passed = await drive(program, LOAD, loadMinutes) && passed;
  return passed;
}

async function runUnitTests(
  wine: Wine,
  copy: string,
  env: Record<string, string>,
  all: boolean,
): Promise<boolean> {
  await using bridge = await ToolBridge.start(wine);
  await using card = await VirtualCard.start();
  const deno = Wine.toWindows(join(wine.folder, "deno.exe"));
  const tests = (await projectFiles()).filter((file) =>
    UNIT.some((folder) => file.startsWith(`tests/${folder}/`)) && file.endsWith("_test.ts") &&
    (all || !LONG.includes(file))
  );
  const { success } = await wine.command(
    [deno, "test", "--parallel", "-A", "--no-check", ...tests],
    {
      cwd: copy,
      env: { ...env, ...bridge.env, DENO_JOBS: "2", PULSE: join(card.folder, "socket") },
      timeoutSeconds: 60 * LIMIT_MINUTES * (all ? 3 : 1),
    },
  ).spawn().status;
  return success;
}

async function drive(
  program: string,
  tests: readonly string[],
  loadMinutes?: number,
): Promise<boolean> {
  const limit = `${60 * (LIMIT_MINUTES + (loadMinutes ?? 0))}`;
  const { success } = await new Deno.Command("timeout", {
    args: ["--kill-after=5", limit, Deno.execPath(), "test", "-A", "--no-check", ...tests],
    cwd: project,
    env: {
      CONFREC_BIN: program,
      CONFREC_WINE: "1",
      ...(loadMinutes === undefined ? {} : { CONFREC_LOAD_SECONDS: `${60 * loadMinutes}` }),
    },
    stdin: "null",
  }).spawn().status;
  return success;
}

/** Wine sees only /tmp: a copy of the project, with what was built for Windows. */
async function copyProject(to: string, triple: string): Promise<void> {
  for (const file of await projectFiles()) {
    await Deno.mkdir(dirname(join(to, file)), { recursive: true });
    await Deno.copyFile(join(project, file), join(to, file));
  }
  await Deno.mkdir(join(to, "build"));
  await runTool("cp", ["-r", targetFolder(triple), join(to, "build")]);
}

function requestFromArgs(args: readonly string[]): Request {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string" },
      "load-minutes": { type: "string" },
      all: { type: "boolean" },
    },
  });
  const { only } = values;
  const loadMinutes = Number(values["load-minutes"] ?? 1);
  if (only !== undefined && !PARTS.some((part) => part === only)) {
    throw new RangeError(`Cannot test only ${only}: there are ${PARTS.join(", ")}`);
  }
  if (!(loadMinutes > 0)) throw new RangeError("Cannot record for that long: --load-minutes > 0");
  return { parts: only === undefined ? PARTS : [only], loadMinutes, all: values.all ?? false };
}

if (import.meta.main) {
  await tell(async () => {
    if (!await testWindows(requestFromArgs(Deno.args))) Deno.exitCode = 1;
  });
}
