/** Where each block of a source belongs on the session clock. */
import type { Anchor, GapCause } from "./anchor.ts";
import { BlockJudge } from "./block_judge.ts";
import { SleepLog } from "./sleep_log.ts";
import { Steering } from "./steering.ts";

/** Where a block goes. Blocks are placed in the order in which they came. */
export interface Placement {
  /** Device frames of the block, in all. */
  frames: number;
  /** How many at its head have no place: captured before zero, or where something stands already. */
  skipFrames: number;
  /** Present when the block does not join what is there: the session frame at which its (first unskipped) frame goes, not
   * before what is there. What lies between is silence, for this reason. */
  jump?: { toFrame: number; cause: GapCause };
  /** Correction of the resampling ratio, parts per million: positive for more output. 0 exactly until there is evidence. */
  correctionPpm: number;
}

/** What a {@link Timeline} is made for. */
export interface TimelineOptions {
  /** The session's rate, Hz. */
  rateHz: number;
  /** The device's nominal rate, Hz. */
  sourceRateHz: number;
  /** Host clock at the session's frame 0, ns. */
  zeroNs: number;
  /** Host times follow from positions: nothing is measured or corrected, and no block waits. */
  exact?: boolean;
  /** The track has been recorded by somebody else before. */
  resumed?: boolean;
}

/** Without anchors for this long, blocks that wait are judged by what there is. */
const PATIENCE_NS = 2e9;
/** Silence is written for a source that says nothing up to this long ago; what comes later than that finds it there. */
const MARGIN_NS = 10e9;
/** Missing frames shorter than this are made up by steering. */
const MIN_GAP_SECONDS = 1e-3;
/** A device that falls behind the steering's reach by this much has a gap, whatever its anchors say. */
const MAX_BEHIND_SECONDS = 0.05;
/** Sound that comes too early is kept and steered, up to this much. */
const MAX_AHEAD_SECONDS = 2;

/**
 * Says for each block of a source where it belongs on the session clock: a pure function of anchors and of the
 * times that it is given. See docs/clock.md.
 *
 * Anchors go in by `push`; placements come out of `next`, some of them later, since it is not known at once whether a
 * block is late or frames were lost before it (see {@link BlockJudge}).
 */
export class Timeline {
  readonly #rateHz: number;
  readonly #zeroNs: number;
  readonly #exact: boolean;
  readonly #steering = new Steering();
  readonly #sleeps = new SleepLog();
  #judge: BlockJudge;
  #sourceRateHz: number;
  /** A block has been placed, or left out. */
  #hasBegun = false;
  /** The next block to be placed does not join: the track is at its beginning, or in silence, for this reason. */
  #silentCause: GapCause | undefined = "late-start";
  #lastHostNs: number;
  #startOffsetSeconds = 0;
  #unplacedFrames = 0;

