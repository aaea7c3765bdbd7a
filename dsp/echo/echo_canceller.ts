// deno-lint-ignore-file no-non-null-assertion -- hot loops run within the bounds of arrays made here
/** Takes what the loudspeakers play out of what the microphone hears. */
import { isSilent } from "../is_silent.ts";
import { blockPower, BlockRing } from "./block_ring.ts";
import { EchoFinder } from "./echo_finder.ts";
import { EchoProof, PROOF_REACH } from "./echo_proof.ts";
import { EchoTally } from "./echo_tally.ts";
import { KalmanFilter } from "./kalman_filter.ts";
import { ResidualSuppressor, SUPPRESSOR_DELAY } from "./residual_suppressor.ts";
import type { Carried, StateTape } from "./state_tape.ts";

/** The way that is learned: 256 ms behind its highest peak (12 blocks at 48 kHz), and up to one block before that. */
const PARTITIONS = 13;
/** Seconds by which the finder is ahead of the filter: what it needs to be sure. */
const AHEAD_SECONDS = 2;
/** Blocks by which what is played is given to the filter early, since clocks and buffers may say that it is heard before. */
const EARLY = 2;
/** The way begins so long before its highest peak. */
const BEFORE_PEAK_SECONDS = 0.004;
/** Longest delay that the finder finds. */
const MOST_DELAY_SECONDS = 0.512;
/** A highest peak that has moved back by less leaves enough behind it of the way that is learned. */
const MOVED_SECONDS = 0.08;
/** What is played and is fainter (mean square) is silence: −66 dBFS. */
const FAR_SILENCE = 2.5e-7;
/** With what was learned in the four blocks after it a block is cancelled: 85 ms. */
const HINDSIGHT = 4;
/** Part of a fade that a block is: it takes two. */
const FADE_STEP = 0.5;

/** So many zeros in a row are no sound. */
const MUTED_FRAMES = 32;

/** Frames of a block at a rate: 21 ms at 48 and 96 kHz, 23 ms at 44.1 kHz. */
export function echoBlockFrames(rateHz: number): number {
  return rateHz > 64_000 ? 2_048 : 1_024;
}

/**
 * Hears both sides in step and gives the microphone back without the echo of the far side, so many frames later.
 *
 * An `EchoFinder` runs ahead and says whether there is any; as long as not, and wherever `EchoProof` finds that cancelling
 * does not help, every sample comes out as it went in, to the bit. A `KalmanFilter` learns the way, a `ResidualSuppressor`
 * turns down what is left while the far side speaks alone.
 *
 * The result depends on the samples alone, not on the pieces in which they come.
 */
export class EchoCanceller implements Carried {
  /** What there was and what was done. */
  readonly tally: EchoTally;
  readonly #rateHz: number;
  readonly #frames: number;
  readonly #ahead: number;
  readonly #mostDelay: number;
  readonly #far: BlockRing;
  readonly #mic: BlockRing;
  readonly #echo: BlockRing;
  readonly #finder: EchoFinder;
  readonly #filter: KalmanFilter;
  readonly #proof = new EchoProof();
  readonly #suppressor: ResidualSuppressor;
  readonly #error: Float64Array;
  readonly #taken: Float64Array;
  /** Whether cancelling has changed a block, by number modulo the length. */
  readonly #touched = new Float64Array(SUPPRESSOR_DELAY + 1);
  /** Whether a block that was played is more than silence, by number modulo the length. */
  readonly #loud: Float64Array;
  #filled = 0;
  #blocks = 0;
  #isOn = false;
  /** Of the highest peak when the filter began, frames. */
  #delay = 0;
  /** Where the way begins, in blocks, for the filter. */
  #start = 0;
  /** Number of the last block that was played, as far as it was not silent; before that there is nothing to cancel. */
  #lastLoud = -Infinity;
  #share = 0;
  /** Number of the first block that came out changed. */
  #firstChanged = Infinity;

