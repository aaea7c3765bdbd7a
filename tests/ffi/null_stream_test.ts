/** Streams on miniaudio's null backend, which calls back in real time and hears zeros: no sound server is needed. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { AudioContext } from "../../ffi/audio_context.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { SilenceStream } from "../../ffi/silence_stream.ts";
import { listen, openLibrary } from "./listening.ts";
import { until } from "../../scripts/stage/until.ts";

Deno.test("blocks follow each other without a gap, each not later than now", async () => {
  using library = openLibrary();
  using context = new AudioContext(library, { backend: "null" });
  using stream = new CaptureStream(context, { kind: "input", periodMs: 10 });
  assertEquals(stream.status().state, "stopped");
  stream.start();
  assertEquals(stream.status().state, "running");
  const { blocks } = await listen(stream, stream.rateHz / 4);
  let position = 0;
  let hostNs = 0;
  for (const block of blocks) {
    assertEquals(block.position, position);
    assert(block.hostNs > hostNs);
    position += block.frames;
    hostNs = block.hostNs;
  }
  assert(hostNs <= library.nowNs());
});

Deno.test("after a stop the rest can be read, and every frame is accounted for", async () => {
  using library = openLibrary();
  using context = new AudioContext(library, { backend: "null" });
  using stream = new CaptureStream(context, { kind: "input", periodMs: 10 });
  stream.start();
  const heard = await listen(stream, stream.rateHz / 10);
  stream.stop();
  await listen(stream, 0, heard);
  const status = stream.status();
  assertEquals(status.state, "stopped");
  assertEquals(status.framesDelivered, heard.samples.length);
  assertEquals(status.framesDropped, 0);
  assertEquals(stream.read(), undefined);
  assertThrows(() => stream.start(), DeviceError, "Cannot start the microphone");
});

Deno.test("frames that nobody took are counted, and what follows keeps its place", async () => {
  using library = openLibrary();
  using context = new AudioContext(library, { backend: "null" });
  using stream = new CaptureStream(context, { kind: "input", periodMs: 10, bufferSeconds: 0.05 });
  stream.start();
  await until("frames were dropped", () => stream.status().framesDropped > 0);
  const heard = await listen(stream, stream.rateHz / 5);
  stream.stop();
  await listen(stream, 0, heard);
  const { framesDelivered, framesDropped } = stream.status();
  assertEquals(heard.samples.length + framesDropped, framesDelivered);

  let expected = 0;
  let missing = 0;
  for (const { position, frames } of heard.blocks) {
    assert(position >= expected);
    missing += position - expected;
    expected = position + frames;
  }
  assertEquals(missing, framesDropped - (framesDelivered - expected));
});

Deno.test("silence plays until it is closed", async () => {
  using library = openLibrary();
  using context = new AudioContext(library, { backend: "null" });
  using silence = new SilenceStream(context, {});
  silence.start();
  const first = silence.status().lastCallbackNs;
  await until("more silence was taken", () => silence.status().lastCallbackNs > first);
  assertEquals(silence.status().state, "running");
  silence.stop();
  assertEquals(silence.status().state, "stopped");
});

Deno.test("an id that does not exist is missing, and the message names it", () => {
  using library = openLibrary();
  using context = new AudioContext(library, { backend: "null" });
  const error = assertThrows(
    () => new CaptureStream(context, { kind: "loopback", id: "x", name: "Lautsprecher" }),
    DeviceError,
    'Cannot open the system sound "Lautsprecher": there is no such device',
  );
  assertEquals(error.kind, "missing");
});

Deno.test("an id longer than any device's is missing too", () => {
  using library = openLibrary();
  using context = new AudioContext(library, { backend: "null" });
  const id = "ä".repeat(100_000);
  assertThrows(() => new CaptureStream(context, { kind: "input", id }), DeviceError);
  assertThrows(() => new SilenceStream(context, { id }), DeviceError);
});
