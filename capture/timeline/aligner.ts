/** From the blocks of a source to the frames of a stem. */
import type { Gap, GapCause } from "./anchor.ts";
import { Resampler } from "../../dsp/resampler.ts";
import { BufferedOutput } from "./buffered_output.ts";
import { SampleQueue } from "./sample_queue.ts";
import type { SourceBlock } from "../source/source.ts";
import { type Placement, Timeline } from "./timeline.ts";

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
  /** Takes long silence instead of `write`, if there is one: hours of it, when the machine slept. */
  silence?(frames: number): void;
  /** The source's `exact`: its host times follow from its positions, so there is nothing to measure or to correct. */
  exact?: boolean;
  /** Frames that somebody else has written before, when the track goes on from there; 0 without it. */
  fromFrame?: number;
  /** From where on they are silence that was not reported yet; `fromFrame` without it. */
  silentFrom?: number;
  /** Called once for each silence, when its length is final: also for a late start, and when the source ends early. */
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
  /** Source frames that came too late, after silence had been written in their place. Those from before zero do not count. */
  unplacedFrames: number;
}

/** The most frames that the resampler gets at once. */
const BLOCK_FRAMES = 2048;
/** Input that can wait: more than the timeline ever waits for, unless a source hands over very much at once. */
const QUEUE_SECONDS = 12;
/** Output is written when its instant is this long past, so that an end that is announced in time can be kept. */
const PAST_NS = 20e6;
/** A source that has ended is known to be silent; its track follows the time at this distance. */
const ENDED_MARGIN_NS = 100e6;
/** A shorter pad at a track's end is no gap, but the way from the device to here. */
const TAIL_SECONDS = 0.25;

/**
 * Blocks of a source in, session frames out: timeline, resampler, silence in the gaps, 5 ms fades at their edges.
 * A pure function of the calls: no clock, no I/O. Use:
 *
 * ```ts
 * const aligner = new Aligner({ rateHz, sourceRateHz, channels, zeroNs, write: (s) => stem.write(s), onGap });
 * // now and then:
 * for (let block = source.read(); block; block = source.read()) aligner.push(block);
 * aligner.advance(clock.nowNs()); // always, also when nothing came: the stem grows without its source
 * // source reopened, other device, other rate:
 * aligner.replaced({ sourceRateHz, hostNs: clock.nowNs() });
 * // at the end:
 * aligner.drain("stopped"); // or "ended": the source came to its own end (a file); as soon as that is known
 * aligner.finish(sessionFrames); // pads or trims to that; returns what it came to
 * ```
 *
 * It copies what it buffers: a block waits only while it is unknown whether frames are missing before it (normally under
 * 30 ms, 0.25 to 0.8 s at the start), and the newest 20 ms of output wait for a fade or an end.
 */
export class Aligner {
  readonly #options: AlignerOptions;
  readonly #timeline: Timeline;
  readonly #output: BufferedOutput;
  #resampler: Resampler;
  #queue: SampleQueue;
  #sourceRateHz: number;
  #nowNs: number;
  /** Session frame of the resampler's output frame 0, while sound goes through it. */
  #soundFrom: number | undefined;
  /** Session frame at which the present silence began. */
  #gapFrom: number | undefined = 0;
  #ended: "stopped" | "ended" | undefined;
  #gapCount = 0;
  #gapFrames = 0;

  constructor(options: AlignerOptions) {
    this.#options = options;
    const { rateHz, sourceRateHz, zeroNs, channels, write, silence } = options;
    const { exact = false, fromFrame = 0, silentFrom = fromFrame } = options;
    this.#timeline = new Timeline({ rateHz, sourceRateHz, zeroNs, exact, resumed: silentFrom > 0 });
    const long = silence ? { silence } : {};
    this.#output = new BufferedOutput({ rateHz, channels, write, fromFrame, ...long });
    this.#gapFrom = Math.min(silentFrom, fromFrame);
    this.#sourceRateHz = sourceRateHz;
    this.#nowNs = zeroNs;
    this.#resampler = this.#makeResampler(sourceRateHz);
    this.#queue = new SampleQueue(Math.ceil(QUEUE_SECONDS * sourceRateHz), channels);
  }

