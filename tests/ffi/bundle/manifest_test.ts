/** What travels in the program. */
import { assertStringIncludes, assertThrows } from "@std/assert";
import { readManifest } from "../../../ffi/bundle/manifest.ts";

Deno.test("a temporary folder that Deno lets nobody read is named, with what to do", () => {
  const real = Deno.readTextFileSync;
  Deno.readTextFileSync = () => {
    throw new Deno.errors.NotCapable('Requires all access to "/dev/shm/deno-compile-confrec/x"');
  };
  try {
    const error = assertThrows(() => readManifest(), Deno.errors.PermissionDenied);
    assertStringIncludes(error.message, "Cannot read what is in confrec while TMPDIR is ");
    assertStringIncludes(error.message, "; set TMPDIR to another, such as /tmp");
  } finally {
    Deno.readTextFileSync = real;
  }
});
