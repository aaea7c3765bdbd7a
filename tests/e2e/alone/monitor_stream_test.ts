/** How late a monitor is, without the program around it. */
import { assert, assertLess } from "@std/assert";
import { CaptureStream } from "../../../ffi/capture_stream.ts";
import { MonitorStream } from "../../../ffi/monitor_stream.ts";
import { clickTrain } from "../../../scripts/stage/clicks.ts";
import { offsetSeconds } from "../../../scripts/stage/offset.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { type Heard, listen, openContext, openLibrary, playSamples } from "../../ffi/listening.ts";

const RATE_HZ = 48_000;
/** Beside the speakers, so that nothing but the monitor plays there. */
const HEADPHONES =
  "load-module module-null-sink sink_name=headphones format=float32le channels=2 " +
  `rate=${RATE_HZ}`;

/** What was heard from an instant on, by the host's clock. */
function from(heard: Heard, startNs: number): Float32Array {
  const starts = heard.blocks.map(({ position, frames, hostNs }) =>
    hostNs - (position + frames) * 1e9 / RATE_HZ
  ).sort((a, b) => a - b);
  const zeroNs = starts[Math.floor(starts.length / 2)] ?? 0;
  const first = heard.blocks[0]?.position ?? 0;
  const skip = Math.round((startNs - zeroNs) * RATE_HZ / 1e9) - first;
  assert(skip >= 0);
  return Float32Array.from(heard.samples.slice(skip));
}

/** How far ahead of the ear a sink renders at this moment, seconds. */
async function sinkLatency(card: VirtualCard, sink: string): Promise<number> {
  const all = (await card.pactl("list", "sinks")).split("Sink #");
  const one = all.find((text) => text.includes(`Name: ${sink}\n`)) ?? "";
  return Number(one.match(/configured (\d+) usec/)?.[1]) / 1e6;
}

Deno.test("the stream of a monitor by itself: heard on headphones within 60 ms, their own latency included", async () => {
  await using card = await VirtualCard.start({ extra: [HEADPHONES] });
  using library = openLibrary();
  using context = openContext(library, card);
  using microphone = new CaptureStream(context, {
    kind: "input",
    id: "microphone",
    periodMs: 10,
    periods: 1_000,
  });
  using headphones = new CaptureStream(context, {
    kind: "loopback",
    id: "headphones",
    periodMs: 10,
    periods: 1_000,
  });
  using monitor = new MonitorStream(context, microphone, { id: "headphones", gain: 1 });
  microphone.start();
  headphones.start();
  monitor.start();
  // More would let the sink hold back what its monitor hears, as no real microphone does.
  playSamples(card, "micfeed", clickTrain(20, RATE_HZ), 30);
  await Promise.all([listen(microphone, 3 * RATE_HZ), listen(headphones, 3 * RATE_HZ)]);
  const [spoken, heard] = await Promise.all([
    listen(microphone, 8 * RATE_HZ),
    listen(headphones, 8 * RATE_HZ),
  ]);
  const startNs = library.nowNs() - 7.5e9;
  const latency = await sinkLatency(card, "headphones");
  const delays = [0, 1, 2, 3, 4, 5].map((second) =>
    latency +
    offsetSeconds(from(spoken, startNs), from(heard, startNs), RATE_HZ, second + 0.2, 1, 0.15)
  ).sort((a, b) => a - b);
  const words = delays.map((delay) => (delay * 1e3).toFixed(1)).join(", ");
  console.log(`monitor: ${words} ms behind, ${latency * 1e3} ms of it in the output`);
  const [shortest = NaN, , , median = NaN] = delays;
  assert(shortest > latency);
  // A machine that is overrun may be late now and then.
  assertLess(median, 0.06);
});
