/** A microphone whose clock we own: a pipe that PulseAudio reads as a source, fed at a rate of our choice. */

const RATE_HZ = 48_000;
const FEED_EVERY_MS = 10;
const CLICK = Math.round(0.9 * 32_767);

/** Lines for the start script of a `VirtualCard`: the pipe is its default microphone. */
export function skewedMicrophoneLines(path: string): string[] {
  return [
    `load-module module-pipe-source source_name=skewed file=${path} ` +
    `format=s16le rate=${RATE_HZ} channels=1`,
    "set-default-source skewed",
  ];
}

/**
 * Feeds the pipe: frame n is written when the host's monotonic clock says n / (48,000 · (1 + ppm · 10⁻⁶)) seconds. At
 * each second of the host's clock there is a click of one frame, in faint noise. The card must be there already.
 */
export class SkewedMicrophone implements AsyncDisposable {
  readonly #fed: Promise<void>;
  #isOver = false;

  /** @param ppm how much faster than 48 kHz it runs, parts per million */
  constructor(path: string, ppm: number) {
    this.#fed = this.#feed(path, RATE_HZ * (1 + ppm * 1e-6));
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
      frame = due;
      const bytes = new Uint8Array(block.buffer);
      for (let at = 0; at < bytes.length;) at += await pipe.write(bytes.subarray(at));
      await new Promise((resolve) => setTimeout(resolve, FEED_EVERY_MS));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#fed;
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
    const [left = 0, middle = 0, right = 0] = samples.subarray(i - 1, i + 2);
    if (middle < 0.3 || middle < left || middle <= right) continue;
    clicks.push(i + (left - right) / (2 * (left - 2 * middle + right)));
  }
  return clicks;
}