  constructor(rateHz: number) {
    const frames = echoBlockFrames(rateHz);
    const blocksIn = (seconds: number) => Math.ceil(seconds * rateHz / frames);
    this.#rateHz = rateHz;
    this.#frames = frames;
    this.#ahead = blocksIn(AHEAD_SECONDS);
    this.#mostDelay = blocksIn(MOST_DELAY_SECONDS) + EARLY;
    const past = PARTITIONS + this.#mostDelay + HINDSIGHT + 1;
    this.#far = new BlockRing(this.#ahead + past + 1, frames);
    this.#loud = new Float64Array(this.#ahead + 1);
    this.#mic = new BlockRing(this.#ahead + PROOF_REACH + SUPPRESSOR_DELAY + 1, frames);
    this.#echo = new BlockRing(PROOF_REACH + 1, frames);
    this.#finder = new EchoFinder(rateHz);
    this.#filter = new KalmanFilter({
      blockFrames: frames,
      partitions: PARTITIONS,
      mostDelay: this.#mostDelay,
      hindsight: HINDSIGHT,
    });
    this.#suppressor = new ResidualSuppressor(frames, rateHz);
    this.#error = new Float64Array(frames);
    this.#taken = new Float64Array(frames);
    this.tally = new EchoTally(frames / rateHz);
  }

  /** Frames by which what comes out is later than what went in, beside up to a block that is not full. */
  get delayFrames(): number {
    return (this.#ahead + PROOF_REACH + SUPPRESSOR_DELAY) * this.#frames;
  }

  /** The first frame, or one a little before it, that came out other than it went in; Infinity as long as there is none. */
  get changedFromFrame(): number {
    return this.#firstChanged * this.#frames;
  }

  /** Frames that may be pushed at once so that at most one block comes out. */
  get roomFrames(): number {
    return this.#frames - this.#filled;
  }

  /**
   * Takes as many frames of both, one channel each, at most `roomFrames`; finite samples, as a `WavReader` gives them.
   *
   * @returns the next block once one is full and as soon as the delay is over, a view that holds until the next call
   */
  push(far: Float32Array, mic: Float32Array): Float32Array | undefined {
    this.#far.at(this.#blocks).set(far, this.#filled);
    this.#mic.at(this.#blocks).set(mic, this.#filled);
    this.#filled += mic.length;
    if (this.#filled < this.#frames) return undefined;
    this.#filled = 0;
    return this.#takeBlock(this.#blocks++);
  }

  carry(tape: StateTape): void {
    const parts = [this.#far, this.#mic, this.#echo, this.#finder, this.#filter, this.#proof];
    for (const part of [...parts, this.#suppressor, this.tally]) part.carry(tape);
    tape.array(this.#touched);
    tape.array(this.#loud);
    this.#filled = tape.number(this.#filled);
    this.#blocks = tape.number(this.#blocks);
    this.#isOn = tape.number(this.#isOn ? 1 : 0) === 1;
    this.#delay = tape.number(this.#delay);
    this.#start = tape.number(this.#start);
    this.#lastLoud = tape.number(this.#lastLoud);
    this.#share = tape.number(this.#share);
    this.#firstChanged = tape.number(this.#firstChanged);
  }

  #takeBlock(n: number): Float32Array | undefined {
    const far = this.#far.at(n);
    const isLoud = blockPower(far) >= FAR_SILENCE;
    if (!isLoud) far.fill(0);
    this.#loud[n % this.#loud.length] = isLoud ? 1 : 0;
    this.#finder.push(far, this.#mic.at(n));
    const now = n - this.#ahead;
    if (now >= 0) this.#cancel(now);
    const out = now - PROOF_REACH - SUPPRESSOR_DELAY;
    return out >= 0 ? this.#mic.at(out) : undefined;
  }

  #cancel(now: number): void {
    this.#followFinder(now);
    if (this.#loud[(now + EARLY) % this.#loud.length]) this.#lastLoud = now + EARLY;
    const past = PARTITIONS + this.#mostDelay + HINDSIGHT + PROOF_REACH;
    const mayHear = this.#isOn && now - this.#lastLoud <= past;
    if (this.#isOn) this.#filter.play(this.#far.at(now + EARLY));
    const isBetter = this.#hear(this.#mic.at(now), mayHear);
    const echo = this.#echo.at(now - HINDSIGHT);
    if (mayHear) {
      this.#filter.lookBack();
      echo.set(this.#filter.echo);
    } else echo.fill(0);
    const at = now - PROOF_REACH;
    if (at >= 0) this.#take(at, isBetter);
  }

  /** Learns from a block; a microphone that is muted tells nothing. Returns what the proof says of an earlier one. */
  #hear(mic: Float32Array, mayHear: boolean): boolean {
    if (!mayHear || isSilent(mic)) return this.#proof.push(0, 0, 0);
    this.#filter.hear(mic);
    const { error } = this.#filter;
    let expected = 0;
    for (let i = 0; i < error.length; i++) expected += (mic[i]! - error[i]!) ** 2;
    const isBetter = this.#proof.push(
      blockPower(mic),
      blockPower(error),
      expected / error.length,
    );
    if (this.#proof.takeBreak()) this.#filter.forget(this.#start);
    return isBetter;
  }

  /** Begins, ends, or begins anew when the highest peak has left the way that is learned: only little of that is before it. */
  #followFinder(now: number): void {
    const { delay } = this.#finder;
    if (delay === undefined) {
      this.#isOn = false;
      return;
    }
    const isBefore = delay < (this.#start - EARLY) * this.#frames;
    const isMoved = delay - this.#delay >= MOVED_SECONDS * this.#rateHz;
    if (this.#isOn && !isBefore && !isMoved) return;
    this.#delay = delay;
    const start = Math.floor((delay - BEFORE_PEAK_SECONDS * this.#rateHz) / this.#frames) + EARLY;
    if (!this.#isOn) {
      const past = PARTITIONS + this.#mostDelay + HINDSIGHT;
      for (let n = now + EARLY - past; n < now + EARLY; n++) this.#filter.play(this.#far.at(n));
    }
    this.#start = Math.max(0, Math.min(this.#mostDelay, start));
    this.#filter.forget(this.#start);
    this.#isOn = true;
  }

  /** Takes the echo off a block, as far as that is better, and turns down what is left. */
  #take(at: number, isBetter: boolean): void {
    const mic = this.#mic.at(at);
    const echo = this.#echo.at(at);
    const from = this.#share;
    const to = Math.max(0, Math.min(1, from + (isBetter ? FADE_STEP : -FADE_STEP)));
    this.#share = to;
    const isTouched = from > 0 || to > 0;
    if (isTouched) this.#subtract(mic, echo, from, to);
    else this.#taken.fill(0);
    const slots = this.#touched.length;
    this.#touched[at % slots] = isTouched ? 1 : 0;
    const left = isTouched ? this.#error : mic;
    const done = this.#suppressor.push(left, this.#taken, from > 0 && to > 0);
    this.tally.add(this.#isOn && blockPower(echo) > 0 && blockPower(mic) > 0, isTouched);
    const out = at - SUPPRESSOR_DELAY;
    if (out < 0) return;
    const output = this.#mic.at(out);
    if (this.#suppressor.isTurnedDown) this.tally.compare(blockPower(output), blockPower(done));
    if (this.#touched[out % slots]! === 0 && !this.#suppressor.isTurnedDown) return;
    output.set(done);
    this.#firstChanged = Math.min(this.#firstChanged, out);
  }

  /** Fades the echo that is taken off from one share to another. */
  #subtract(mic: Float32Array, echo: Float32Array, from: number, to: number): void {
    const { length } = mic;
    const taken = this.#taken, error = this.#error;
    for (let i = 0; i < length; i++) taken[i] = echo[i]! * (from + (to - from) * (i / length));
    leaveMuted(mic, taken);
    for (let i = 0; i < length; i++) error[i] = mic[i]! - taken[i]!;
  }
}

/** A microphone that is muted hears nothing: there is no echo in digital silence. */
function leaveMuted(mic: Float32Array, taken: Float64Array): void {
  let from = 0;
  for (let i = 0; i <= mic.length; i++) {
    if (mic[i] === 0) continue;
    if (i - from >= MUTED_FRAMES) taken.fill(0, from, i);
    from = i + 1;
  }
}
