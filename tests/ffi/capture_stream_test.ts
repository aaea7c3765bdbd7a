/** Real capture from a private PulseAudio server. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { AudioContext, DeviceInfo } from "../../ffi/audio_context.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { SilenceStream } from "../../ffi/silence_stream.ts";
import { VirtualCard, type VirtualCardOptions } from "../../scripts/stage/virtual_card.ts";
import {
  amplitudeOf,
  listen,
  listenForTone,
  openContext,
  openLibrary,
  playTone,
} from "./listening.ts";
import { until } from "../../scripts/stage/until.ts";

/** A test on a virtual card of its own; only Linux has one. */
function cardTest(
  name: string,
  run: (context: AudioContext, card: VirtualCard) => Promise<void> | void,
  options: VirtualCardOptions = {},
): void {
  Deno.test(name, { ignore: Deno.build.os !== "linux" }, async () => {
    await using card = await VirtualCard.start(options);
    using library = openLibrary();
    using context = openContext(library, card);
    await run(context, card);
  });
}

cardTest("devices are listed with their ids, names, rates and channels", (context) => {
  assertEquals(context.backend, "PulseAudio");
  const find = (id: string): DeviceInfo | undefined => context.devices().find((d) => d.id === id);
  assertEquals(find("microphone"), {
    id: "microphone",
    name: "Microphone",
    direction: "input",
    isDefault: true,
    isMonitor: false,
    rateHz: 44_100,
    channels: 2,
  });
  assertEquals(find("speakers")?.direction, "output");
  assertEquals(find("speakers")?.isDefault, true);
  assertEquals(find("speakers.monitor")?.isMonitor, true);
  assertEquals(find("micfeed")?.isDefault, false);
}, { rateHz: 44_100 });

cardTest("the default device is told as it changes", async (context, card) => {
  assertEquals(context.defaultDevice("output")?.id, "speakers");
  assertEquals(context.defaultDevice("input")?.id, "microphone");
  await card.pactl("set-default-sink", "micfeed");
  assertEquals(context.defaultDevice("output")?.id, "micfeed");
});

cardTest(
  "the microphone hears its tone, the loopback hears the speakers",
  async (context, card) => {
    using silence = new SilenceStream(context, {});
    using microphone = new CaptureStream(context, { kind: "input" });
    using system = new CaptureStream(context, { kind: "loopback" });
    assertEquals(microphone.device.id, "microphone");
    assertEquals(system.device.id, "speakers.monitor");
    for (const stream of [silence, microphone, system]) stream.start();
    playTone(card, "micfeed", 440);
    playTone(card, "speakers", 1000);

    const [spoken, played] = await Promise.all([
      listenForTone(microphone, 440),
      listenForTone(system, 1000),
    ]);
    assertAlmostEquals(amplitudeOf(spoken, 440, 48_000), 0.5, 0.005);
    assertAlmostEquals(amplitudeOf(spoken, 1000, 48_000), 0, 0.005);
    assertAlmostEquals(amplitudeOf(played, 1000, 48_000), 0.5, 0.005);
    assertAlmostEquals(amplitudeOf(played, 440, 48_000), 0, 0.005);
    assertEquals(microphone.status().framesDropped, 0);
    assertEquals(system.status().framesDropped, 0);
  },
);

cardTest("a loopback can be of an output that is not the default", async (context, card) => {
  using system = new CaptureStream(context, { kind: "loopback", id: "micfeed" });
  assertEquals(system.device.id, "micfeed.monitor");
  system.start();
  playTone(card, "micfeed", 440);
  assertAlmostEquals(amplitudeOf(await listenForTone(system, 440), 440, 48_000), 0.5, 0.005);
});

cardTest("silence keeps the loopback running while nothing plays", async (context, card) => {
  await card.pactl("suspend-sink", "speakers", "1");
  await card.pactl("suspend-sink", "speakers", "0");
  using silence = new SilenceStream(context, {});
  using system = new CaptureStream(context, { kind: "loopback" });
  silence.start();
  system.start();
  const { samples } = await listen(system, 48_000);
  assertEquals(samples.findIndex((sample) => sample !== 0), -1);
  assertEquals(silence.status().state, "running");
});

cardTest(
  "silence is asked for seldom, and the output plays no further ahead",
  async (context, card) => {
    using silence = new SilenceStream(context, {});
    silence.start();
    const [, speakers = ""] = (await card.pactl("list", "sinks")).split("Name: speakers");
    assertEquals(/configured (\d+) usec/.exec(speakers)?.[1], "20000");
    // What waits at the server is asked for again once half of it has been played.
    const inputs = await card.pactl("list", "sink-inputs");
    const waitingUs = Number(/Buffer Latency: (\d+) usec/.exec(inputs)?.[1]);
    assert(waitingUs >= 150_000, `${waitingUs} µs wait`);
  },
);

