/** A WAV file that is played as if it were a device. */
import { type ChannelPlace, placesOfMask } from "../../dsp/channel_place.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import type { Clock } from "../ground/clock.ts";
import type { Source, SourceBlock, SourceState } from "./source.ts";

/** Length of a block, as devices have it; seconds. */
const BLOCK_SECONDS = 0.02;
/** Most that one block carries when the reader is behind, seconds: what it costs to be fast at a high pace. */
const MOST_SECONDS = 0.5;

/**
 * Plays a file from its beginning, from the instant that `start` names.
 *
 * A block can be read as soon as its end has passed on the clock, and its times are exact. Who reads late gets longer
 * blocks, so that a clock that runs a thousand times faster makes longer blocks and not a thousand times as many.
 * Memory is bounded, whatever the file's length.
 */
export class FileSource implements Source {
  readonly rateHz: number;
  readonly channels: number;
  readonly places: readonly ChannelPlace[] | undefined;
  readonly name: string;
  readonly exact = true;
  readonly framesDropped = 0;
  readonly #reader: WavReader;
  readonly #clock: Clock;
  readonly #frames: number;
  readonly #blockFrames: number;
  readonly #buffer: Float32Array;
  readonly #block: { position: number; frames: number; samples: Float32Array; hostNs: number };
  #startNs = Infinity;
  #position = 0;

  /**
   * @param path the file
   * @param o.cutShort play what there is of a file that says it is longer
   * @param clock what it is played by
   * @throws {Deno.errors.NotFound} when there is no such file
   * @throws {Deno.errors.InvalidData} when it is no WAV file, contains no sound, or is shorter than it says
   */
  constructor(path: string, clock: Clock, o: { readonly cutShort?: boolean } = {}) {
    this.#reader = WavReader.open(path);
    const { rateHz, channels, channelMask, frames, truncated, open } = this.#reader.info;
    if (frames === 0 || (truncated && !open && !o.cutShort)) {
      this.#reader[Symbol.dispose]();
      throw new Deno.errors.InvalidData(
        frames === 0
          ? `Cannot play "${path}": it holds no sound; name another file`
          : `Cannot play "${path}": it was cut short and says that it is longer; make it whole first ` +
            `(ffmpeg -i IN OUT.wav)`,
      );
    }
    this.rateHz = rateHz;
    this.channels = channels;
    this.places = channelMask === undefined ? undefined : placesOfMask(channelMask, channels);
    this.name = path;
    this.#clock = clock;
    this.#frames = frames;
    this.#blockFrames = Math.max(1, Math.round(rateHz * BLOCK_SECONDS));
    this.#buffer = new Float32Array(
      Math.max(this.#blockFrames, Math.round(rateHz * MOST_SECONDS)) * channels,
    );
    this.#block = { position: 0, frames: 0, samples: this.#buffer, hostNs: 0 };
  }

  get state(): SourceState {
    return this.#position < this.#frames ? "running" : "ended";
  }

  get endNs(): number | undefined {
    return this.state === "ended" ? this.#instantOf(this.#position) : undefined;
  }

  start(atNs: number): void {
    this.#startNs = atNs;
  }

  isOutdated(): boolean {
    return false;
  }

  read(): SourceBlock | undefined {
    const left = this.#frames - this.#position;
    const dueNs = this.#clock.nowNs() - this.#startNs;
    const due = Math.floor(dueNs * this.rateHz / 1e9) - this.#position;
    // Whole blocks as a device makes them, but for the last.
    const ready = due >= left ? left : due - due % this.#blockFrames;
    if (left <= 0 || !(ready > 0)) return undefined;
    const wanted = Math.min(ready, this.#buffer.length / this.channels);
    const samples = this.#reader.read(this.#position, wanted, this.#buffer);
    const frames = samples.length / this.channels;
    if (frames < wanted) {
      throw new Deno.errors.InvalidData(
        `Cannot play "${this.name}" any further: it became shorter meanwhile`,
      );
    }
    const block = this.#block;
    block.position = this.#position;
    block.frames = frames;
    block.samples = samples;
    this.#position += frames;
    block.hostNs = this.#instantOf(this.#position);
    return block;
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
  }

  #instantOf(position: number): number {
    return this.#startNs + position * 1e9 / this.rateHz;
  }
}
