/** How stems are read. */
import type { TrackName } from "../../capture/ground/tracks.ts";

/** Reads a stem: interleaved samples from `startFrame`, fewer than asked for at its end. `WavReader` is one. */
export interface FrameReader {
  read(startFrame: number, frames: number, into?: Float32Array): Float32Array;
}

/** The stems of the tracks that are there. */
export type StemReaders = Readonly<Partial<Record<TrackName, FrameReader>>>;
