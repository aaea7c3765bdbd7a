/** Runs the native library's own tests under the sanitizers: `deno task test:native`. */
import { join } from "node:path";
import { NATIVE, sourcesOf, STRICT, warningsOf } from "./build/build_library.ts";
import { fetchMiniaudio } from "./build/fetch_miniaudio.ts";
import { findTarget } from "./build/targets.ts";
import { project } from "./project/folders.ts";
import { runTool } from "./project/tool.ts";
import { VirtualCard } from "./stage/virtual_card.ts";
import { withFolder } from "./stage/temporary_folder.ts";

const COMPILER = Deno.env.get("CC") || "cc";
const LIBRARIES = ["-pthread", "-ldl", "-lm"];

/** Any report ends the program with a failure: undefined behaviour too, which by default is only printed. */
const SANITIZERS = {
  "address, undefined behaviour and leaks": [
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
  ],
  "threads": ["-fsanitize=thread"],
};

/**
 * Builds the tests with one kind of sanitizer and runs them; throws with what they said when one fails.
 *
 * @param server the address of a PulseAudio server that nobody else uses, on systems that have such
 */
async function testWith(
  name: string,
  flags: readonly string[],
  server: readonly string[],
): Promise<void> {
  const miniaudio = await fetchMiniaudio();
  await withFolder(async (work) => {
    const compile = async (source: string, more: readonly string[]) => {
      const object = join(work, `${source.replaceAll("/", "_")}.o`);
      await runTool(COMPILER, [
        "-g",
        "-O1",
        "-std=c11",
        ...flags,
        ...more,
        "-isystem",
        miniaudio.folder,
        "-c",
        join(project, source),
        "-o",
        object,
      ]);
      return object;
    };
    const library = await Promise.all(
      sourcesOf(findTarget()).map((source) => compile(`${NATIVE}/${source}`, warningsOf(source))),
    );
    const follower = library.filter((object) => object.endsWith("follower.c.o"));
    const both = { stream_test: library, uses_test: library };
    const tests = { ring_test: [], follower_test: follower, ...both };
    for (const [test, objects] of Object.entries(tests)) {
      const own = await compile(`tests/native/${test}.c`, ["-D_GNU_SOURCE", ...STRICT]);
      const program = join(work, test);
      await runTool(COMPILER, [
        ...flags,
        own,
        ...objects,
        "-o",
        program,
        ...LIBRARIES,
      ]);
      await runTool(program, test === "uses_test" ? server : []);
      console.log(`ok: ${test} (${name})`);
    }
  });
}

await using stack = new AsyncDisposableStack();
const card = Deno.build.os === "linux" ? stack.use(await VirtualCard.start()) : undefined;
const server = card === undefined ? [] : [card.env.PULSE_SERVER ?? ""];
for (const [name, flags] of Object.entries(SANITIZERS)) await testWith(name, flags, server);
