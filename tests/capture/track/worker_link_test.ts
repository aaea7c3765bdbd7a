import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openWorkerLink } from "../../../capture/track/worker_link.ts";
import type { FromTrack, OpenTrack } from "../../../capture/track/track_protocol.ts";

const OPEN: OpenTrack = {
  type: "open",
  track: "mic",
  choice: { kind: "device", stream: "input", name: "Device" },
  rateHz: 48_000,
  stemPath: "",
  nowNs: 0,
  epochNs: 0,
  pace: 1,
};

/** Sends one message to a worker and collects what it says until it is closed. */
async function hear(message: OpenTrack): Promise<FromTrack[]> {
  const heard: FromTrack[] = [];
  const closed = Promise.withResolvers<void>();
  const link = openWorkerLink("mic", (answer) => {
    heard.push(answer);
    if (answer.type === "closed") closed.resolve();
  });
  link.send(message);
  await closed.promise;
  link.terminate();
  return heard;
}

Deno.test("a worker that cannot load the library says so, and is closed", async () => {
  const heard = await hear({ ...OPEN, libraryPath: "/nowhere/libnothing.so" });
  assertEquals(heard.map((message) => message.type), ["failed", "closed"]);
  assert(heard[0]?.type === "failed");
  assertStringIncludes(heard[0].failure.message, "Cannot load the native library");
});

Deno.test("an exception that nobody catches kills its worker, and not the program", async () => {
  // A pace that no clock can run at is refused long before; here it stands for any mistake of ours.
  const heard = await hear({ ...OPEN, pace: NaN });
  assertEquals(heard.map((message) => message.type), ["failed", "closed"]);
  assert(heard[0]?.type === "failed");
  assertEquals(heard[0].failure.kind, "bug");
});
