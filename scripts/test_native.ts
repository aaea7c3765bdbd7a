/**
 * `deno task test:native [--target TRIPLE]`: runs the native library's own tests, here under the sanitizers; those for
 * AArch64 under qemu, which has none.
 */
import { join } from "node:path";
import { NATIVE, sourcesOf, STRICT, warningsOf } from "./build/build_library.ts";
import { targetFromArgs } from "./build/build.ts";
import { fetchMiniaudio } from "./build/fetch_miniaudio.ts";
import type { Target } from "./build/targets.ts";
import { project } from "./project/folders.ts";
import { tell } from "./project/tell.ts";
import { runTool } from "./project/tool.ts";
import { withFolder } from "./stage/temporary_folder.ts";
import { VirtualCard } from "./stage/virtual_card.ts";

const LIBRARIES = ["-pthread", "-ldl", "-lm"];

/** Any report ends the program with a failure: undefined behaviour too, which by default is only printed. */
const SANITIZERS: Readonly<Record<string, readonly string[]>> = {
  "address, undefined behaviour and leaks": [
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
  ],
  "threads": ["-fsanitize=thread"],
};

/** What runs a program for another processor, with Debian's libraries for that. */
export const QEMU_AARCH64: readonly string[] = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"];

/** How the tests of a target are built and run. */
interface Way {
  readonly name: string;
  readonly flags: readonly string[];
  /** The command line that stands before a test's own. */
  readonly runner: readonly string[];
  /** The address of a PulseAudio server that nobody else uses, where the library can reach one. */
  readonly server: readonly string[];
}

/** Builds the tests in one way and runs them; throws with what they said when one fails. */
async function testIn({ name, flags, runner, server }: Way, target: Target): Promise<void> {
  const miniaudio = await fetchMiniaudio();
  await withFolder(async (work) => {
    const compile = async (source: string, more: readonly string[]) => {
      const object = join(work, `${source.replaceAll("/", "_")}.o`);
      await runTool(target.compiler, [
        ...["-g", "-O1", "-std=c11", ...flags, ...more, "-isystem", miniaudio.folder],
        ...["-c", join(project, source), "-o", object],
      ]);
      return object;
    };
    const library = await Promise.all(
      sourcesOf(target).map((source) => compile(`${NATIVE}/${source}`, warningsOf(source))),
    );
    const follower = library.filter((object) => object.endsWith("follower.c.o"));
    const both = { stream_test: library, uses_test: library };
    const tests = { ring_test: [], follower_test: follower, ...both };
    for (const [test, objects] of Object.entries(tests)) {
      const own = await compile(`tests/native/${test}.c`, ["-D_GNU_SOURCE", ...STRICT]);
      const program = join(work, test);
      await runTool(target.compiler, [...flags, own, ...objects, "-o", program, ...LIBRARIES]);
      const [command = "", ...args] = [...runner, program];
      await runTool(command, test === "uses_test" ? [...args, ...server] : args);
      console.log(`ok: ${test} (${name})`);
    }
  });
}

/**
 * Runs all tests of a target.
 *
 * @throws {Error} with what the one that failed has said
 */
export async function testNative(target: Target): Promise<void> {
  if (target.triple !== Deno.build.target) {
    // There is no libpulse for another processor.
    await testIn({ name: target.triple, flags: [], runner: QEMU_AARCH64, server: [] }, target);
    return;
  }
  await using stack = new AsyncDisposableStack();
  const card = Deno.build.os === "linux" ? stack.use(await VirtualCard.start()) : undefined;
  const server = card === undefined ? [] : [card.env.PULSE_SERVER ?? ""];
  for (const [name, flags] of Object.entries(SANITIZERS)) {
    await testIn({ name, flags, runner: [], server }, target);
  }
}

if (import.meta.main) await tell(() => testNative(targetFromArgs(Deno.args)));
