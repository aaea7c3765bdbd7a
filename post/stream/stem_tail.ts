/** A stem that is read while it grows, from one part of the recording to the next. */
import { STEM_CHANNELS, type TrackName } from "../../capture/ground/tracks.ts";
import type { WavReader } from "../../formats/wav_reader.ts";
import { openStem } from "../ground/open_stems.ts";

/** A file with a stretch of a side: its first frame is this one of the recording. */
export interface StemPlace {
  readonly path: string;
  readonly fromFrame: number;
}

/** Reads what there is; where there is nothing, that is silence. */
export class StemTail implements Disposable {
  readonly #channels: number;
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
      if (place) this.#readOf(place, frame, samples.subarray(done, done + count));
      done += count;
    }
  }

  [Symbol.dispose](): void {
    this.#open?.reader[Symbol.dispose]();
    this.#open = undefined;
  }

  #readOf(place: StemPlace, frame: number, samples: Float32Array): void {
    const at = frame - place.fromFrame;
    const frames = samples.length / this.#channels;
    let reader = this.#readerOf(place);
    if (reader && reader.info.frames < at + frames && reader.refresh() < at + frames) {
      // Somebody may have removed the file: the session puts a copy in its place, and that one grows.
      this[Symbol.dispose]();
      reader = this.#readerOf(place);
    }
    reader?.read(at, frames, samples);
  }

  #readerOf(place: StemPlace): WavReader | undefined {
    if (this.#open?.place.path === place.path) return this.#open.reader;
    const reader = openStem(place.path);
    if (reader?.info.channels !== this.#channels) {
      reader?.[Symbol.dispose]();
      return undefined;
    }
    this[Symbol.dispose]();
    this.#open = { place, reader };
    return reader;
  }
}
