// deno-lint-ignore-file no-non-null-assertion -- a loop indexes within bounds
/** Which blocks were late, and before which of them frames are missing. */
import type { Anchor, GapCause } from "./anchor.ts";
import { DeviceClock } from "./device_clock.ts";
import { FirstAnchors } from "./first_anchors.ts";
import { decideGap } from "./gap_decision.ts";
import { toWholeCycles } from "./whole_cycles.ts";

/** Lateness that lasts this long (and this many blocks) without falling is a gap. */
const WINDOW_NS = 1e9;
const WINDOW_BLOCKS = 40;
/** Of PipeWire's this is enough, if most agree on it: with what it takes to write them a crash costs no more than a second. */
const PLAIN_NS = 0.7e9;
/** Anchors that are early for this long, and so many, without one on time in between: all was late until then. */
const EARLY_NS = 0.5e9;
const EARLY_ANCHORS = 5;
/** PipeWire's anchors are never early: two that agree so closely on whole cycles prove the same. */
const EARLY_AGREE_NS = 1e6;
/** After so many late anchors, one on time does not prove that nothing was lost; two do. */
const CONFIRM_AFTER = 5;
/** A pause between callbacks from which on it is called a stall. */
const STALL_NS = 200e6;

/** What a {@link BlockJudge} is made for. */
export interface BlockJudgeOptions {
  /** The device's nominal rate, Hz. */
  rateHz: number;
  /** Host times follow from positions: nothing is measured, and no block waits. */
  exact: boolean;
  /** Why there is a break before the stream's first block. */
  firstCause: GapCause;
}

/** A block whose instant is decided. */
export interface JudgedBlock {
  readonly anchor: Anchor;
  /** When its first frame was captured, host ns. */
  readonly startNs: number;
  /** Set when frames are missing before it: why. */
  readonly cause: GapCause | undefined;
}

/** A block, and why frames are missing before it as far as that is known already. */
interface UnweighedBlock {
  readonly anchor: Anchor;
  readonly cause: GapCause | undefined;
}

/** A block that waits: were frames lost before it? */
interface WaitingBlock extends UnweighedBlock {
  readonly latenessNs: number;
  readonly hostNs: number;
}

/**
 * Finds out when the blocks of one stream were captured, and before which of them frames are missing.
 *
 * An anchor on time proves that nothing was lost before it, since callbacks are not early. So blocks are judged when
 * they or a later one are on time, or once lateness has lasted so long that it must be a gap.
 */
export class BlockJudge {
  readonly #rateHz: number;
  readonly #exact: boolean;
  readonly #clock: DeviceClock;
  readonly #first: FirstAnchors;
  #isAligned = false;
  #waiting: WaitingBlock[] = [];
  #judged: JudgedBlock[] = [];
  #taken = 0;
  #nextCause: GapCause | undefined;
  #nextPosition = 0;
  #previousHostNs = -Infinity;
  /** The anchors that were early since the last on time: how many, from when, and the most. */
  #earlyAnchors = 0;
  #earlyFromNs = 0;
  #earlyByNs = 0;
  /** How late the last early one was since the line was moved. */
  #lastEarlyNs = Infinity;
  #hasCycles = false;

  constructor(options: BlockJudgeOptions) {
    this.#rateHz = options.rateHz;
    this.#exact = options.exact;
    this.#nextCause = options.firstCause;
    this.#clock = new DeviceClock(options.rateHz);
    this.#first = new FirstAnchors(options.rateHz);
  }

  /** How much faster than its nominal rate the device runs, in parts per million; 0 for an exact source. */
  get ppm(): number {
    return this.#exact ? 0 : this.#clock.ppm;
  }

  /** The same as its blocks are placed by at this moment, for who follows them. */
  get linePpm(): number {
    return this.#exact ? 0 : this.#clock.linePpm;
  }

  /** Whether anchors tell of a system's cycles: then they may be late, but none is early. */
  get hasCycles(): boolean {
    return this.#hasCycles;
  }

  /** Device frames up to the end of the last block pushed. */
  get nextPosition(): number {
    return this.#nextPosition;
  }

  /** Blocks pushed and not yet taken. */
  get buffered(): number {
    return this.#first.count + this.#waiting.length + this.#judged.length - this.#taken;
  }