/** Sinks `sink_FORMAT`, each with samples of another kind. */
const FORMATS = ["u8", "s16le", "s16be", "s24le", "s24-32le", "s32le", "float32le"];

cardTest("devices of every sample format are heard at their level", async (context, card) => {
  using silence = new SilenceStream(context, { id: "sink_s24-32le" });
  silence.start();
  const heard = FORMATS.map(async (format) => {
    using stream = new CaptureStream(context, { kind: "loopback", id: `sink_${format}` });
    stream.start();
    playTone(card, `sink_${format}`, 1000);
    return amplitudeOf(await listenForTone(stream, 1000), 1000, 48_000);
  });
  for (const amplitude of await Promise.all(heard)) assertAlmostEquals(amplitude, 0.5, 0.01);
}, {
  extra: FORMATS.map((format) =>
    `load-module module-null-sink sink_name=sink_${format} rate=48000 channels=2 format=${format}`
  ),
});

cardTest("a device of 44,100 Hz and 6 channels is captured as it is", async (context) => {
  using stream = new CaptureStream(context, { kind: "loopback", id: "surround" });
  assertEquals([stream.rateHz, stream.channels], [44_100, 6]);
  stream.start();
  await listen(stream, 4_410);
}, {
  extra: ["load-module module-null-sink sink_name=surround rate=44100 format=s16le channels=6"],
});

cardTest(
  "a device that does not exist is missing, however often it is tried",
  async (context, card) => {
    const clients = async () => (await card.pactl("list", "short", "clients")).split("\n").length;
    const before = await clients();
    for (let attempt = 0; attempt < 5; attempt++) {
      for (const kind of ["input", "loopback"] as const) {
        const error = assertThrows(
          () => new CaptureStream(context, { kind, id: "nothing" }),
          DeviceError,
        );
        assertEquals(error.kind, "missing");
      }
      assertThrows(() => new SilenceStream(context, { id: "nothing" }), DeviceError);
    }
    assertEquals(await clients(), before, "no connection stays behind");
  },
);

cardTest("a device that is unplugged is lost, and the other goes on", async (context, card) => {
  using microphone = new CaptureStream(context, { kind: "input", id: "microphone" });
  using system = new CaptureStream(context, { kind: "loopback" });
  microphone.start();
  system.start();
  await listen(microphone, 4_800);
  await card.pactl("unload-module", "module-remap-source");
  await until("the loss was told", () => microphone.status().state === "lost");
  await listen(system, 4_800);
  assertEquals(system.status().state, "running");
  const error = assertThrows(
    () => new CaptureStream(context, { kind: "input", id: "microphone" }),
    DeviceError,
  );
  assertEquals(error.kind, "missing");
});

cardTest("a device that is suspended is lost until it runs again", async (context, card) => {
  using stream = new CaptureStream(context, { kind: "input", id: "microphone" });
  stream.start();
  await listen(stream, 4_800);
  await card.pactl("suspend-source", "microphone", "1");
  await until("the pause was told", () => stream.status().state === "lost");
  await card.pactl("suspend-source", "microphone", "0");
  await until("the end of the pause was told", () => stream.status().state === "running");
  await listen(stream, 4_800);
});

cardTest("a stream of the default device follows it", async (context, card) => {
  using stream = new CaptureStream(context, { kind: "input" });
  stream.start();
  await listen(stream, 4_800);
  await card.pactl("set-default-source", "speakers.monitor");
  playTone(card, "speakers", 1000);
  assert(amplitudeOf(await listenForTone(stream, 1000), 1000, 48_000) > 0.49);
  assert(stream.status().reroutes > 0);
});

cardTest(
  "when the server dies streams are lost, and everything can be closed",
  async (context, card) => {
    using silence = new SilenceStream(context, {});
    using microphone = new CaptureStream(context, { kind: "input" });
    using system = new CaptureStream(context, { kind: "loopback" });
    const streams = [silence, microphone, system];
    for (const stream of streams) stream.start();
    await listen(microphone, 4_800);
    await card.kill();
    await until("the loss was told", () => streams.every((s) => s.status().state === "lost"));
    for (
      const attempt of [
        () => context.devices(),
        () => context.defaultDevice("input"),
        () => new CaptureStream(context, { kind: "input" }),
      ]
    ) {
      assertEquals(assertThrows(attempt, DeviceError).kind, "gone");
    }
  },
);

cardTest("a server that hangs does not keep a stream from being closed", async (context, card) => {
  const microphone = new CaptureStream(context, { kind: "input" });
  microphone.start();
  await listen(microphone, 4_800);
  Deno.kill(card.pid, "SIGSTOP");
  try {
    // PulseAudio's library gives up waiting for an answer after 30 s.
    const start = performance.now();
    microphone.stop();
    microphone[Symbol.dispose]();
    assert(performance.now() - start < 15_000);
  } finally {
    Deno.kill(card.pid, "SIGCONT");
  }
});
