import { decideGap } from "./gap_decision.ts";
import { DeviceClock } from "./device_clock.ts";
import { Steering } from "./steering.ts";

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
}

/** Where a block goes. Blocks are placed in the order in which they came. */
export interface Placement {
  /** Device frames of the block, in all. */
  frames: number;
  /** How many at its head belong nowhere: captured before zero, or where silence stands already. */
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
  /** Host times follow from positions: nothing is measured, corrected or held. */
  exact?: boolean;
}

/** Lateness that lasts this long (and this many blocks) without falling is a gap. */
const WINDOW_NS = 1e9;
const WINDOW_BLOCKS = 40;
/** A stream's first anchors are gathered for this long to find its early edge; longer while they still catch up. */
const ALIGN_NS = 1e9;
const ALIGN_MAX_NS = 4e9;
/** Without anchors for this long, what is held is decided by what there is. */
const PATIENCE_NS = 2e9;
/** Silence is written for a source that says nothing up to this long ago; what comes later than that finds it there. */
const MARGIN_NS = 10e9;
/** Two looks at the clock this far apart: the machine slept in between. */
const SLEEP_NS = 3e9;
/** A pause between callbacks from which on it is called a stall. */
const STALL_NS = 200e6;
/** Missing frames shorter than this are made up by steering. */
const MIN_GAP_SECONDS = 1e-3;
/** A device that falls behind the steering's reach by this much has a gap, whatever its anchors say. */
const MAX_BEHIND_SECONDS = 0.05;
/** Sound that comes too early is kept and steered, up to this much. */
const MAX_AHEAD_SECONDS = 2;

/** A block whose instant is decided. */
interface Decided {
  readonly anchor: Anchor;
  readonly startNs: number;
  readonly cause: GapCause | undefined;
}

/** A block that waits: were frames lost before it? */
interface Waiting {
  readonly anchor: Anchor;
  readonly latenessNs: number;
  readonly hostNs: number;
  readonly cause: GapCause | undefined;
}

/**
 * Says for each block of a source where it belongs on the session clock: a pure function of anchors and of what it is
 * told of the time. See docs/clock.md.
 *
 * Anchors go in by `push`, placements come out of `next`, later: a block is held until an anchor at or after it is on
 * time, which proves that nothing was lost before it, or until lateness has lasted so long that it is a gap.
 */
export class Timeline {
  readonly #rateHz: number;
  readonly #zeroNs: number;
  readonly #exact: boolean;
  readonly #steering = new Steering();
  #clock: DeviceClock;
  #sourceRateHz: number;

  /** First anchors of a stream, until its early edge is known; then empty for ever. */
  #first: Anchor[] = [];
  #aligned = false;
  #waiting: Waiting[] = [];
  #decided: Decided[] = [];
  #decidedAt = 0;

  /** Cause of the break before the next block to be judged. */
  #cause: GapCause | undefined = "late-start";
  /** The next block to be placed does not join: the track is at its beginning, or in silence. */
  #silent = true;
  #silentCause: GapCause = "late-start";
  #expectedPosition = 0;
  #lastHostNs: number;
  #previousHostNs = -Infinity;
  #toldNs = -Infinity;
  #sleptFromNs = -Infinity;
  #sleptToNs = -Infinity;
  #startOffsetSeconds: number | undefined;
  #lostFrames = 0;

  constructor(options: TimelineOptions) {
    this.#rateHz = options.rateHz;
    this.#sourceRateHz = options.sourceRateHz;
    this.#zeroNs = options.zeroNs;
    this.#exact = options.exact ?? false;
    this.#clock = new DeviceClock(options.sourceRateHz);
    this.#lastHostNs = options.zeroNs;
  }

  /** How much faster than its nominal rate the device runs, in parts per million; 0 until there is evidence. */
  get ppm(): number {
    return this.#exact ? 0 : this.#clock.ppm;
  }

  /** Session time of the source's first frame, seconds; 0 when it was running before zero, and until it is known. */
  get startOffsetSeconds(): number {
    return this.#startOffsetSeconds ?? 0;
  }

  /** Device frames that were given no place. */
  get lostFrames(): number {
    return this.#lostFrames;
  }

  /** Blocks pushed and not yet taken by `next`. */
  get held(): number {
    return this.#first.length + this.#waiting.length + this.#decided.length - this.#decidedAt;
  }