  constructor(options: TimelineOptions) {
    this.#rateHz = options.rateHz;
    this.#sourceRateHz = options.sourceRateHz;
    this.#zeroNs = options.zeroNs;
    this.#exact = options.exact ?? false;
    if (options.resumed) [this.#hasBegun, this.#silentCause] = [true, "replaced"];
    this.#judge = this.#makeJudge(this.#silentCause ?? "late-start");
    this.#lastHostNs = options.zeroNs;
  }

  /** How much faster than its nominal rate the device runs, in parts per million; 0 until there is evidence. */
  get ppm(): number {
    return this.#judge.ppm;
  }

  /** Session time of the source's first frame, seconds; 0 when it was running before zero, and until it is known. */
  get startOffsetSeconds(): number {
    return this.#startOffsetSeconds;
  }

  /**
   * Device frames that came too late: silence had been written in their place. What was captured before zero, or while
   * the device before this one was still recorded, is missing nowhere and does not count.
   */
  get unplacedFrames(): number {
    return this.#unplacedFrames;
  }

  /** Why the track is silent from where it stands, if it is. */
  get silentCause(): GapCause {
    return this.#silentCause ?? "stall";
  }

  /** Why a gap is there, if `cause` broke the track off: most of it may have been slept through, whatever came of that. */
  causeOf(cause: GapCause, fromFrame: number, toFrame: number): GapCause {
    if (cause === "late-start" || cause === "overrun") return cause;
    const fromNs = this.#nsAt(fromFrame);
    const toNs = this.#nsAt(toFrame);
    return 2 * this.#sleeps.sleptNs(fromNs, toNs) > toNs - fromNs ? "sleep" : cause;
  }

  /** Whether positions begin anew with this anchor: then it is another stream's, although nobody said so. */
  isNewStream(anchor: Anchor): boolean {
    return anchor.position < this.#judge.nextPosition;
  }

  /** Takes the next block's anchor. */
  push(anchor: Anchor): void {
    this.#lastHostNs = Math.max(this.#lastHostNs, anchor.hostNs);
    this.#judge.push(anchor);
  }

  /**
   * The oldest block that can be placed, or `undefined` while none can.
   *
   * @param cursor session frame (with a fraction) at which the block would stand if it simply joined what is there
   * @param silentFrom session frame from which on there is silence before the cursor, if there is
   */
  next(cursor: number, silentFrom = cursor): Placement | undefined {
    const block = this.#judge.take();
    if (block === undefined) return undefined;
    const { frames } = block.anchor;
    const wanted = this.#frameAt(block.startNs);
    const offsetSeconds = (wanted - cursor) / this.#rateHz;
    const isSilent = this.#silentCause !== undefined;
    if (!isSilent && this.#joins(offsetSeconds, block.cause)) {
      return { frames, skipFrames: 0, correctionPpm: this.#correctionPpm(offsetSeconds) };
    }
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#startOffsetSeconds = Math.max(0, wanted / this.#rateHz);
    }
    const from = Math.ceil(cursor);
    const skipFrames = Math.min(frames, this.#sourceFrames(from - wanted));
    const before = this.#sourceFrames(Math.max(0, silentFrom) - wanted);
    this.#unplacedFrames += Math.max(0, skipFrames - before);
    if (skipFrames === frames) return { frames, skipFrames, correctionPpm: 0 };
    const cause = block.cause ?? this.#silentCause ?? "skip";
    this.#silentCause = undefined;
    const jump = { toFrame: Math.max(from, Math.round(wanted)), cause };
    return { frames, skipFrames, jump, correctionPpm: this.#correctionPpm(0) };
  }

  /**
   * Tells the time. Afterwards `next` may have more to give. When the source has said nothing for long, returns the
   * session frame up to which the track is to be silence (for the caller to write, if it is beyond what is there).
   *
   * @param busyUntilNs see `SleepLog.look`
   */
  advance(nowNs: number, busyUntilNs?: number): number | undefined {
    this.#sleeps.look(nowNs, busyUntilNs);
    const quietNs = nowNs - this.#lastHostNs;
    if (quietNs > PATIENCE_NS) this.#judge.settle();
    // An exact source has no time of its own: only its end makes it silent.
    if (this.#exact || this.#judge.buffered > 0 || quietNs < MARGIN_NS) return undefined;
    // Who has just woken up has not had the time to hear what was kept for him.
    if (this.#sleeps.awakeNs(nowNs) < PATIENCE_NS) return undefined;
    return Math.floor(this.#frameAt(nowNs - MARGIN_NS));
  }

  /** Silence is being written: the next block begins anew. */
  silenced(): void {
    this.#silentCause ??= "stall";
  }

  /** The next block is another stream's first: positions and clock begin anew. All judged blocks must have been taken. */
  replaced(sourceRateHz: number): void {
    this.#sourceRateHz = sourceRateHz;
    this.#steering.reset();
    if (this.#hasBegun) this.#silentCause = "replaced";
    this.#judge = this.#makeJudge(this.#hasBegun ? "replaced" : "late-start");
  }

  /** Judges all blocks that wait, as if no anchor would follow. */
  settle(): void {
    this.#judge.settle();
  }

  /** Lets no block wait any longer: all are taken to have been late. */
  relieve(): void {
    this.#judge.relieve();
  }

  #makeJudge(firstCause: GapCause): BlockJudge {
    return new BlockJudge({
      rateHz: this.#sourceRateHz,
      exact: this.#exact,
      firstCause,
    });
  }

  /** Whether a block goes on where the last one ended: what offset there is can be steered. */
  #joins(offsetSeconds: number, cause: GapCause | undefined): boolean {
    const most = cause === undefined ? MAX_BEHIND_SECONDS : MIN_GAP_SECONDS;
    return offsetSeconds > -MAX_AHEAD_SECONDS && offsetSeconds < most;
  }

  #correctionPpm(offsetSeconds: number): number {
    if (this.#exact) return 0;
    const { linePpm, hasCycles } = this.#judge;
    return this.#steering.correctionPpm(offsetSeconds, linePpm, hasCycles);
  }

  /** Device frames in so many session frames; none in fewer than none. */
  #sourceFrames(sessionFrames: number): number {
    return Math.max(0, Math.round(sessionFrames * this.#sourceRateHz / this.#rateHz));
  }

  #nsAt(frame: number): number {
    return this.#zeroNs + frame * 1e9 / this.#rateHz;
  }

  #frameAt(ns: number): number {
    return (ns - this.#zeroNs) * this.#rateHz / 1e9;
  }
}
