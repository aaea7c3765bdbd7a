/** What a worker must know to render a range of the programme. */
import type { GainCurve } from "../ground/gain_curve.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import type { ChannelLayout } from "../ground/options.ts";
import { type ProgrammePiece } from "./programme_pieces.ts";

/** A piece of the programme, and how each track's gain moves over it, for the tracks that are there. */
export interface Piece extends ProgrammePiece {
  readonly curves: Readonly<Partial<Record<TrackName, GainCurve>>>;
}

/**
 * All that a worker must know, beside the stems themselves, to render a range of the programme: plain data, about 20 KB
 * for a chunk.
 */
export interface RenderJob {
  readonly fromFrame: number;
  readonly toFrame: number;
  /** Of the programme, and of the stems. */
  readonly rateHz: number;
  readonly stemRateHz: number;
  readonly layout: ChannelLayout;
  readonly channels: 1 | 2;
  /** At the stems' rate; they reach as far beyond the range as rendering looks. */
  readonly pieces: readonly Piece[];
  /** Where the microphone's high-pass begins, Hz; 0 for none. */
  readonly highPassHz: number;
  /** What the limiter of the whole programme holds it under, dBTP; Infinity for none. */
  readonly truePeakDb: number;
}
