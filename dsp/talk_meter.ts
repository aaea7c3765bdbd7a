// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** What is talk in a signal, and what is the room. */
import { dbOfPower } from "./decibels.ts";

/** Short enough to tell syllables from the pauses between them. */
const HOP_SECONDS = 0.05;
/** What is looked back on. */
const WINDOW_SECONDS = 8;
const WINDOW_HOPS = Math.round(WINDOW_SECONDS / HOP_SECONDS);
/** What counts as the present. */
const NOW_HOPS = Math.round(1 / HOP_SECONDS);
/** Quieter levels count as this, dBFS: 16-bit converters end there. */
const LEAST_DB = -96;
/** Talk stands out from the room by this much, dB. */
const TALK_OVER_FLOOR_DB = 10;
/** Less than this is no signal at all: the noise of an input that hears nothing, dBFS. */
const NO_SIGNAL_DB = -75;

/** Levels of the last seconds, dBFS, −96 at least. */
export interface TalkLevels {
  /** Of the room: one hop in ten is quieter. */
  readonly floorDb: number;
  /** Of what is loud in it: one hop in twenty is louder. */
  readonly loudDb: number;
  /** The loudest hop of the last second. */
  readonly nowDb: number;
  /** Part of the time, 0 to 1, in which something stood out from the room. */
  readonly talkShare: number;
}

/** What is talk in a signal, and what is the room: by the level of hops of 50 ms over the last 8 s. */
export class TalkMeter {
  readonly #channels: number;
  readonly #hopFrames: number;
  /** A ring; only the first `#filled` hold anything. */
  readonly #hops = new Float64Array(WINDOW_HOPS);
  readonly #sorted = new Float64Array(WINDOW_HOPS);
  #filled = 0;
  #next = 0;
  #sum = 0;
  #frames = 0;
  #quietHops = 0;

  /** @param rateHz at least 20 */
  constructor(rateHz: number, channels: number) {
    this.#channels = channels;
    this.#hopFrames = Math.round(rateHz * HOP_SECONDS);
  }

  /** For how long there has been no signal (below −75 dBFS), seconds. */
  get quietSeconds(): number {
    return this.#quietHops * HOP_SECONDS;
  }

  /** Whether there is enough to look back on: 8 s. */
  get isFull(): boolean {
    return this.#filled === WINDOW_HOPS;
  }

  /** Takes the first `frames` of a block, interleaved. A sample that is not finite is silence. */
  process(samples: Float32Array, frames: number): void {
    const channels = this.#channels;
    for (let frame = 0; frame < frames;) {
      const stop = Math.min(frames, frame + this.#hopFrames - this.#frames);
      let sum = this.#sum;
      for (let i = frame * channels; i < stop * channels; i++) {
        const square = samples[i]! * samples[i]!;
        if (square < Infinity) sum += square;
      }
      this.#frames += stop - frame;
      frame = stop;
      this.#sum = sum;
      if (this.#frames === this.#hopFrames) this.#endHop();
    }
  }

  /** Looks back on the last 8 s, or on what there is. */
  levels(): TalkLevels {
    const filled = this.#filled;
    const sorted = this.#sorted.subarray(0, filled);
    sorted.set(this.#hops.subarray(0, filled));
    sorted.sort();
    const at = (part: number) => sorted[Math.floor(part * (filled - 1))] ?? LEAST_DB;
    const floorDb = at(0.1);
    let nowDb = LEAST_DB;
    for (let back = 1; back <= Math.min(NOW_HOPS, filled); back++) {
      nowDb = Math.max(nowDb, this.#hops[(this.#next - back + WINDOW_HOPS) % WINDOW_HOPS]!);
    }
    let talking = 0;
    for (let i = 0; i < filled; i++) {
      if (sorted[i]! >= floorDb + TALK_OVER_FLOOR_DB) talking++;
    }
    return { floorDb, loudDb: at(0.95), nowDb, talkShare: filled === 0 ? 0 : talking / filled };
  }

  /** Forgets everything. */
  reset(): void {
    this.#filled =
      this.#next =
      this.#sum =
      this.#frames =
      this.#quietHops =
        0;
  }

  #endHop(): void {
    const db = dbOfPower(this.#sum / (this.#hopFrames * this.#channels));
    this.#hops[this.#next] = Math.max(LEAST_DB, db);
    this.#next = (this.#next + 1) % WINDOW_HOPS;
    this.#filled = Math.min(WINDOW_HOPS, this.#filled + 1);
    this.#quietHops = db < NO_SIGNAL_DB ? this.#quietHops + 1 : 0;
    this.#sum = this.#frames = 0;
  }
}
