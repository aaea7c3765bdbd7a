// deno-lint-ignore-file no-non-null-assertion -- hot loops index within bounds
/** Makes the samples of a stem exact silence where nothing is to be kept. */
import { raisedCosine } from "../../dsp/fade.ts";
import { STEM_CHANNELS, type TrackName } from "../ground/tracks.ts";

const FADE_SECONDS = 0.005;

/** What a hush is made for. */
export interface HushOptions {
  readonly track: TrackName;
  /** Of the stem, Hz. */
  readonly rateHz: number;
  /** Frames at which hushing begins and ends, in turn: what was asked for before. */
  readonly edges?: readonly number[];
  /**
   * A frame from which on nothing is kept, or (−1 − frame) all is again, for whom the word itself may still be on its way;
   * Infinity for none.
   */
  readonly word?: Float64Array;
}

/**
 * Silences stretches of a stem, with fades of 5 ms: the one down lies within the stretch, the one up behind it, so that
 * neither needs what was written before.
 */
export class Hush {
  readonly #channels: number;
  /** Rising. */
  readonly #fade: Float32Array;
  /** Beginnings and ends, in turn; what lies behind is forgotten. */
  readonly #edges: number[];
  readonly #word: Float64Array | undefined;
  #wordFromFrame = 0;

  constructor({ track, rateHz, edges = [], word }: HushOptions) {
    this.#word = word;
    this.#channels = STEM_CHANNELS[track];
    this.#fade = raisedCosine(Math.round(FADE_SECONDS * rateHz));
    this.#edges = [...edges];
  }

  /** The word counts from this frame on: it is of a session that began there. */
  beginAt(frame: number): void {
    this.#wordFromFrame = frame;
  }

  /** Whether what comes next is hushed. */
  get isOn(): boolean {
    return this.#edges.length % 2 === 1;
  }

  /**
   * Begins or ends hushing; where it is so already, nothing changes.
   *
   * @param atFrame where; not before the edge that was given last
   * @returns where it holds from
   */
  switch(on: boolean, atFrame: number): number {
    const last = this.#edges.at(-1) ?? 0;
    if (on === this.isOn) return last;
    this.#edges.push(Math.max(atFrame, last));
    return Math.max(atFrame, last);
  }

  /**
   * Silences what is to be of the next samples, in place.
   *
   * @param samples interleaved, as the stem has them
   * @param fromFrame where the first of them stands; calls go forward
   */
  apply(samples: Float32Array, fromFrame: number): void {
    const toFrame = fromFrame + samples.length / this.#channels;
    this.#takeWord(fromFrame);
    this.#forget(fromFrame);
    for (let i = 0; i < this.#edges.length && this.#edges[i]! < toFrame; i += 2) {
      const begin = this.#edges[i]!;
      const end = this.#edges[i + 1] ?? Infinity;
      for (let frame = Math.max(begin, fromFrame); frame < toFrame; frame++) {
        if (frame >= end + this.#fade.length) break;
        this.#turnDown(samples, frame - fromFrame, this.#gain(frame, begin, end));
      }
    }
  }

  #takeWord(fromFrame: number): void {
    const word = this.#word?.[0] ?? Infinity;
    if (word === Infinity) return;
    const asked = this.#wordFromFrame + (word < 0 ? -1 - word : word);
    this.switch(word >= 0, Math.max(asked, fromFrame));
  }

  #gain(frame: number, begin: number, end: number): number {
    if (frame >= end) return this.#fade[frame - end]!;
    return this.#fade[this.#fade.length - 1 - (frame - begin)] ?? 0;
  }

  #turnDown(samples: Float32Array, frame: number, gain: number): void {
    const first = frame * this.#channels;
    for (let s = first; s < first + this.#channels; s++) {
      // Not multiplied: whatever is there, also what is no number, becomes zero.
      samples[s] = gain === 0 ? 0 : samples[s]! * gain;
    }
  }

  #forget(fromFrame: number): void {
    while ((this.#edges[1] ?? Infinity) + this.#fade.length <= fromFrame) this.#edges.splice(0, 2);
  }
}
