/**
 * `deno task test:windows [--build] [--quick] [--only unit|whole|load] [--load-minutes N] [--all] [--if-possible]`:
 * tests confrec as a Windows program, under Wine.
 *
 * `unit`: the tests of eight folders (UNIT), among them those of Windows alone, run by deno.exe. `load`: a recording of
 * 5 minutes beside them loses no frame; alone, beside processes that do nothing but keep the machine busy. `whole`: the
 * tests of the whole program drive the folder of confrec-windows.zip and read what it made with this machine's tools.
 *
 * `--quick` leaves out the recording under load, what takes a minute, and what is of numbers alone; `--all` adds files
 * that take minutes (LONG). `--build` only makes what will be tested. `--if-possible` is for machines that may have no Wine: there it says so and tests nothing. On
 * Windows itself the unit tests are run, with nothing between.
 */
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../build/build.ts";
import { makeWindowsZip } from "./windows_folder.ts";
import { tell } from "../project/tell.ts";
import { project, targetFolder } from "../project/folders.ts";
import { installMissing, WINDOWS } from "../prepare.ts";
import { projectFiles } from "../project/project_files.ts";
import { findTarget } from "../build/targets.ts";
import { runTool } from "../project/tool.ts";
import { LinuxTools } from "./linux_tools.ts";
import { VirtualCard } from "../stage/virtual_card.ts";
import { findKit, NO_KIT, requireKit, SHARE, Wine, WITHOUT_TMPDIR } from "./wine.ts";
import { unpackFolder, writeProgram } from "./wine_program.ts";

/** Folders of tests that run inside Windows. */
const UNIT = ["dsp", "formats", "ffi", "capture", "post", "meeting", "cli", "windows"];
/** Minutes long here, and of bytes alone, which are the same everywhere: only with `--all`. */
const LONG = [
  "tests/formats/mp3_info_tag_test.ts",
  "tests/post/kept_speech_test.ts",
  "tests/post/second_opinion_test.ts",
  "tests/post/echoless_test.ts",
  "tests/post/live_programme_test.ts",
  "tests/post/chunks/part_cut_test.ts",
  "tests/post/trim_test.ts",
  "tests/post/unheard_test.ts",
  "tests/post/analysis/stem_denoiser_test.ts",
  "tests/post/analysis/doubt/voice_judge_test.ts",
];
/**
 * Not with `--quick`: the first encodes for a minute; the second plays files up to a thousand times faster than they are,
 * which an overrun Wine does not always keep up with; the third writes a journal of a day, for which Wine takes minutes.
 */
const SLOW = [
  "tests/post/programme_test.ts",
  "tests/capture/session/session_files_test.ts",
  "tests/capture/session/session_day_test.ts",
];
/** Folders of numbers and words alone, which are the same everywhere: not with `--quick`. */
const NUMBERS = [
  ...["tests/dsp/", "tests/formats/", "tests/post/analysis/", "tests/post/ground/"],
  ...["tests/post/plan/", "tests/post/render/", "tests/post/outline/", "tests/post/chunks/"],
  ...["tests/post/stream/", "tests/capture/timeline/", "tests/capture/sound/"],
  ...["begin_later", "off_record", "silent_end"].map((one) =>
    `tests/capture/session/${one}_test.ts`
  ),
  ...["tests/meeting/facts/", "tests/meeting/page/", "tests/meeting/report/"],
  ...["tests/meeting/room/month/", "tests/cli/completions/", "tests/cli/help/"],
  ...["tests/cli/options/", "tests/cli/report/"],
];
/** Tests on this machine that drive the Windows program. */
const WHOLE = [
  "tests/wine/folder_test.ts",
  "tests/wine/meeting_test.ts",
  "tests/wine/record_test.ts",
  "tests/wine/recover_test.ts",
  "tests/wine/steer_test.ts",
  "tests/wine/bad_input_test.ts",
  "tests/wine/built_test.ts",
];
const LOAD = ["tests/wine/load_test.ts"];
/** Longest time for each part, without the recording under load. */
const LIMIT_MINUTES = 22;
const TEST_COMMAND = ["test", "--parallel", "-A", "--no-check"] as const;
const PARTS = ["unit", "load", "whole"] as const;

/** What the command line asks for. */
export interface Request {
  /** Without any it is only built. */
  readonly parts: readonly string[];
  readonly loadMinutes: number;
  /** Files and folders of tests that are left out. */
  readonly without: readonly string[];
}

/**
 * Runs the tests.
 *
 * @returns whether all of them passed
 * @throws {Error} when something that they need is missing
 */
