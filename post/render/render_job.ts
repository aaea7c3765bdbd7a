/** What a worker must know to render a range of the programme. */
import type { GainCurve } from "../ground/gain_curve.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import type { ChannelLayout } from "../ground/options.ts";
import { type ProgrammePiece } from "./programme_pieces.ts";

/** A piece of the programme, and how each track's gain moves over it, for the tracks that are there. */
export interface Piece extends ProgrammePiece {
  readonly curves: Readonly<Partial<Record<TrackName, GainCurve>>>;
}

/** What of the sound concerns rendering: the plan decides on it, and every job of the plan passes it on as it is. */
export interface RenderSound {
  /** Of the programme, Hz. */
  readonly rateHz: number;
  /** Of the stems, Hz. */
  readonly stemRateHz: number;
  readonly layout: ChannelLayout;
  /** Channels of the programme. */
  readonly channels: 1 | 2;
  /** Where the microphone's high-pass begins, Hz; 0 for none. */
  readonly highPassHz: number;
  /** What the limiter of the whole programme keeps it under, dBTP; Infinity for none. */
  readonly truePeakDb: number;
}

/**
 * All that a worker must know, beside the stems themselves, to render a range of the programme: plain data, about 20 KB
 * for a chunk.
 */
export interface RenderJob extends RenderSound {
  readonly fromFrame: number;
  readonly toFrame: number;
  /** At the stems' rate; they reach as far beyond the range as rendering looks. */
  readonly pieces: readonly Piece[];
}
