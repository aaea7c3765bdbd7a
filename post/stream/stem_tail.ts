/** A stem that is read while it grows, from one part of the recording to the next. */
import { STEM_CHANNELS, type TrackName } from "../../capture/ground/tracks.ts";
import type { WavReader } from "../../formats/wav_reader.ts";
import { isSilent } from "../../dsp/is_silent.ts";
import { openStem } from "../ground/open_stems.ts";

/** A file with a stretch of a side: its first frame is this one of the recording. */
export interface StemPlace {
  readonly path: string;
  readonly fromFrame: number;
}

/** Frames that are looked at in one go, and how often, for what came late: 10 s of it at a time. */
const BLOCK_FRAMES = 48_000;
const MOST_BLOCKS = 10;

/** Frames of the recording; `toFrame` is excluded. */
interface Stretch {
  fromFrame: number;
  readonly toFrame: number;
}

/** Reads what there is; where there is nothing, that is silence. */
export class StemTail implements Disposable {
  readonly #channels: number;
  /** What was silence because nothing was written there, in order. */
  #owed: Stretch[] = [];
  #places: readonly StemPlace[] = [];
  #open: { readonly place: StemPlace; readonly reader: WavReader } | undefined;

  constructor(track: TrackName) {
    this.#channels = STEM_CHANNELS[track];
  }

  /** @param places in order; one is used up to where the next begins */
  setPlaces(places: readonly StemPlace[]): void {
    this.#places = places;
  }

  /** The end of the last file, as far as it is written; a frame of the recording. */
  get endFrame(): number {
    const last = this.#places.at(-1);
    const reader = last && this.#readerOf(last);
    return last && reader ? last.fromFrame + reader.refresh() : 0;
  }

  /** Fills `samples` from a frame of the recording on. */
  read(fromFrame: number, samples: Float32Array): void {
    samples.fill(0);
    for (let done = 0; done < samples.length;) {
      const frame = fromFrame + done / this.#channels;
      const i = this.#places.findLastIndex((place) => place.fromFrame <= frame);
      const place = this.#places[i];
      const next = this.#places[i + 1]?.fromFrame ?? Infinity;
      const count = Math.min(samples.length - done, (next - frame) * this.#channels);
      const got = place ? this.#readOf(place, frame, samples.subarray(done, done + count)) : 0;
      done += count;
      this.#owe(frame + got, fromFrame + done / this.#channels);
    }
  }

  /**
   * Whether sound has been written by now where `read` gave silence for want of it.
   *
   * @param isLast nothing more is written: all of it is looked at, and not only some seconds
   */
  hasComeLate(isLast: boolean): boolean {
    let isLate = false;
    let left = isLast ? Infinity : MOST_BLOCKS;
    for (const stretch of this.#owed) {
      while (left-- > 0 && stretch.fromFrame < stretch.toFrame) {
        const came = this.#readOwed(stretch);
        if (came.length === 0) break;
        stretch.fromFrame += came.length / this.#channels;
        isLate ||= !isSilent(came);
      }
    }
    this.#owed = this.#owed.filter(({ fromFrame, toFrame }) => fromFrame < toFrame);
    return isLate;
  }

  [Symbol.dispose](): void {
    this.#open?.reader[Symbol.dispose]();
    this.#open = undefined;
  }

  #owe(fromFrame: number, toFrame: number): void {
    if (fromFrame >= toFrame) return;
    const last = this.#owed.at(-1);
    const goesOn = last?.toFrame === fromFrame;
    if (goesOn) this.#owed.pop();
    this.#owed.push({ fromFrame: goesOn ? last.fromFrame : fromFrame, toFrame });
  }

  /** What there is by now of the beginning of a stretch. */
  #readOwed({ fromFrame, toFrame }: Stretch): Float32Array {
    const i = this.#places.findLastIndex((place) => place.fromFrame <= fromFrame);
    const place = this.#places[i];
    const end = Math.min(toFrame, this.#places[i + 1]?.fromFrame ?? Infinity);
    const frames = place ? Math.min(BLOCK_FRAMES, end - fromFrame) : 0;
    const samples = new Float32Array(frames * this.#channels);
    const got = place ? this.#readOf(place, fromFrame, samples) : 0;
    return samples.subarray(0, got * this.#channels);
  }

  /** Returns how many frames there were. */
  #readOf(place: StemPlace, frame: number, samples: Float32Array): number {
    const at = frame - place.fromFrame;
    const frames = samples.length / this.#channels;
    let reader = this.#readerOf(place);
    if (reader && reader.info.frames < at + frames && reader.refresh() < at + frames) {
      // Somebody may have removed the file: the session puts a copy in its place, and that one grows.
      this[Symbol.dispose]();
      reader = this.#readerOf(place);
    }
    return (reader?.read(at, frames, samples).length ?? 0) / this.#channels;
  }

  #readerOf(place: StemPlace): WavReader | undefined {
    if (this.#open?.place.path === place.path) return this.#open.reader;
    const reader = stemAt(place.path);
    if (reader?.info.channels !== this.#channels) {
      reader?.[Symbol.dispose]();
      return undefined;
    }
    this[Symbol.dispose]();
    this.#open = { place, reader };
    return reader;
  }
}

/** What is no WAV has the stem's name for a while, or is a stem that has just been begun: it may be one the next time. */
function stemAt(path: string): WavReader | undefined {
  try {
    return openStem(path);
  } catch (error) {
    if (error instanceof Deno.errors.InvalidData) return undefined;
    throw error;
  }
}
