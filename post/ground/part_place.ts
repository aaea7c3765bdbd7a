/** Which part of what its stems hold a file is made of, when a recording is split into several files. */
import type { TrackName } from "../../capture/ground/tracks.ts";

/**
 * Where a part of a recording lies in its stems, stem frames. What its stems hold before it was in the part before, too:
 * gate, leveller, filters and encoder have heard it, so that the file goes on as if it had never been cut.
 */
export interface PartPlace {
  /** What is encoded begins here: where the whole recording's encode has a border of MP3 frames, and of their padding. */
  readonly encodeFromFrame: number;
  /** The file begins here. */
  readonly fromFrame: number;
  /** Gain of each track at the end of the part before, in steps of `GAIN_STEP_DB`; none before that is known. */
  readonly gainSteps?: Readonly<Partial<Record<TrackName, number>>>;
}

/** Which frames of a programme its file holds; `toFrame` is excluded. */
export interface FileSpan {
  readonly fromFrame: number;
  readonly toFrame: number;
}

/** A part's gains begin with those of the part before, and become its own over this time, evenly in dB. */
export const GAIN_CHANGE_SECONDS = 10;
