/** What the tests of real streams need: the built library, tones, and waiting for what a device does. */
import { join } from "node:path";
import { AudioContext } from "../../ffi/audio_context.ts";
import { AudioLibrary } from "../../ffi/audio_library.ts";
import type { CaptureStream } from "../../ffi/capture_stream.ts";
import { unpackEmbedded } from "../../ffi/bundle/embedded.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import type { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import { until } from "../../scripts/stage/until.ts";

export const libraryPath: string = await unpackEmbedded("confrec_audio");

export function openLibrary(): AudioLibrary {
  return AudioLibrary.open(libraryPath);
}

/** A context on a virtual card, without touching the environment that other tests run in. */
export function openContext(library: AudioLibrary, card: VirtualCard): AudioContext {
  return new AudioContext(library, { server: card.env.PULSE_SERVER ?? "" });
}

/** Plays a sine of 0.5 into a sink, for 20 s or until the card is gone. */
export function playTone(card: VirtualCard, sink: string, hz: number): void {
  playSamples(
    card,
    sink,
    Float32Array.from({ length: 960_000 }, (_, n) => 0.5 * Math.sin(2 * Math.PI * hz * n / 48_000)),
  );
}

let played = 0;

/** Plays samples of 48 kHz into a sink, once. */
export function playSamples(
  card: VirtualCard,
  sink: string,
  samples: Float32Array,
  latencyMs?: number,
): void {
  const file = join(card.folder, `${sink}-${played++}.wav`);
  using writer = WavWriter.create(file, { rateHz: 48_000, channels: 1, encoding: "float32" });
  writer.write(samples);
  writer.finish();
  card.play(file, sink, latencyMs);
}

/** What was heard: the first channel, and where and when each block stood. */
export interface Heard {
  readonly samples: number[];
  readonly blocks: { position: number; frames: number; hostNs: number }[];
}

/** Reads until there are so many frames in `heard`, or without a number what waits now. */
export async function listen(stream: CaptureStream, frames: number, heard?: Heard): Promise<Heard> {
  const { samples, blocks } = heard ?? { samples: [], blocks: [] };
  await until(`${frames} frames were captured`, () => {
    for (let block = stream.read(); block !== undefined; block = stream.read()) {
      blocks.push({ position: block.position, frames: block.frames, hostNs: block.hostNs });
      for (let n = 0; n < block.frames; n++) samples.push(block.samples[n * stream.channels] ?? 0);
    }
    return samples.length >= frames;
  });
  return { samples, blocks };
}

/** Listens until a tone has been there for the last second; returns that second. */
export async function listenForTone(stream: CaptureStream, hz: number): Promise<number[]> {
  const rate = stream.rateHz;
  let heard = await listen(stream, rate);
  for (let second = 0; second < 10; second++) {
    const last = heard.samples.slice(-rate);
    if (amplitudeOf(last, hz, rate) > 0.49) return last;
    heard = await listen(stream, heard.samples.length + rate / 2, heard);
  }
  return heard.samples.slice(-rate);
}

/** The amplitude of one frequency, by correlation; exact over whole periods. */
export function amplitudeOf(samples: readonly number[], hz: number, rateHz: number): number {
  let re = 0;
  let im = 0;
  samples.forEach((sample, n) => {
    re += sample * Math.cos(2 * Math.PI * hz * n / rateHz);
    im += sample * Math.sin(2 * Math.PI * hz * n / rateHz);
  });
  return 2 * Math.hypot(re, im) / samples.length;
}
