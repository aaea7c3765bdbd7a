import type { SourceBlock } from "./source.ts";
import type { Gap } from "./timeline.ts";

/** What an {@link Aligner} is made for. */
export interface AlignerOptions {
  /** The session's rate in Hz: what comes out. */
  rateHz: number;
  /** The source's nominal rate in Hz: what goes in. */
  sourceRateHz: number;
  /** Channels of the blocks, folded down already: 1 (microphone) or 2 (system). */
  channels: number;
  /** The host clock at the session's frame 0, in ns. What was captured before it is left out. */
  zeroNs: number;
  /** Takes the next session frames (interleaved); the view is valid during the call only. */
  write(samples: Float32Array): void;
  /** The source's `exact`: its host times follow from its positions, so there is nothing to measure or to correct. */
  exact?: boolean;
  /** Told once for each gap, when its length is final. */
  onGap?(gap: Gap): void;
}

/** What an {@link Aligner} found out; plain data. */
export interface AlignerReport {
  /** Session frames written so far. */
  frames: number;
  /** The source's rate error in parts per million; positive when it runs fast. 0 until there is evidence. */
  ppm: number;
  /** Seconds of session time before the source's first sample. */
  startOffsetSeconds: number;
  /** Gaps after the start, with the session frames of silence written for them. */
  gaps: { count: number; frames: number };
  /** Source frames left out: captured before zero, or come after silence had been written in their place. */
  lostFrames: number;
}

/**
 * Blocks of a source in, session frames out: timeline, resampler, silence in the gaps, 5 ms fades at their edges.
 * A pure function of the calls: no clock, no I/O. Use:
 *
 * ```ts
 * const aligner = new Aligner({ rateHz, sourceRateHz, channels, zeroNs, write: (s) => stem.write(s), onGap });
 * // every ~20 ms:
 * for (let block = source.read(); block; block = source.read()) aligner.push(block);
 * aligner.advance(clock.nowNs());       // always, also when nothing came: the stem grows without its source
 * // source reopened, other device, other rate:
 * aligner.replaced({ sourceRateHz, hostNs: clock.nowNs() });
 * // at the end, in two steps, so that all stems get one length:
 * const own = aligner.drain("stopped"); // or "ended": the source came to its own end (a file)
 * aligner.finish(sessionFrames);        // pads or trims to that; returns what it came to
 * ```
 *
 * It copies what it must hold: a block is held only while it is unknown whether frames were lost before it (normally
 * under 30 ms, at most about 1 s after a stall), and the last 5 ms of output are held for a fade.
 */
export declare class Aligner {
  constructor(options: AlignerOptions);
  /** Takes the next block (any size). Samples are copied where they must be held. */
  push(block: SourceBlock): void;
  /** Tells the time. Writes silence when nothing has come for 10 s (up to 10 s ago), so that stems grow without their sources.
   * A jump between two calls of over 3 s means that the machine slept: the gap's cause is then "sleep". */
  advance(nowNs: number): void;
  /** The stream was reopened: positions begin anew, the rate may differ. What is held is placed first. */
  replaced(o: { sourceRateHz: number; hostNs: number }): void;
  /** No block will come any more: places all that is held. Returns the session frame at which the sound ends. */
  drain(cause: "stopped" | "ended"): number;
  /** Nothing from session frame `frames` on will be written. May be called at any time before `finish`. Frames are written
   * 20 ms after their instant at the earliest, so an end that is told at once is kept exactly. Returns the end that will
   * be kept: `frames`, or what has been written already when that is more. */
  endAt(frames: number): number;
  /** `endAt(frames)`, places all that is held, and pads with silence up to the end. Returns the stem's length: `frames`, or
   * what had been written already when that is more (only when the end is told late). */
  finish(frames: number): number;
  readonly report: AlignerReport;
}
