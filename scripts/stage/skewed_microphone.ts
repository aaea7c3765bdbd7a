/** A microphone whose clock we own: a pipe that PulseAudio reads as a source, fed at a rate of our choice. */
import { join } from "node:path";
import { writeAll } from "../../formats/write_all.ts";
import type { SoundCard } from "./sound_card.ts";

const RATE_HZ = 48_000;
const FEED_EVERY_MS = 10;
const CLICK = Math.round(0.9 * 32_767);

/**
 * Feeds a source of its own: frame n is written when the host's monotonic clock says n / (48,000 · (1 + ppm · 10⁻⁶))
 * seconds. At each second of the host's clock there is a click of one frame, in faint noise.
 */
export class SkewedMicrophone implements AsyncDisposable {
  /** What the source is called. */
  readonly name: string;
  readonly #fed: Promise<void>;
  readonly #listener: Deno.ChildProcess;
  #sound: Int16Array | undefined;
  #soundFrom = -1;
  #isOver = false;

  private constructor(name: string, path: string, ppm: number, listener: Deno.ChildProcess) {
    this.name = name;
    this.#listener = listener;
    this.#fed = this.#feed(path, RATE_HZ * (1 + ppm * 1e-6));
  }

  /**
   * Plugs it in.
   *
   * @param ppm how much faster than 48 kHz it runs, parts per million; a card takes one of each
   */
  static async plugIn(card: SoundCard, ppm: number): Promise<SkewedMicrophone> {
    const name = `skewed${ppm}`;
    const path = join(card.folder, name);
    await card.pactl(
      ...["load-module", "module-pipe-source", `source_name=${name}`, `file=${path}`],
      ...["format=s16le", `rate=${RATE_HZ}`, "channels=1"],
      `source_properties=device.description=${name}`,
    );
    // A pipe is read only while somebody records: without this, who feeds it would wait for ever after a recording's end.
    const listener = new Deno.Command("parec", {
      args: [`--device=${name}`],
      env: card.env,
      stdout: "null",
      stderr: "null",
    }).spawn();
    return new SkewedMicrophone(name, path, ppm, listener);
  }

  /**
   * What it hears from now on, in place of clicks and noise; silence afterwards.
   *
   * @param sound at its own rate, that is `RATE_HZ` · (1 + ppm · 10⁻⁶) samples for each second
   */
  hear(sound: Float32Array): void {
    this.#soundFrom = -1;
    this.#sound = Int16Array.from(sound, (sample) => Math.round(32_767 * sample));
  }

  async #feed(path: string, rateHz: number): Promise<void> {
    using pipe = await Deno.open(path, { write: true });
    const zeroMs = performance.now();
    let frame = 0;
    let second = 1;
    while (!this.#isOver) {
      const due = Math.floor((performance.now() - zeroMs) / 1000 * rateHz);
      const block = Int16Array.from({ length: due - frame }, (_, i) => 20 + 40 * (i % 2));
      while (Math.round(second * rateHz) < due) {
        block[Math.round(second * rateHz) - frame] = CLICK;
        second++;
      }
      const sound = this.#sound;
      if (sound) {
        if (this.#soundFrom < 0) this.#soundFrom = frame;
        const from = frame - this.#soundFrom;
        block.forEach((_, i) => block[i] = sound[from + i] ?? 0);
      }
      frame = due;
      const bytes = new Uint8Array(block.buffer);
      await writeAll(pipe, bytes);
      await new Promise((resolve) => setTimeout(resolve, FEED_EVERY_MS));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#fed;
    this.#listener.kill("SIGKILL");
    await this.#listener.status;
  }
}

/**
 * Where the clicks are in what was recorded.
 *
 * @returns frames with a fraction, by a parabola through the highest three
 */
export function findClicks(samples: Float32Array): number[] {
  const clicks: number[] = [];
  for (let i = 1; i + 1 < samples.length; i++) {
    const middle = samples[i] ?? 0;
    if (middle < 0.3) continue;
    const [left = 0, right = 0] = [samples[i - 1], samples[i + 1]];
    if (middle < left || middle <= right) continue;
    clicks.push(i + (left - right) / (2 * (left - 2 * middle + right)));
  }
  return clicks;
}
