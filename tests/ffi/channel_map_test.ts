/** Devices whose channels are not in WAVE's order, on a private PulseAudio server. */
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import { join } from "node:path";
import { assert, assertEquals } from "@std/assert";
import type { ChannelPlace } from "../../ffi/channel_places.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { SilenceStream } from "../../ffi/silence_stream.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import { amplitudeOf, openContext, openLibrary } from "./listening.ts";
import { until } from "../../scripts/stage/until.ts";

const RATE_HZ = 48_000;

/** Plays tones of 0.25, one in each channel of a sink: 400 Hz, 500 Hz and so on. */
function playTones(card: VirtualCard, sink: string, map: string): Deno.ChildProcess {
  const channels = map.split(",").length;
  const file = join(card.folder, `${sink}.wav`);
  using writer = WavWriter.create(file, { rateHz: RATE_HZ, channels, encoding: "float32" });
  writer.write(
    Float32Array.from({ length: 10 * RATE_HZ * channels }, (_, i) => {
      const hz = 400 + 100 * (i % channels);
      return 0.25 * Math.sin(2 * Math.PI * hz * Math.floor(i / channels) / RATE_HZ);
    }),
  );
  writer.finish();
  return new Deno.Command("paplay", {
    args: [`--device=${sink}`, `--channel-map=${map}`, file],
    env: card.env,
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Waits until the first channel sounds, and returns the amplitude of each channel's own tone in it. */
async function tonesIn(stream: CaptureStream): Promise<number[]> {
  const heard = Array.from({ length: stream.channels }, (): number[] => []);
  await until("the tones were there for half a second", () => {
    for (let block = stream.read(); block !== undefined; block = stream.read()) {
      block.samples.forEach((sample, i) => heard[i % stream.channels]?.push(sample));
    }
    const last = heard[0]?.slice(-RATE_HZ / 2) ?? [];
    return amplitudeOf(last, 400, RATE_HZ) > 0.24;
  });
  return heard.map((samples, i) =>
    amplitudeOf(samples.slice(-RATE_HZ / 2), 400 + 100 * i, RATE_HZ)
  );
}

const CASES: readonly { readonly map: string; readonly places: ChannelPlace[] }[] = [
  { map: "aux0,aux1,aux2,aux3", places: ["unknown", "unknown", "unknown", "unknown"] },
  {
    map: "front-left,front-right,rear-left,rear-right",
    places: ["left", "right", "surroundLeft", "surroundRight"],
  },
  {
    map: "front-left,front-right,front-center,rear-center",
    places: ["left", "right", "centre", "surroundCentre"],
  },
  // Front and side speakers come in another order here than in WAVE's.
  {
    map: "front-left,front-right,rear-left,rear-right,front-center,lfe",
    places: ["left", "right", "surroundLeft", "surroundRight", "centre", "effects"],
  },
  {
    map: Array.from({ length: 12 }, (_, i) => `aux${i}`).join(","),
    places: Array.from({ length: 12 }, () => "unknown" as const),
  },
];

for (const { map, places } of CASES) {
  const name = places.length > 6 ? "twelve auxiliary channels" : map;
  Deno.test(`an output and a microphone with the channels ${name} are heard as they are`, {
    ignore: Deno.build.os !== "linux",
  }, async () => {
    await using card = await VirtualCard.start();
    const shape = `rate=${RATE_HZ} channels=${places.length} channel_map=${map}`;
    await card.pactl("load-module", "module-null-sink", "sink_name=wide", ...shape.split(" "));
    await card.pactl(
      ...["load-module", "module-remap-source", "source_name=sockets", "master=wide.monitor"],
      ...shape.split(" "),
      `master_channel_map=${map}`,
    );
    using library = openLibrary();
    using context = openContext(library, card);
    using silence = new SilenceStream(context, { id: "wide" });
    silence.start();
    using output = new CaptureStream(context, { kind: "loopback", id: "wide" });
    using microphone = new CaptureStream(context, { kind: "input", id: "sockets" });
    const player = playTones(card, "wide", map);
    for (const stream of [output, microphone]) {
      stream.start();
      assertEquals(stream.places, places);
      const tones = await tonesIn(stream);
      assertEquals(tones.length, places.length);
      assert(tones.every((tone) => Math.abs(tone - 0.25) < 0.05), tones.join(" "));
    }
    player.kill();
    await player.status;
  });
}
