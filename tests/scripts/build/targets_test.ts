import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { NATIVE, sourcesOf } from "../../../scripts/build/build_library.ts";
import { project } from "../../../scripts/project/folders.ts";
import { findTarget } from "../../../scripts/build/targets.ts";

Deno.test("without a name the target is the machine itself", () => {
  assertEquals(findTarget().triple, Deno.build.target);
});

Deno.test("another platform is built by its own compiler and keeps its own names", () => {
  const windows = findTarget("x86_64-pc-windows-msvc");
  assertEquals([windows.library, windows.ffmpeg, windows.program], [
    "confrec_audio.dll",
    "ffmpeg.exe",
    "confrec.exe",
  ]);
  assertStringIncludes(windows.linkFlags.join(" "), "-static");
});

Deno.test("what is compiled for a target is there", () => {
  for (
    const triple of [
      "x86_64-unknown-linux-gnu",
      "aarch64-unknown-linux-gnu",
      "x86_64-pc-windows-msvc",
      "aarch64-apple-darwin",
    ]
  ) {
    for (const source of sourcesOf(findTarget(triple))) {
      assert(Deno.statSync(join(project, NATIVE, source)).isFile, `${triple}: ${source}`);
    }
  }
});

Deno.test("an unknown target is refused with the names of those there are", () => {
  const error = assertThrows(() => findTarget("riscv64-unknown-linux-gnu"), RangeError);
  assertStringIncludes(error.message, "aarch64-apple-darwin");
});