export async function testWindows({ parts, loadMinutes, without }: Request): Promise<boolean> {
  await requireKit();
  await installMissing(WINDOWS);
  if (parts.length === 0) {
    await makeWindowsZip();
    return true;
  }
  const target = findTarget("x86_64-pc-windows-msvc");
  const isUnitAlone = parts.every((part) => part === "unit");
  await (isUnitAlone ? build(target) : makeWindowsZip());
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
  const isLoaded = parts.includes("unit");
  // Both at a time: the tests are the load. They end on their own, so each has a Windows of its own.
  const passed = await Promise.all([
    isLoaded ? runUnitTests(wine, copy, env, without) : true,
    parts.includes("load") ? runLoadTest(loadMinutes, isLoaded) : true,
  ]);
  // Alone: on a machine with much else to do Wine hands sound over too late for these.
  if (parts.includes("whole")) passed.push(await runWholeTests(wine));
  return passed.every(Boolean);
}

/** Runs the unit tests on this Windows. */
async function testHere({ without }: Request): Promise<boolean> {
  await build(findTarget());
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [...TEST_COMMAND, ...await unitTests(without)],
    cwd: project,
  }).spawn().status;
  return success;
}

async function unitTests(without: readonly string[]): Promise<string[]> {
  return (await projectFiles()).filter((file) =>
    UNIT.some((folder) => file.startsWith(`tests/${folder}/`)) && file.endsWith("_test.ts") &&
    !without.some((path) => file.startsWith(path))
  );
}

async function runUnitTests(
  wine: Wine,
  copy: string,
  env: Record<string, string>,
  without: readonly string[],
): Promise<boolean> {
  await using tools = await LinuxTools.start(wine);
  await using card = await VirtualCard.start();
  const deno = Wine.toWindows(join(wine.folder, "deno.exe"));
  const { success } = await wine.command(
    [deno, ...TEST_COMMAND, ...await unitTests(without)],
    {
      cwd: copy,
      env: {
        ...env,
        ...tools.env,
        DENO_JOBS: "2",
        CONFREC_SHARE: SHARE,
        PULSE: join(card.folder, "socket"),
      },
      timeoutSeconds: 60 * LIMIT_MINUTES * (without.length === 0 ? 3 : 1),
    },
  ).spawn().status;
  return success;
}

async function runWholeTests(wine: Wine): Promise<boolean> {
  const folder = await unpackFolder(wine);
  const more = { CONFREC_WINDOWS_FOLDER: folder, CONFREC_WINE_SCRIPT: wine.script };
  const program = await writeProgram(wine, folder);
  return await drive(program, WHOLE, LIMIT_MINUTES, { ...more, ...wine.env });
}

/** @param isBusy the machine has enough to do already */
async function runLoadTest(minutes: number, isBusy: boolean): Promise<boolean> {
  await using wine = await Wine.start();
  const program = await writeProgram(wine, await unpackFolder(wine));
  return await drive(program, LOAD, LIMIT_MINUTES + minutes, {
    CONFREC_LOAD_SECONDS: `${60 * minutes}`,
    ...(isBusy ? { CONFREC_BUSY: "1" } : {}),
  });
}

/** Runs tests on this machine that drive the Windows program; shows at the end what they said. */
async function drive(
  program: string,
  tests: readonly string[],
  limitMinutes: number,
  env: Record<string, string> = {},
): Promise<boolean> {
  const { success, stdout, stderr } = await new Deno.Command("timeout", {
    args: [
      ...["--kill-after=5", `${60 * limitMinutes}`],
      ...[...WITHOUT_TMPDIR, Deno.execPath(), "test", "-A", "--no-check", ...tests],
    ],
    cwd: project,
    env: { CONFREC_BIN: program, CONFREC_WINE: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  console.log(decoder.decode(stdout) + decoder.decode(stderr));
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

function requestFromArgs(args: readonly string[]): Request & { readonly ifPossible: boolean } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      build: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      "load-minutes": { type: "string", default: "5" },
      all: { type: "boolean", default: false },
      "if-possible": { type: "boolean", default: false },
    },
  });
  const { build, only, quick, all } = values;
  const loadMinutes = Number(values["load-minutes"]);
  if (only !== undefined && !PARTS.some((part) => part === only)) {
    throw new RangeError(`Cannot test only ${only}: there are ${PARTS.join(", ")}`);
  }
  if (!(loadMinutes > 0)) throw new RangeError("Cannot record for that long: --load-minutes > 0");
  return {
    parts: build
      ? []
      : only !== undefined
      ? [only]
      : PARTS.filter((part) => !quick || part !== "load"),
    loadMinutes,
    without: all ? [] : quick ? [...LONG, ...SLOW, ...NUMBERS] : LONG,
    ifPossible: values["if-possible"],
  };
}

if (import.meta.main) {
  await tell(async () => {
    const { ifPossible, ...request } = requestFromArgs(Deno.args);
    if (Deno.build.os === "windows") {
      if (!await testHere(request)) Deno.exitCode = 1;
    } else if (ifPossible && await findKit() === undefined) {
      console.error(`SKIPPED, NOTHING OF WINDOWS WAS TESTED: ${NO_KIT}`);
    } else if (!await testWindows(request)) Deno.exitCode = 1;
  });
}