  /** Takes the next anchor. */
  push(anchor: Anchor): void {
    this.#hasCycles = (anchor.cycleFrames ?? 0) > 0;
    if (this.#isAligned) {
      this.#see(anchor);
    } else {
      this.#first.push(anchor);
      this.#nextPosition = anchor.position + anchor.frames;
      if (this.#exact || this.#first.areEnough) this.#align();
    }
  }

  /** The oldest block that has been judged, each once; `undefined` when there is none. */
  take(): JudgedBlock | undefined {
    const block = this.#judged[this.#taken];
    if (block === undefined) return undefined;
    this.#taken++;
    if (this.#taken === this.#judged.length) {
      this.#judged = [];
      this.#taken = 0;
    }
    return block;
  }

  /** Judges all that wait, as if no anchor would follow. */
  settle(): void {
    if (this.#first.count > 0) this.#align();
    while (this.#waiting.length > 0) this.#weighAll(this.#decide(true));
  }

  /** Judges all that wait as if they had only been late. If frames were lost, the next blocks will show it. */
  relieve(): void {
    if (this.#first.count > 0) this.#align();
    this.#judgeWaiting();
  }

  #align(): void {
    const { anchors, zeroNs, latenessNs } = this.#first.take();
    this.#isAligned = true;
    const position = anchors[0]?.position ?? 0;
    this.#clock.start(position, zeroNs + position * 1e9 / this.#rateHz, latenessNs);
    this.#nextPosition = position;
    for (const anchor of anchors) this.#see(anchor);
  }

  #see(anchor: Anchor): void {
    const dropped = anchor.position > this.#nextPosition ? "overrun" : undefined;
    const cause = this.#nextCause ?? dropped;
    this.#nextCause = undefined;
    this.#nextPosition = anchor.position + anchor.frames;
    if (this.#exact) this.#judge({ anchor, cause, latenessNs: 0, hostNs: anchor.hostNs });
    else this.#weighAll([{ anchor, cause }]);
  }

  /** Weighs blocks in order, and those again before which another gap was found. */
  #weighAll(blocks: readonly UnweighedBlock[]): void {
    let left = blocks;
    for (let i = 0; i < left.length; i++) {
      const again = this.#weigh(left[i]!);
      if (again.length === 0) continue;
      left = [...again, ...left.slice(i + 1)];
      i = -1;
    }
  }

  /** Returns the blocks that have to be weighed again, because frames are missing before them. */
  #weigh({ anchor, cause }: UnweighedBlock): readonly UnweighedBlock[] {
    const { hostNs } = anchor;
    const latenessNs = hostNs - this.#clock.timeNs(anchor.position + anchor.frames);
    const { toleranceNs } = this.#clock;
    this.#waiting.push({ anchor, latenessNs, hostNs, cause });
    if (latenessNs >= toleranceNs) return this.#decide(false);
    if (latenessNs < -toleranceNs) this.#noteEarly(anchor, latenessNs);
    else this.#earlyAnchors = 0;
    if (this.#isConfirmed(toleranceNs)) this.#judgeWaiting();
    return [];
  }

  #judgeWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const block of waiting) this.#judge(block);
  }

  /** Whether the last anchor, which is on time, is not the only one among many that are late: it might be early. */
  #isConfirmed(toleranceNs: number): boolean {
    if (this.#waiting.length <= CONFIRM_AFTER) return true;
    return this.#waiting.filter((block) => block.latenessNs < toleranceNs).length > 1;
  }

  /**
   * A single early anchor means nothing: a PulseAudio sink that is asked for more in between renders ahead, up to 20 ms,
   * and its monitor hears that at once (measured). If all are early, then those before were late. Of PipeWire's two are
   * enough, whatever comes between.
   */
  #noteEarly(anchor: Anchor, latenessNs: number): void {
    const { hostNs } = anchor;
    if (this.#earlyAnchors === 0) {
      this.#earlyFromNs = hostNs;
      this.#earlyByNs = 0;
    }
    this.#earlyAnchors++;
    this.#earlyByNs = Math.min(this.#earlyByNs, latenessNs);
    const beforeNs = this.#lastEarlyNs;
    this.#lastEarlyNs = latenessNs;
    const toCycles = { cycleNs: this.#cycleNs(anchor), toleranceNs: this.#clock.toleranceNs };
    const agreed = toWholeCycles(Math.min(beforeNs, latenessNs), toCycles);
    if (Math.abs(latenessNs - beforeNs) < EARLY_AGREE_NS && agreed.certainty === "whole") {
      this.#move(agreed.ns, true);
    } else if (this.#earlyAnchors >= EARLY_ANCHORS && hostNs - this.#earlyFromNs >= EARLY_NS) {
      const { ns, certainty } = toWholeCycles(this.#earlyByNs, toCycles);
      this.#move(ns, certainty === "whole");
    }
  }

  /** Moves the line: from here on all is later by `ns`, earlier when negative. */
  #move(ns: number, isWhole: boolean): void {
    if (isWhole) this.#clock.moveOn(ns);
    else this.#clock.shift(ns);
    this.#earlyAnchors = 0;
    this.#lastEarlyNs = Infinity;
  }

  /** Judges what waits up to the first gap, if that can be known. Returns the blocks behind it. */
  #decide(final: boolean): readonly UnweighedBlock[] {
    const last = this.#waiting[this.#waiting.length - 1];
    if (last === undefined) return [];
    const { toleranceNs } = this.#clock;
    const cycleNs = this.#cycleNs(last.anchor);
    const windowNs = Math.max(
      WINDOW_NS,
      WINDOW_BLOCKS * last.anchor.frames * 1e9 / this.#rateHz,
    );
    const decision = decideGap(this.#waiting, {
      ...{ toleranceNs, final },
      ...(cycleNs === 0 ? { windowNs } : {
        cycleNs,
        windowNs: windowNs * this.#clock.roughness,
        plainNs: PLAIN_NS * this.#clock.roughness,
      }),
    });
    if (decision === undefined) return [];
    const waiting = this.#waiting;
    this.#waiting = [];
    const before = decision === "late" ? waiting.length : decision.index;
    for (const block of waiting.slice(0, before)) this.#judge(block);
    if (decision === "late") return [];
    this.#move(decision.ns, decision.isWhole === true);
    const [head, ...rest] = waiting.slice(before);
    if (head === undefined) return [];
    return [{ anchor: head.anchor, cause: head.cause ?? this.#causeOf(head) }, ...rest];
  }

  #cycleNs({ cycleFrames = 0 }: Anchor): number {
    return cycleFrames * 1e9 / this.#rateHz;
  }

  #causeOf(block: WaitingBlock): GapCause {
    return block.hostNs - this.#previousHostNs >= STALL_NS ? "stall" : "skip";
  }

  #judge({ anchor, cause, hostNs }: WaitingBlock): void {
    this.#previousHostNs = hostNs;
    this.#judged.push({ anchor, startNs: this.#clock.timeNs(anchor.position), cause });
    if (!this.#exact) this.#clock.learn(anchor.position + anchor.frames, hostNs);
  }
}
