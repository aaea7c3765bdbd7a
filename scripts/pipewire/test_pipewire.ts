/**
 * `deno task test:pipewire [--quick] [--only WORD] [--suite trixie|bookworm] [--if-possible]`: tests confrec on PipeWire,
 * that of Debian 13 and of Debian 12.
 *
 * `--quick` is what CI has time for: the main tests, on Debian 13's. `--only` runs the files whose names hold a word.
 * `--if-possible` is for machines where those packages cannot be had or run: there it says so and tests nothing.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../build/build.ts";
import { findTarget } from "../build/targets.ts";
import { installMissing, PIPEWIRE } from "../prepare.ts";
import { project } from "../project/folders.ts";
import { tell } from "../project/tell.ts";
import { PipewireCard } from "../stage/pipewire/pipewire_card.ts";
import { type Suite, SUITES } from "../stage/pipewire/pipewire_packages.ts";

const FOLDER = "tests/pipewire";
const QUICK = ["sound_test.ts", "step_test.ts"];

interface Request {
  readonly suites: readonly Suite[];
  readonly files: readonly string[];
  readonly ifPossible: boolean;
}

/** Runs the tests of one release; returns whether they passed. */
async function testSuite(suite: Suite, files: readonly string[]): Promise<boolean> {
  console.error(`PipeWire of Debian ${suite}`);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", ...files],
    cwd: project,
    env: { CONFREC_PIPEWIRE_SUITE: suite },
    stdin: "null",
  }).spawn().status;
  return success;
}

/** Why it does not run on this machine; `undefined` where it does. */
async function hindrance(suite: Suite): Promise<string | undefined> {
  try {
    await installMissing(PIPEWIRE);
    await using _card = await PipewireCard.start({ suite });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function requestFromArgs(args: readonly string[]): Promise<Request> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      suite: { type: "string" },
      "if-possible": { type: "boolean", default: false },
    },
  });
  const { quick, only, suite } = values;
  const known = SUITES.filter((each) => suite === undefined || each === suite);
  if (known.length === 0) {
    throw new RangeError(`Cannot test ${suite}: there are ${SUITES.join(", ")}`);
  }
  const all = (await Array.fromAsync(Deno.readDir(join(project, FOLDER))))
    .map(({ name }) => name).filter((name) => name.endsWith("_test.ts")).sort();
  const files = (quick ? QUICK : all).filter((name) => name.includes(only));
  return {
    suites: quick ? known.slice(0, 1) : known,
    files: files.map((name) => join(FOLDER, name)),
    ifPossible: values["if-possible"],
  };
}

if (import.meta.main) {
  await tell(async () => {
    const { suites, files, ifPossible } = await requestFromArgs(Deno.args);
    if (files.length === 0) throw new RangeError("Cannot test that: no file has this in its name");
    for (const suite of suites) {
      const why = await hindrance(suite);
      if (why !== undefined && !ifPossible) throw new Error(why);
      if (why !== undefined) {
        console.error(`SKIPPED, NOTHING OF PIPEWIRE WAS TESTED: ${why}`);
        continue;
      }
      await build(findTarget());
      if (!await testSuite(suite, files)) Deno.exitCode = 1;
    }
  });
}
