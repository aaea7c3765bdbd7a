/** Runs the native library's own tests under the sanitizers: `deno task test:native`. */
import { join } from "node:path";
import { fetchMiniaudio } from "./build/fetch_miniaudio.ts";
import { project } from "./project/folders.ts";
import { runTool } from "./project/tool.ts";
import { withFolder } from "./stage/temporary_folder.ts";

const COMPILER = Deno.env.get("CC") || "cc";
const STRICT = ["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];
const LIBRARIES = ["-pthread", "-ldl", "-lm"];

/** Any report ends the program with a failure: undefined behaviour too, which by default is only printed. */
const SANITIZERS = {
  "address, undefined behaviour and leaks": [
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
  ],
  "threads": ["-fsanitize=thread"],
};

/** Builds the tests with one kind of sanitizer and runs them; throws with what they said when one fails. */
async function testWith(name: string, flags: readonly string[]): Promise<void> {
  const miniaudio = await fetchMiniaudio();
  await withFolder(async (work) => {
    const compile = (source: string, more: readonly string[]) =>
      runTool(COMPILER, [
        "-g",
        ...flags,
        ...more,
        "-isystem",
        miniaudio.folder,
        "-c",
        join(project, source),
        "-o",
        join(work, `${source.replaceAll("/", "_")}.o`),
      ]);
    await Promise.all([
      compile("ffi/native/miniaudio_impl.c", ["-std=c11", "-w"]),
      compile("ffi/native/confrec_audio.c", ["-O1", ...STRICT]),
      compile("tests/native/ring_test.c", ["-O1", ...STRICT]),
      compile("tests/native/stream_test.c", ["-O1", ...STRICT]),
    ]);
    const objects = {
      ring_test: ["tests_native_ring_test.c.o"],
      stream_test: [
        "tests_native_stream_test.c.o",
        "ffi_native_confrec_audio.c.o",
        "ffi_native_miniaudio_impl.c.o",
      ],
    };
    for (const [test, parts] of Object.entries(objects)) {
      const program = join(work, test);
      await runTool(COMPILER, [
        ...flags,
        ...parts.map((part) => join(work, part)),
        "-o",
        program,
        ...LIBRARIES,
      ]);
      await runTool(program, []);
      console.log(`ok: ${test} (${name})`);
    }
  });
}

for (const [name, flags] of Object.entries(SANITIZERS)) await testWith(name, flags);
