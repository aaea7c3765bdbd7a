/** Listens to many devices at the same time, to see which of them deliver anything. */
import type { DeviceChoice } from "../../capture/source/source.ts";
import { Silence } from "../../capture/source/silence.ts";
import { AudioContext, type AudioContextOptions } from "../../ffi/audio_context.ts";
import type { AudioLibrary } from "../../ffi/audio_library.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import type { DeviceProbe } from "./device_probe.ts";

/** PulseAudio opens 256 files in all, of which each of its devices and each stream takes several (measured: 17 fit). */
const AT_ONCE = 12;
/** An output that has been idle may be so late with its first block, ms. */
const WAKE_MS = 2_500;
/** How often it is looked what has come, ms. */
const LOOK_MS = 50;

/** A device that is listened to. */
interface Listening {
  readonly stream: CaptureStream;
  readonly silence: Silence | undefined;
  frames: number;
  peak: number;
}

/**
 * Opens devices in one connection to the sound server and hears what they give; nothing is recorded.
 *
 * @param seconds how long each is listened to, at least
 * @returns for each device, in order, what it gave, or why nothing
 */
export async function glanceAt(
  library: AudioLibrary,
  choices: readonly DeviceChoice[],
  seconds: number,
  server: AudioContextOptions = {},
): Promise<(DeviceProbe | DeviceError)[]> {
  const found: (DeviceProbe | DeviceError)[] = [];
  for (let from = 0; from < choices.length; from += AT_ONCE) {
    using context = new AudioContext(library, server);
    found.push(...await glance(context, choices.slice(from, from + AT_ONCE), seconds));
  }
  return found;
}

async function glance(
  context: AudioContext,
  choices: readonly DeviceChoice[],
  seconds: number,
): Promise<(DeviceProbe | DeviceError)[]> {
  const all = choices.map((choice) => begin(context, choice));
  const isWanting = (one: Listening | DeviceError) =>
    !(one instanceof DeviceError) && one.frames < seconds * one.stream.rateHz;
  const startedMs = performance.now();
  while (performance.now() - startedMs < WAKE_MS + 1_000 * seconds && all.some(isWanting)) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    for (const one of all) if (!(one instanceof DeviceError)) take(one);
  }
  return all.map((one, i) => {
    if (one instanceof DeviceError) return one;
    return resultOf(one, choices[i]?.name ?? "", seconds);
  });
}

function begin(context: AudioContext, choice: DeviceChoice): Listening | DeviceError {
  const { stream: kind, id, name, silence } = choice;
  try {
    // Windows gives nothing of an output that nobody plays on; PulseAudio does, and counts connections.
    const needsSilence = silence !== undefined && context.backend !== "PulseAudio";
    const played = needsSilence ? new Silence(context, silence) : undefined;
    const stream = new CaptureStream(context, { kind, name, ...(id === undefined ? {} : { id }) });
    stream.start();
    return { stream, silence: played, frames: 0, peak: 0 };
  } catch (error) {
    if (error instanceof DeviceError) return error;
    throw error;
  }
}

function take(one: Listening): void {
  for (let block = one.stream.read(); block !== undefined; block = one.stream.read()) {
    one.frames += block.frames;
    for (const sample of block.samples) one.peak = Math.max(one.peak, Math.abs(sample));
  }
}

function resultOf(one: Listening, name: string, seconds: number): DeviceProbe | DeviceError {
  const { rateHz, channels } = one.stream;
  if (one.frames === 0) {
    return new DeviceError(
      "failed",
      `Cannot hear ${name}: it opens, and delivers nothing; plug it in again, or restart the sound server`,
    );
  }
  const missingSeconds = Math.max(0, seconds - one.frames / rateHz);
  return { name, rateHz, channels, peakDb: 20 * Math.log10(one.peak), missingSeconds };
}
