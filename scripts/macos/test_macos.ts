/**
 * `deno task test:macos`: compiles and links the native library for both kinds of Mac, on Linux, and holds what was made
 * against what Deno binds. Nothing of it runs: there is no Mac here.
 *
 * The C library's headers are Apple's own, of the open part of macOS; the frameworks' are made from Free Pascal's
 * translations of Apple's.
 */
import { join } from "node:path";
import { symbols } from "../../ffi/symbols.ts";
import { buildLibrary, NATIVE } from "../build/build_library.ts";
import { fetchMiniaudio, type Miniaudio } from "../build/fetch_miniaudio.ts";
import { findTarget, type Target } from "../build/targets.ts";
import { project, targetFolder } from "../project/folders.ts";
import { forget } from "../project/stamp.ts";
import { tell } from "../project/tell.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";
import { type Check, CHECKS, pointerCheck } from "./checks.ts";
import { calledByName, writeFrameworkHeaders } from "./framework_headers.ts";
import { fetchInterfaces } from "./interfaces.ts";
import { readMachLibrary } from "./mach_o.ts";
import { readPascal } from "./read_pascal.ts";
import { macCompiler, macFolder } from "./zig.ts";

const ARCHES = ["x86_64", "aarch64"] as const;
/** The one library that every Mac has: C, threads and Mach. Frameworks are looked for while the program runs. */
const SYSTEM = "/usr/lib/libSystem.B.dylib";
/** What the linker itself adds. */
const LINKERS = ["__dso_handle", "_mh_dylib_header"];

/** What the linker proves with a piece that is none of our code. */
const LOST = { name: "a call of a function that macOS's C library lacks is refused" };

/** What is proven by the library's having been made. */
const MADE = {
  name: "our C files compile without a warning, and call nothing that macOS's C library lacks",
};

/** Makes and checks everything; throws with what the first failure said. */
export async function testMacos(): Promise<void> {
  const miniaudio = await fetchMiniaudio();
  const header = await Deno.readTextFile(join(miniaudio.folder, "miniaudio.h"));
  const found = readPascal(await fetchInterfaces());
  const headers = join(macFolder, "include");
  const names = await writeFrameworkHeaders(found, header, headers);
  console.log(`ok: ${names.length} names of Apple's frameworks are declared`);
  const checks = [...CHECKS, pointerCheck(calledByName(header))];
  for (const arch of ARCHES) {
    const target = findTarget(`${arch}-apple-darwin`);
    const compileFlags = [...target.compileFlags, "-isystem", headers];
    const mac = { ...target, compiler: await macCompiler(arch), compileFlags };
    for (const check of checks) await runCheck(mac, miniaudio, check);
    await requireLinker(mac);
    console.log(`ok: ${LOST.name} (${target.triple})`);
    await checkLibrary(mac, arch, miniaudio);
  }
}

/** The compiler takes a piece as it is, and refuses it with the wrong word. */
async function runCheck(target: Target, miniaudio: Miniaudio, check: Check): Promise<void> {
  await withFolder(async (work) => {
    const compile = async (name: string, code: string) => {
      const file = join(work, name);
      await Deno.writeTextFile(file, `${code}\n`);
      await runTool(target.compiler, [
        ...["-std=c11", "-Wall", "-Werror", "-ferror-limit=1", "-c", "-o", `${file}.o`],
        ...[
          "-I",
          join(project, NATIVE),
          "-isystem",
          miniaudio.folder,
          ...target.compileFlags,
          file,
        ],
      ]);
    };
    await compile("right.c", check.code);
    const [right, wrong] = check.wrong;
    if (!check.code.includes(right)) throw new Error(`${check.name}: nothing to make wrong`);
    await requireRefusal(check.name, check.complaint, () => {
      return compile("wrong.c", check.code.replace(right, wrong));
    });
  });
  console.log(`ok: ${check.name} (${target.triple})`);
}

/** A function that no Mac has is not taken on trust. */
async function requireLinker(target: Target): Promise<void> {
  await withFolder(async (work) => {
    const file = join(work, "lost.c");
    await Deno.writeTextFile(
      file,
      "int clock_nanosleep(void);\nint lost(void) { return clock_nanosleep(); }\n",
    );
    const args = [
      ...target.compileFlags,
      file,
      "-o",
      join(work, "lost.dylib"),
      ...target.linkFlags,
    ];
    await requireRefusal(
      LOST.name,
      /undefined symbol: _clock_nanosleep/,
      async () => {
        await runTool(target.compiler, args);
      },
    );
  });
}

/** Compiles and links our own code, and looks at what became of it. */
async function checkLibrary(
  target: Target,
  arch: typeof ARCHES[number],
  miniaudio: Miniaudio,
): Promise<void> {
  const folder = targetFolder(target.triple);
  await Deno.mkdir(folder, { recursive: true });
  await forget(join(folder, target.library));
  const library = readMachLibrary(await Deno.readFile(await buildLibrary(target, miniaudio)));
  console.log(`ok: ${MADE.name} (${target.triple})`);
  const offered = library.offered.filter((name) => !LINKERS.includes(name));
  const expected = Object.keys(symbols).sort();
  const facts = [
    { name: "the library is for the processor that was asked for", is: library.arch, should: arch },
    {
      name: "the library offers the functions that Deno binds, and no others",
      is: offered,
      should: expected,
    },
    {
      name: "the library loads macOS's own C library alone",
      is: library.libraries,
      should: [SYSTEM],
    },
  ];
  for (const { name, is, should } of facts) {
    if (String(is) !== String(should)) {
      throw new Error(`${target.triple}: not so: ${name}: ${is}, not ${should}`);
    }
    console.log(`ok: ${name} (${target.triple})`);
  }
  console.log(`${offered.length} functions, macOS ${library.oldestMacos} and newer`);
}

async function requireRefusal(
  name: string,
  complaint: RegExp,
  action: () => Promise<void>,
): Promise<void> {
  const said = await action().then(() => "", (error) => (error as Error).message);
  if (said === "") throw new Error(`${name}: what is wrong was taken`);
  if (!complaint.test(said)) throw new Error(`${name}: refused for another reason\n${said}`);
}

if (import.meta.main) await tell(testMacos);
