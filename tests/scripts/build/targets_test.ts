import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
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

Deno.test("an unknown target is refused with the names of those there are", () => {
  const error = assertThrows(() => findTarget("riscv64-unknown-linux-gnu"), RangeError);
  assertStringIncludes(error.message, "aarch64-apple-darwin");
});
