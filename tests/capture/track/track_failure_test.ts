import { assert, assertEquals } from "@std/assert";
import { errorOf, reasonOf, trackFailureOf } from "../../../capture/track/track_failure.ts";
import { DeviceError } from "../../../ffi/device_error.ts";

Deno.test("a device's error keeps its kind on the way through a message", () => {
  const failure = trackFailureOf(new DeviceError("busy", "in use"), true);
  assertEquals(failure, { kind: "busy", message: "in use" });
  const error = errorOf(failure);
  assert(error instanceof DeviceError);
  assertEquals([error.kind, error.message], ["busy", "in use"]);
});

Deno.test("what a file system says when it is full or gone is the disk's fault", () => {
  for (const code of ["ENOSPC", "EDQUOT", "EIO", "EROFS"]) {
    const error = Object.assign(new Error("os error"), { code });
    const { kind, message } = trackFailureOf(error, false);
    assertEquals([kind, message], ["disk", "os error"]);
  }
  // Too large for the file system; Deno gives that no code.
  const number = Deno.build.os === "windows" ? 223 : 27;
  const message = `File too large (os error ${number})`;
  const failure = trackFailureOf(new Error(message), false);
  assertEquals(failure, {
    ...{ kind: "disk", message, reason: "the file system takes no file of this size" },
  });
  // People read the reason; who looks for what the system said finds that.
  assertEquals(reasonOf(failure), failure.reason);
  assertEquals(errorOf(failure).message, message);
});

Deno.test("a file that is opened and is no good is the person's", () => {
  for (const Kind of [Deno.errors.InvalidData, Deno.errors.NotFound, RangeError]) {
    const failure = trackFailureOf(new Kind("Cannot play"), true);
    assertEquals(failure, { kind: "file", message: "Cannot play" });
    assert(errorOf(failure) instanceof Deno.errors.InvalidData);
  }
});

Deno.test("anything else is a bug, with its trace", () => {
  const error = new RangeError("Invalid array length");
  assertEquals(trackFailureOf(error, false), { kind: "bug", message: error.stack ?? "" });
  assertEquals(trackFailureOf("text", false), { kind: "bug", message: "text" });
  assertEquals(errorOf(trackFailureOf("text", false)).message, "text");
});
