/** What is played into the microphone of a virtual card, heard on its headphones. */
import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { AudioContext } from "../../ffi/audio_context.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { MonitorStream } from "../../ffi/monitor_stream.ts";
import { randomNumbers } from "../../scripts/stage/random_numbers.ts";
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import {
  amplitudeOf,
  listen,
  openContext,
  openLibrary,
  playSamples,
  playTone,
} from "./listening.ts";
import { until } from "../../scripts/stage/until.ts";

const RATE_HZ = 48_000;
/** Beside the speakers, so that nothing but the monitor plays there. */
const HEADPHONES = "load-module module-null-sink sink_name=headphones format=float32le channels=2";

function cardTest(
  name: string,
  run: (context: AudioContext, card: VirtualCard) => Promise<void> | void,
  extra: readonly string[] = [`${HEADPHONES} rate=${RATE_HZ}`],
): void {
  Deno.test(name, { ignore: Deno.build.os !== "linux" }, async () => {
    await using card = await VirtualCard.start({ extra });
    using library = openLibrary();
    using context = openContext(library, card);
    await run(context, card);
  });
}

/** The microphone as it is captured where there is a monitor. */
function openMicrophone(context: AudioContext): CaptureStream {
  return new CaptureStream(context, {
    kind: "input",
    id: "microphone",
    periodMs: 10,
    periods: 1_000,
  });
}

cardTest("with a monitor every sample is captured as it was played", async (context, card) => {
  using microphone = openMicrophone(context);
  using monitor = new MonitorStream(context, microphone, { id: "headphones", gain: 2 });
  microphone.start();
  monitor.start();
  const random = randomNumbers(7);
  const played = Float32Array.from({ length: 5 * RATE_HZ }, () => random() - 0.5);
  playSamples(card, "micfeed", played);
  const { samples } = await listen(microphone, 7 * RATE_HZ);
  const start = samples.findIndex((sample) => sample !== 0);
  // A card that wakes up late has played the beginning to nobody; one that is overrun has a pause that is not ours.
  const first = played.indexOf(samples[start] ?? NaN);
  assert(start >= 0 && first >= 0);
  const length = Math.min(played.length - first, samples.indexOf(0, start) - start);
  assertLess(RATE_HZ / 4, length);
  const wrong = played.subarray(first, first + length)
    .findIndex((sample, n) => sample !== samples[start + n]);
  assertEquals(wrong, -1);
  assertEquals(microphone.status().framesDropped, 0);
  assert(monitor.status().framesDelivered > 0);
});

cardTest("outputs of another shape play it too, at the gain that is set", async (context, card) => {
  using microphone = openMicrophone(context);
  using headphones = new CaptureStream(context, { kind: "loopback", id: "headphones" });
  using monitor = new MonitorStream(context, microphone, { id: "headphones", gain: 0.5 });
  for (const stream of [microphone, headphones, monitor]) stream.start();
  playTone(card, "micfeed", 1_000);
  await loudness(headphones, 0.25);
  monitor.setGain(0);
  await loudness(headphones, 0);
  monitor.setGain(1);
  await loudness(headphones, 0.5);
}, [
  "load-module module-null-sink sink_name=headphones format=s16le rate=44100 channels=6",
]);

/** Waits until a tone of 1 kHz is heard at this amplitude. */
async function loudness(stream: CaptureStream, wanted: number): Promise<void> {
  let found = NaN;
  for (let attempt = 0; attempt < 100; attempt++) {
    const { samples } = await listen(stream, stream.rateHz / 10);
    found = amplitudeOf(samples.slice(-stream.rateHz / 10), 1_000, stream.rateHz);
    if (Math.abs(found - wanted) < 0.01) return;
  }
  throw new Error(`Waited in vain for ${wanted}; it is ${found}`);
}

cardTest(
  "a monitor whose output is unplugged is lost, and what is captured goes on",
  async (context, card) => {
    using microphone = openMicrophone(context);
    microphone.start();
    const open = () => new MonitorStream(context, microphone, { id: "headphones", gain: 1 });
    const module = (await card.pactl("list", "short", "modules")).split("\n")
      .find((line) => line.includes("headphones"))?.split("\t")[0] ?? "";
    const first = open();
    first.start();
    await until("it plays", () => first.status().framesDelivered > 0);
    assertEquals(assertThrows(open, DeviceError).kind, "busy");
    await card.pactl("unload-module", module);
    await until("the loss was told", () => first.status().state === "lost");
    first[Symbol.dispose]();
    const error = assertThrows(open, DeviceError, "Cannot open the monitor");
    assertEquals(error.kind, "missing");
    await listen(microphone, RATE_HZ);
    await card.pactl(...HEADPHONES.split(" "));
    using second = open();
    second.start();
    await until("it plays again", () => second.status().framesDelivered > RATE_HZ / 4);
    assertEquals(microphone.status().framesDropped, 0);
  },
);

Deno.test("a monitor may be closed after what it hears, and the other way round", async () => {
  using library = openLibrary();
  using context = new AudioContext(library, { backend: "null" });
  for (const isMonitorFirst of [true, false]) {
    const microphone = new CaptureStream(context, { kind: "input", periodMs: 10 });
    const monitor = new MonitorStream(context, microphone, { gain: 1 });
    microphone.start();
    monitor.start();
    await listen(microphone, microphone.rateHz / 10);
    await until("it plays", () => monitor.status().framesDelivered > 0);
    const [one, other] = isMonitorFirst ? [monitor, microphone] : [microphone, monitor];
    one[Symbol.dispose]();
    await until("it goes on alone", () => other.status().lastCallbackNs > 0);
    other[Symbol.dispose]();
  }
});
