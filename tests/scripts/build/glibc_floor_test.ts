import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { neededGlibc, OLDEST_GLIBC, requireOldGlibc } from "../../../scripts/build/glibc_floor.ts";
import { OLD_GLIBC } from "../../../scripts/build/targets.ts";
import { project, targetFolder } from "../../../scripts/project/folders.ts";
import { runTool } from "../../../scripts/project/tool.ts";
import { TemporaryFolder } from "../../../scripts/stage/temporary_folder.ts";

const ignore = Deno.build.os !== "linux";
const CC = Deno.env.get("CC") || "cc";

/** A library with one function that calls some of glibc's. */
async function build(source: string, ...options: string[]): Promise<Uint8Array> {
  using folder = new TemporaryFolder();
  const [from, to] = ["a.c", "a.so"].map((name) => join(folder.path, name));
  await Deno.writeTextFile(from ?? "", source);
  await runTool(CC, ["-shared", "-fPIC", ...options, from ?? "", "-o", to ?? ""]);
  return await Deno.readFile(to ?? "");
}

Deno.test(`library and ffmpeg name no glibc newer than ${OLDEST_GLIBC}`, { ignore }, async () => {
  const folder = targetFolder(Deno.build.target);
  const library = await Deno.readFile(join(folder, "libconfrec_audio.so"));
  requireOldGlibc("libconfrec_audio.so", library);
  // It calls clock_gettime, which libc has had since 2.17.
  assertEquals(neededGlibc(library).includes("2.17"), true);
  assertEquals(neededGlibc(await Deno.readFile(join(folder, "ffmpeg"))), []);
});

Deno.test(
  "the versions of glibc that a library names are those that readelf finds",
  { ignore },
  async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, "a.so");
    const library = await build(
      "#include <math.h>\n#include <time.h>\ndouble f(double x, struct timespec *t) { return exp(x) + clock_gettime(0, t); }\n",
      ...["-lm", "-fno-builtin"],
    );
    await Deno.writeFile(path, library);
    const text = await runTool("readelf", ["-W", "--version-info", path]);
    const [, needs = ""] = text.split(/Version needs section/);
    const found = [...needs.matchAll(/Name: GLIBC_([\d.]+)/g)].map(([, version]) => version ?? "");
    assertEquals(new Set(neededGlibc(library)), new Set(found));
  },
);

Deno.test(
  "what needs a newer glibc is refused, unless it names the older function",
  { ignore },
  async () => {
    const source = "#include <dlfcn.h>\nvoid *f(void) { return dlopen(0, 1); }\n";
    const old = join(project, OLD_GLIBC);
    const library = await build(source);
    const [, minor = ""] = (await runTool("getconf", ["GNU_LIBC_VERSION"])).trim().split(".");
    // Older ones, with which nothing can be built that is too new, have nothing to refuse.
    if (Number(minor) >= 34) {
      assertThrows(() => requireOldGlibc("a.so", library), Error, "needs glibc 2.34");
    }
    requireOldGlibc("a.so", await build(source, "-include", old));
  },
);

Deno.test("a file that is no ELF file names no version of glibc", () => {
  assertEquals(neededGlibc(new TextEncoder().encode("#!/bin/sh\n".repeat(20))), []);
  assertEquals(neededGlibc(new Uint8Array()), []);
});