  /** What is known by now. */
  get report(): AlignerReport {
    return {
      frames: this.#output.written,
      ppm: this.#timeline.ppm,
      startOffsetSeconds: this.#timeline.startOffsetSeconds,
      gaps: { count: this.#gapCount, frames: this.#gapFrames },
      unplacedFrames: this.#timeline.unplacedFrames,
    };
  }

  /** Session frames that have a place, written or not yet. */
  get placedFrames(): number {
    return this.#output.frames;
  }

  /** Takes the next block (any size) and copies it. Writes only what lies before a gap, or is too much to be buffered. */
  push(block: SourceBlock): void {
    if (this.#timeline.isNewStream(block)) {
      this.replaced({ sourceRateHz: this.#sourceRateHz, hostNs: block.hostNs });
    }
    if (this.#queue.frames + block.frames > this.#queue.capacity) this.#makeSpace(block.frames);
    this.#queue.push(block.samples, block.frames);
    this.#timeline.push(block);
    this.#ended = undefined;
    this.#nowNs = Math.max(this.#nowNs, block.hostNs);
    this.#place();
  }

  /** Writes what is past, in one go: a disk is asked once for all blocks that came together. */
  release(): void {
    this.#output.release(this.#frameAt(this.#nowNs - PAST_NS));
  }

  /**
   * Tells the time. Writes silence when nothing has come for 10 s (up to 10 s ago), so that stems grow without their
   * sources. A jump of over 3 s since the last call, or since `busyUntilNs`, means that the machine slept: the gap's cause.
   */
  advance(nowNs: number, busyUntilNs?: number): void {
    this.#nowNs = Math.max(this.#nowNs, nowNs);
    const silentTo = this.#timeline.advance(nowNs, busyUntilNs);
    this.#place();
    if (this.#ended !== undefined) this.#silence(this.#frameAt(nowNs - ENDED_MARGIN_NS));
    else if (silentTo !== undefined) this.#silence(silentTo);
    this.release();
  }

  /** The stream was reopened: positions begin anew, the rate may differ. Blocks that wait are placed first. */
  replaced(o: { sourceRateHz: number; hostNs: number }): void {
    this.#nowNs = Math.max(this.#nowNs, o.hostNs);
    this.#timeline.settle();
    this.#place();
    this.#endSound();
    this.#timeline.replaced(o.sourceRateHz);
    this.#ended = undefined;
    if (o.sourceRateHz === this.#sourceRateHz) return;
    this.#sourceRateHz = o.sourceRateHz;
    this.#resampler = this.#makeResampler(o.sourceRateHz);
    const capacity = Math.ceil(QUEUE_SECONDS * o.sourceRateHz);
    this.#queue = new SampleQueue(capacity, this.#options.channels);
  }

  /** No block will come any more: places all blocks that wait. Returns the session frame at which the sound ends. */
  drain(cause: "stopped" | "ended"): number {
    this.#timeline.settle();
    this.#place();
    this.#endSound();
    this.#timeline.silenced();
    this.#ended = cause;
    return this.#output.frames;
  }

  /**
   * Nothing from session frame `frames` on will be written, unless a later end is told. Frames are written 20 ms after their
   * instant at the earliest, so an end that is announced at once is kept exactly.
   *
   * @returns the end that will be kept: `frames`, or what has been written already when that is more
   */
  endAt(frames: number): number {
    return this.#output.endAt(frames);
  }

  /**
   * `endAt(frames)`, places all blocks that wait, and pads with silence up to the end.
   *
   * @returns the stem's length: `frames`, or what had been written already when that is more (an end that was announced late)
   */
  finish(frames: number): number {
    const end = this.endAt(frames);
    if (this.#ended === undefined) this.drain("stopped");
    if (end > this.#output.frames) this.#silence(end);
    else this.#output.flush();
    const from = this.#gapFrom;
    if (from !== undefined && end - from >= TAIL_SECONDS * this.#options.rateHz) {
      this.#reportGap(end, this.#ended === "ended" ? "ended" : this.#timeline.silentCause);
    }
    return this.#output.written;
  }

  #makeResampler(inRateHz: number): Resampler {
    const { rateHz, channels } = this.#options;
    return new Resampler({ inRateHz, outRateHz: rateHz, channels, maxBlockFrames: BLOCK_FRAMES });
  }

  #frameAt(ns: number): number {
    return Math.floor((ns - this.#options.zeroNs) * this.#options.rateHz / 1e9);
  }

  /** Session frame at which the next sample would stand if it joined what is there. */
  get #cursor(): number {
    return this.#soundFrom === undefined
      ? this.#output.frames
      : this.#soundFrom + this.#resampler.position;
  }

  #place(): void {
    for (;;) {
      const placement = this.#timeline.next(this.#cursor, this.#gapFrom);
      if (placement === undefined) return;
      this.#sound(placement);
    }
  }

  #sound(placement: Placement): void {
    const { frames, skipFrames, jump } = placement;
    this.#drop(skipFrames);
    if (skipFrames === frames) return;
    if (jump !== undefined) this.#jump(jump.toFrame, jump.cause);
    this.#resampler.correctionPpm = placement.correctionPpm;
    for (let left = frames - skipFrames; left > 0;) {
      const samples = this.#queue.take(Math.min(left, BLOCK_FRAMES));
      const now = samples.length / this.#options.channels;
      this.#output.append(this.#resampler.process(samples, now));
      left -= now;
    }
  }

  #drop(frames: number): void {
    for (let left = frames; left > 0;) {
      left -= this.#queue.take(left).length / this.#options.channels;
    }
  }

  /** Begins sound at `toFrame`, with silence up to there. */
  #jump(toFrame: number, cause: GapCause): void {
    this.#endSound();
    this.#gapFrom ??= this.#output.frames;
    const missing = Math.max(0, toFrame - this.#output.frames);
    this.#output.silence(missing);
    this.#reportGap(this.#output.frames, cause);
    this.#soundFrom = this.#output.frames;
  }

  /** Gets the rest out of the resampler: what follows does not join. */
  #endSound(): void {
    if (this.#soundFrom === undefined) return;
    this.#soundFrom = undefined;
    this.#output.append(this.#resampler.flush());
    this.#resampler.reset();
  }

  /** Writes silence up to session frame `toFrame`. */
  #silence(toFrame: number): void {
    const missing = toFrame - this.#output.frames;
    if (missing <= 0) return;
    this.#endSound();
    this.#timeline.silenced();
    this.#gapFrom ??= this.#output.frames;
    // A file's own end is not faded: its samples stay as they are.
    if (this.#ended === "ended") this.#output.flush();
    this.#output.silence(missing);
  }

  #reportGap(toFrame: number, broken: GapCause): void {
    const from = this.#gapFrom ?? toFrame;
    this.#gapFrom = undefined;
    const frames = toFrame - from;
    if (frames <= 0) return;
    const cause = this.#timeline.causeOf(broken, from, toFrame);
    if (cause !== "late-start") {
      this.#gapCount++;
      this.#gapFrames += frames;
    }
    this.#options.onGap?.({ atFrame: from, frames, cause });
  }

  /** Only a burst brings so much at once, so what waits was late. */
  #makeSpace(frames: number): void {
    this.#timeline.relieve();
    this.#place();
    if (frames <= this.#queue.capacity) return;
    this.#queue = new SampleQueue(frames, this.#options.channels);
  }
}