  /** Takes the next block's anchor. */
  push(anchor: Anchor): void {
    if (this.#aligned && anchor.position < this.#expectedPosition) {
      // Positions begin anew although nobody said so: another stream.
      this.replaced(this.#sourceRateHz);
    }
    this.#lastHostNs = Math.max(this.#lastHostNs, anchor.hostNs);
    if (this.#aligned) {
      this.#judge(anchor);
      return;
    }
    this.#first.push(anchor);
    if (this.#exact || this.#canAlign()) this.#align();
  }

  /**
   * The oldest block that can be placed, or `undefined` while none can.
   *
   * @param cursor session frame (with a fraction) at which the block would stand if it simply joined what is there
   */
  next(cursor: number): Placement | undefined {
    const block = this.#decided[this.#decidedAt];
    if (block === undefined) return undefined;
    this.#decidedAt++;
    if (this.#decidedAt === this.#decided.length) {
      this.#decided = [];
      this.#decidedAt = 0;
    }
    const { frames } = block.anchor;
    const wanted = this.#frameAt(block.startNs);
    const offsetSeconds = (wanted - cursor) / this.#rateHz;
    const cause = this.#silent ? block.cause ?? this.#silentCause : block.cause;
    const joins = !this.#silent && offsetSeconds > -MAX_AHEAD_SECONDS &&
      offsetSeconds < (cause === undefined ? MAX_BEHIND_SECONDS : MIN_GAP_SECONDS);
    if (joins) {
      const correctionPpm = this.#exact
        ? 0
        : this.#steering.correctionPpm(offsetSeconds, this.#clock.ppm);
      return { frames, skipFrames: 0, correctionPpm };
    }
    this.#startOffsetSeconds ??= Math.max(0, wanted / this.#rateHz);
    const from = Math.ceil(cursor);
    const toFrame = Math.max(from, Math.round(wanted));
    const skipFrames = Math.min(
      frames,
      Math.max(0, Math.round((from - wanted) * this.#sourceRateHz / this.#rateHz)),
    );
    this.#lostFrames += skipFrames;
    if (skipFrames === frames) return { frames, skipFrames, correctionPpm: 0 };
    this.#silent = false;
    const correctionPpm = this.#exact ? 0 : this.#steering.correctionPpm(0, this.#clock.ppm);
    return { frames, skipFrames, jump: { toFrame, cause: cause ?? "skip" }, correctionPpm };
  }

  /**
   * Tells the time. Afterwards `next` may have more to give. When the source has said nothing for long, returns the
   * session frame up to which the track is to be silence (for the caller to write, if it is beyond what is there).
   */
  advance(nowNs: number): number | undefined {
    if (nowNs - this.#toldNs > SLEEP_NS && this.#toldNs !== -Infinity) {
      this.#sleptFromNs = this.#toldNs;
      this.#sleptToNs = nowNs;
    }
    this.#toldNs = Math.max(this.#toldNs, nowNs);
    if (nowNs - this.#lastHostNs > PATIENCE_NS) this.settle();
    // An exact source has no time of its own: only its end makes it silent.
    if (this.#exact || this.held > 0 || nowNs - this.#lastHostNs < MARGIN_NS) return undefined;
    return Math.floor(this.#frameAt(nowNs - MARGIN_NS));
  }

  /** Silence has been written: the next block begins anew. */
  silenced(): void {
    if (this.#silent) return;
    this.#silent = true;
    this.#silentCause = "stall";
  }

  /** The next block is another stream's first: positions and clock begin anew. */
  replaced(sourceRateHz: number): void {
    this.settle();
    this.#sourceRateHz = sourceRateHz;
    this.#clock = new DeviceClock(sourceRateHz);
    this.#steering.reset();
    this.#first = [];
    this.#aligned = false;
    if (this.#cause === "late-start") return;
    this.#cause = "replaced";
    this.#silent = true;
    this.#silentCause = "replaced";
  }

  /** Decides all that is held, as if no anchor would follow. */
  settle(): void {
    if (!this.#aligned && this.#first.length > 0) this.#align();
    while (this.#waiting.length > 0) this.#decide(true);
  }

  /** Gives up holding: places what waits as if it had only been late. If frames were lost, the next blocks will tell. */
  relieve(): void {
    if (!this.#aligned && this.#first.length > 0) this.#align();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const block of waiting) this.#decideOn(block);
  }

  /** Why the track is silent from where it stands. */
  get silentCause(): GapCause {
    return this.#cause ?? (this.#silent ? this.#silentCause : "stall");
  }

  #frameAt(ns: number): number {
    return (ns - this.#zeroNs) * this.#rateHz / 1e9;
  }

  /** Whether the first anchors show their early edge. */
  #canAlign(): boolean {
    const first = this.#first[0];
    const last = this.#first[this.#first.length - 1];
    if (first === undefined || last === undefined) return false;
    const spanNs = last.hostNs - first.hostNs;
    if (spanNs < ALIGN_NS) return false;
    if (spanNs >= ALIGN_MAX_NS) return true;
    const middleNs = last.hostNs - ALIGN_NS / 2;
    const early = this.#edgeNs(this.#first.filter((a) => a.hostNs <= middleNs));
    const late = this.#edgeNs(this.#first.filter((a) => a.hostNs > middleNs));
    return late >= early - this.#clock.toleranceNs;
  }

  /** Host time of frame 0 by the earliest of these anchors, at the nominal rate; ns. */
  #edgeNs(anchors: readonly Anchor[]): number {
    let edge = Infinity;
    for (const { position, frames, hostNs } of anchors) {
      edge = Math.min(edge, hostNs - (position + frames) * 1e9 / this.#sourceRateHz);
    }
    return edge;
  }

  #align(): void {
    const anchors = this.#first;
    this.#first = [];
    this.#aligned = true;
    const position = anchors[0]?.position ?? 0;
    this.#clock.start(position, this.#edgeNs(anchors) + position * 1e9 / this.#sourceRateHz);
    this.#expectedPosition = position;
    for (const anchor of anchors) this.#judge(anchor);
  }

  #judge(anchor: Anchor): void {
    let cause = this.#cause;
    this.#cause = undefined;
    if (anchor.position > this.#expectedPosition) cause ??= "overrun";
    const end = anchor.position + anchor.frames;
    this.#expectedPosition = end;
    if (this.#exact) {
      this.#decideOn({ anchor, cause, latenessNs: 0, hostNs: anchor.hostNs });
      return;
    }
    this.#weigh(anchor, cause);
  }

  #weigh(anchor: Anchor, cause: GapCause | undefined): void {
    const end = anchor.position + anchor.frames;
    const latenessNs = anchor.hostNs - this.#clock.timeNs(end);
    const { toleranceNs } = this.#clock;
    this.#waiting.push({ anchor, latenessNs, hostNs: anchor.hostNs, cause });
    if (latenessNs >= toleranceNs) {
      this.#decide(false);
      return;
    }
    // Nothing comes early: so all was late until now.
    if (latenessNs < -toleranceNs) this.#clock.shift(latenessNs);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const block of waiting) this.#decideOn(block);
  }

  #decide(final: boolean): void {
    const last = this.#waiting[this.#waiting.length - 1];
    if (last === undefined) return;
    const blockNs = last.anchor.frames * 1e9 / this.#sourceRateHz;
    const decision = decideGap(this.#waiting, {
      toleranceNs: this.#clock.toleranceNs,
      windowNs: Math.max(WINDOW_NS, WINDOW_BLOCKS * blockNs),
      final,
    });
    if (decision === undefined) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    const lost = decision === "late" ? waiting.length : decision.index;
    for (const block of waiting.slice(0, lost)) this.#decideOn(block);
    if (decision === "late") return;
    this.#clock.shift(decision.ns);
    const after = waiting.slice(lost);
    const [head, ...rest] = after;
    if (head === undefined) return;
    this.#weigh(head.anchor, head.cause ?? this.#causeOf(head, decision.ns));
    for (const block of rest) this.#weigh(block.anchor, block.cause);
  }

  #causeOf(block: Waiting, lostNs: number): GapCause {
    const fromNs = this.#previousHostNs;
    const sleptNs = Math.min(this.#sleptToNs, block.hostNs) - Math.max(this.#sleptFromNs, fromNs);
    if (sleptNs > lostNs / 2) return "sleep";
    return block.hostNs - fromNs >= STALL_NS ? "stall" : "skip";
  }

  #decideOn(block: Waiting): void {
    this.#previousHostNs = block.hostNs;
    const { anchor, cause } = block;
    this.#decided.push({ anchor, startNs: this.#clock.timeNs(anchor.position), cause });
    if (!this.#exact) this.#clock.learn(anchor.position + anchor.frames, anchor.hostNs);
  }
}
