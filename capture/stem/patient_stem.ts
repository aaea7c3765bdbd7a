/** A stem on a disk that may be full for a moment. */
import { systemTrouble } from "../../ffi/system/system_error.ts";
import { STEM_CHANNELS, type TrackName } from "../ground/tracks.ts";
import type { Stem } from "./stem.ts";

/** What is remembered at most, seconds of sound: 12 MB where there are two channels. */
const MOST_SECONDS = 30;

/** What waits for space: samples, interleaved, or so many frames of silence. */
type Piece = Float32Array | number;

/**
 * Remembers what a full disk does not take, and writes it once there is space again: whatever filled it may be gone in a
 * second, and the rest of a meeting is not given up for that. Anything else that is wrong with a disk is thrown.
 */
export class PatientStem implements Stem {
  readonly #stem: Stem;
  readonly #channels: number;
  readonly #mostFrames: number;
  /** In order. */
  readonly #late: Piece[] = [];

  /** @param rateHz of the stem */
  constructor(stem: Stem, track: TrackName, rateHz: number) {
    this.#stem = stem;
    this.#channels = STEM_CHANNELS[track];
    this.#mostFrames = MOST_SECONDS * rateHz;
  }

  /** With those that are only remembered. */
  get frames(): number {
    return this.#late.reduce<number>(
      (sum, piece) => sum + this.#framesOf(piece),
      this.#stem.frames,
    );
  }

  /** @throws what the stem throws, of a full disk only when it has been that for too long */
  write(samples: Float32Array): void {
    this.#add(samples);
  }

  /** @throws as `write` */
  silence(frames: number): void {
    this.#add(frames);
  }

  sync(): void {
    this.#writeLate();
    this.#stem.sync();
  }

  prepare(): boolean {
    this.#writeLate();
    return this.#stem.prepare();
  }

  get isInPlace(): boolean {
    return this.#late.length === 0 && this.#stem.isInPlace;
  }

  /** @throws also where the disk is still full: the stem is whole then, without what it did not take */
  finish(): void {
    const error = this.#writeLate();
    this.#late.length = 0;
    this.#stem.finish();
    if (error !== undefined) throw error;
  }

  [Symbol.dispose](): void {
    this.#stem[Symbol.dispose]();
  }

  #add(piece: Piece): void {
    this.#late.push(piece);
    const error = this.#writeLate();
    if (error === undefined) return;
    const rest = this.#late.at(-1);
    // Whoever gave the samples uses their place again.
    if (rest instanceof Float32Array) this.#late[this.#late.length - 1] = rest.slice();
    const sound = this.#late.filter((late) => late instanceof Float32Array);
    const frames = sound.reduce((sum, samples) => sum + this.#framesOf(samples), 0);
    if (frames > this.#mostFrames) throw error;
  }

  /** @returns what the disk says, if it is full */
  #writeLate(): Error | undefined {
    for (let first = this.#late[0]; first !== undefined; first = this.#late[0]) {
      const before = this.#stem.frames;
      try {
        if (first instanceof Float32Array) this.#stem.write(first);
        else this.#stem.silence(first);
        this.#late.shift();
      } catch (error) {
        if (!(error instanceof Error) || systemTrouble(error)?.kind !== "full") throw error;
        const done = this.#stem.frames - before;
        this.#late[0] = first instanceof Float32Array
          ? first.subarray(done * this.#channels)
          : first - done;
        return error;
      }
    }
    return undefined;
  }

  #framesOf(piece: Piece): number {
    return piece instanceof Float32Array ? piece.length / this.#channels : piece;
  }
}
