import type { ProgrammeOptions, TrackName } from "./options.ts";
import type { AnalysisUpdate } from "./track_analysis.ts";

/** Listen to a stem up to a frame, going on where the last order for the track ended. */
export interface AnalysisOrder {
  readonly track: TrackName;
  readonly path: string;
  readonly options: ProgrammeOptions;
  /** Frames that the stem is known to have. */
  readonly toFrame: number;
  /** The stem ends there. */
  readonly finish: boolean;
  readonly niceness?: number;
}

/** What the worker gives when the stem has come to its end. */
export type AnalysisResult = AnalysisUpdate;
