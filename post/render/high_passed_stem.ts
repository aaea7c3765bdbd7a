/** A stem without what lies below speech. */
import type { FrameReader } from "../ground/stem_readers.ts";
import { Biquad, highPass } from "../../dsp/biquad.ts";

/** The filter begins anew at each multiple of this, so that what it gives depends on the place alone. */
const SECTION_SECONDS = 1;

/** So long before, with nothing in its memory: by then an 80 Hz filter has forgotten how it began, to −300 dB. */
const WARM_UP_SECONDS = 0.1;

/**
 * A mono stem without what lies below speech: steps on the floor, hands on the table, wind, hum, DC. It takes level away
 * from the voice and makes loudspeakers work for nothing.
 *
 * A filter with feedback remembers for ever, and then a chunk rendered on its own would not be what the whole gives. So the
 * filter begins anew each second, warmed up on what comes before: cost grows with length alone, samples depend on nothing
 * but their place.
 */
export class HighPassedStem implements FrameReader {
  readonly #stem: FrameReader;
  readonly #filter: Biquad;
  readonly #sectionFrames: number;
  readonly #warmUpFrames: number;
  readonly #warmUp: Float32Array;
  /** The frame that the filter expects next. */
  #at = -1;

  constructor(stem: FrameReader, cutoffHz: number, rateHz: number) {
    this.#stem = stem;
    this.#filter = new Biquad(highPass(cutoffHz, rateHz));
    this.#sectionFrames = Math.round(SECTION_SECONDS * rateHz);
    this.#warmUpFrames = Math.round(WARM_UP_SECONDS * rateHz);
    this.#warmUp = new Float32Array(this.#sectionFrames + this.#warmUpFrames);
  }

  /** As the stem's own `read`. */
  read(startFrame: number, frames: number, into?: Float32Array): Float32Array {
    const samples = this.#stem.read(startFrame, frames, into);
    for (let done = 0; done < samples.length;) {
      const frame = startFrame + done;
      const within = frame % this.#sectionFrames;
      const count = Math.min(samples.length - done, this.#sectionFrames - within);
      if (within === 0 || frame !== this.#at) this.#warmUpTo(frame, within);
      this.#filter.process(samples.subarray(done, done + count));
      done += count;
      this.#at = frame + count;
    }
    return samples;
  }

  /** Brings the filter to where it is at a frame that lies so far within its section. */
  #warmUpTo(frame: number, within: number): void {
    this.#filter.reset();
    const from = Math.max(0, frame - within - this.#warmUpFrames);
    if (from === frame) return;
    const before = this.#warmUp.subarray(0, frame - from);
    this.#filter.process(this.#stem.read(from, frame - from, before));
  }
}
