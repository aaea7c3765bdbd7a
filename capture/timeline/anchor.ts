/** What the audio thread notes, and what is missing between such notes. */

/** Why there is silence where sound was expected. */
export type GapCause =
  | "late-start" // the source delivered its first frame after the session's zero
  | "stall" // callbacks stopped (for 0.2 s or more), and what was missed never came
  | "skip" // callbacks went on, but frames are missing
  | "overrun" // our own ring was full; the number of frames is exact
  | "sleep" // the machine (or the process) was asleep
  | "replaced" // the stream was reopened
  | "ended"; // the source came to its end before the session did

/** Silence in a track. */
export interface Gap {
  /** Session frame at which the silence begins. */
  atFrame: number;
  /** Its length in session frames. */
  frames: number;
  cause: GapCause;
}

/** What the audio thread notes at a callback. */
export interface Anchor {
  /** Device frames before this block since the stream started, dropped ones included. */
  readonly position: number;
  /** Frames in the block. */
  readonly frames: number;
  /** Host clock at the callback, that is at the end of the block, in ns; late by an unknown time, never early. */
  readonly hostNs: number;
  /**
   * Frames that are lost together, or several times as many, if any are: PipeWire's cycle, 1 as long as it is not known. 0 or
   * none elsewhere.
   */
  readonly cycleFrames?: number;
}
