import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DeviceChoiceError } from "../../../capture/source/device_choice.ts";
import { SpoolBusyError } from "../../../capture/spool/spool.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { failureOf } from "../../../cli/process/failure.ts";
import { KeptSpoolError } from "../../../meeting/ground/kept_spool_error.ts";
import { DeviceError } from "../../../ffi/device_error.ts";
import { OutputError } from "../../../post/publish/output_error.ts";

Deno.test("an error that the person can mend is told in its own words, without a trace", () => {
  const cases: [Error, number][] = [
    [new UserError("usage", "Cannot a"), 2],
    [new UserError("device", "Cannot b"), 3],
    [new UserError("output", "Cannot c"), 5],
    [new DeviceError("busy", "Cannot d"), 3],
    [new DeviceChoiceError("Cannot e"), 2],
    [new OutputError("full", "Cannot f"), 5],
    [new Deno.errors.NotFound("Cannot g: it was not built; run: deno task build"), 1],
  ];
  for (const [error, exitCode] of cases) {
    assertEquals(failureOf(error), { exitCode, message: error.message });
  }
  assertEquals(failureOf(new SpoolBusyError("/x", 7)).exitCode, 2);
});

Deno.test("anything else is a bug, with its trace and its causes", () => {
  const error = new TypeError("x is not a function", { cause: new Error("because") });
  const { exitCode, message, trace = "" } = failureOf(error);
  assertEquals(exitCode, 1);
  assertStringIncludes(message, "Cannot go on: x is not a function; this is a bug");
  assertStringIncludes(trace, "failure_test.ts");
  assertStringIncludes(trace, "Caused by: Error: because");
  assertEquals(failureOf("thrown text").exitCode, 1);
});

Deno.test("a message is one line, whatever the system says", () => {
  assertEquals(failureOf(new DeviceError("failed", "Cannot a\n  b")).message, "Cannot a b");
});

Deno.test("after a recording has begun the spool and the way to finish it are told", () => {
  const kept = (cause: unknown) => failureOf(new KeptSpoolError("/s", "confrec mix", cause));
  const full = Object.assign(new Error("No space"), { code: "ENOSPC" });
  assertEquals(kept(full), {
    exitCode: 5,
    message: "Cannot write the file: the disk is full; everything recorded is kept in /s; " +
      "finish it with: confrec mix",
    spool: "/s",
  });
  const bug = kept(new RangeError("bad index"));
  assertEquals([bug.exitCode, bug.spool], [1, "/s"]);
  assertStringIncludes(
    bug.message,
    "everything recorded is kept in /s; finish it with: confrec mix",
  );
  assertStringIncludes(bug.trace ?? "", "RangeError: bad index");
  const odd = new Deno.errors.InvalidData("Cannot use /s/mic.wav: it is a link; move it away");
  assertEquals([kept(odd).exitCode, kept(odd).trace], [5, undefined]);
  // No device is to blame once something has been recorded.
  assertEquals(kept(new DeviceError("gone", "Cannot d")).exitCode, 5);
});

Deno.test("an error that says how to go on is not told it twice", () => {
  const cause = new OutputError("full", "Cannot write x: the disk is full; free space and run: y");
  const { message } = failureOf(new KeptSpoolError("/s", "y", cause));
  assertEquals(message.match(/run: y/g)?.length, 1);
  assert(message.endsWith("everything recorded is kept in /s"));
});
