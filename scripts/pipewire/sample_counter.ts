/** Counts a device's frames against the wall clock, with nothing of ours between: what a gap is proven true by. */
import { type SoundCard, URGENT } from "../stage/sound_card.ts";

const RATE_HZ = 48_000;
/** Two floats. */
const FRAME_BYTES = 8;
/** Whole cycles of PipeWire's graph, whatever it runs at: each block ends with one. */
const BLOCK_FRAMES = 2048;

/** A `parec` whose bytes are counted as they come. */
export class SampleCounter implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #counted: Promise<void>;
  /** When bytes came, on `performance.now()`, and how late that was, by their number; ms. */
  readonly #times: number[] = [];
  readonly #lateness: number[] = [];

  /** @param source what is recorded, by name; 48 kHz */
  constructor(card: SoundCard, source: string) {
    const format = ["--raw", "--format=float32le", `--rate=${RATE_HZ}`, "--channels=2"];
    const latency = `--latency=${BLOCK_FRAMES * FRAME_BYTES}`;
    this.#child = new Deno.Command("nice", {
      args: [...URGENT, "parec", ...format, latency, `--device=${source}`],
      env: card.env,
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#counted = this.#count();
  }

  /**
   * How much was missing between two instants: the least lateness of the time after the second, less that before the
   * first, ms.
   *
   * @param fromMs on `performance.now()`
   * @param spanMs how long to look before and after
   */
  missingMs(fromMs: number, toMs: number, spanMs: number): number {
    return this.#least(toMs, toMs + spanMs) - this.#least(fromMs - spanMs, fromMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    await this.#counted;
  }

  #least(fromMs: number, toMs: number): number {
    let least = Infinity;
    for (let i = this.#times.length - 1; i >= 0; i--) {
      const at = this.#times[i] ?? 0;
      if (at < fromMs) break;
      if (at <= toMs) least = Math.min(least, this.#lateness[i] ?? Infinity);
    }
    return least;
  }

  async #count(): Promise<void> {
    let bytes = 0;
    for await (const piece of this.#child.stdout) {
      const nowMs = performance.now();
      bytes += piece.length;
      this.#times.push(nowMs);
      this.#lateness.push(nowMs - bytes / FRAME_BYTES / RATE_HZ * 1_000);
    }
  }
}
