/** A device that hears the time, and can be unplugged. */
import type { TrackName } from "../../../../capture/ground/tracks.ts";
import { STEM_CHANNELS } from "../../../../capture/ground/tracks.ts";
import type { Clock } from "../../../../capture/ground/clock.ts";
import type { Source, SourceBlock, SourceState } from "../../../../capture/source/source.ts";
import { coarseSample, fineSample, RATE_HZ } from "./heard_seconds.ts";

/** Length of a block. */
const BLOCK_FRAMES = RATE_HZ / 10;

/** Delivers a block each time its end has passed on the clock. */
export class CodedSource implements Source {
  readonly name: string;
  readonly rateHz = RATE_HZ;
  readonly channels: number;
  readonly exact = false;
  readonly endNs = undefined;
  state: SourceState = "running";
  framesDropped = 0;
  readonly #clock: Clock;
  readonly #zeroNs: number;
  #startedNs = Infinity;
  #position = 0;

  /** @param zeroNs when the first second began */
  constructor(track: TrackName, clock: Clock, zeroNs: number) {
    this.name = `the ${track}`;
    this.channels = STEM_CHANNELS[track];
    this.#clock = clock;
    this.#zeroNs = zeroNs;
  }

  start(): void {
    this.#startedNs = this.#clock.nowNs();
  }

  isOutdated(): boolean {
    return false;
  }

  read(): SourceBlock | undefined {
    if (this.state === "gone") return undefined;
    const position = this.#position;
    const hostNs = this.#startedNs + (position + BLOCK_FRAMES) * 1e9 / RATE_HZ;
    if (hostNs > this.#clock.nowNs()) return undefined;
    this.#position += BLOCK_FRAMES;
    const samples = new Float32Array(BLOCK_FRAMES * this.channels);
    for (let frame = 0; frame < BLOCK_FRAMES; frame++) {
      const ns = this.#startedNs + (position + frame) * 1e9 / RATE_HZ - this.#zeroNs;
      const second = Math.floor(ns / 1e9);
      samples[frame * this.channels] = fineSample(second);
      if (this.channels > 1) samples[frame * this.channels + 1] = coarseSample(second);
    }
    return { position, frames: BLOCK_FRAMES, samples, hostNs };
  }

  [Symbol.dispose](): void {}
}
