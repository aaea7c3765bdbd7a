/** How fast a device runs, and when it reached a frame. */
import { DelayLockedLoop } from "../../dsp/delay_locked_loop.ts";
import { SlopeFit } from "../../dsp/slope_fit.ts";
import { earlyEdge } from "./early_edge.ts";

/** The most that a device may differ from its nominal rate. */
export const MAX_PPM = 1000;

const FIRST_BANDWIDTH_HZ = 1;
/** Bandwidth × age while it narrows: the loop has always seen a few of its own periods. */
const BANDWIDTH_PER_AGE = 0.35;
/**
 * Most clocks err less than this. To know that beforehand counts as having watched the clock for as long as such an error
 * takes to exceed the jitter.
 */
const USUAL_RATE_ERROR = 100e-6;
/** Where the narrowing ends: with rough callbacks, and with good ones. */
const ROUGH_BANDWIDTH_HZ = 0.005;
const GOOD_BANDWIDTH_HZ = 0.016;
/** What is left of the jitter in a window's earliest anchor when callbacks are still called good. */
const GOOD_EXCESS_NS = 10e3;
/** One anchor of each window is believed; the window widens with the loop's age, from here to there. */
const FIRST_WINDOW_SECONDS = 0.25;
const LAST_WINDOW_SECONDS = 4;
const WINDOW_PER_AGE = 0.125;
/** It has so many anchors at least. */
const MIN_ANCHORS = 12;
/** A jump as small as this may have been drift, by a rate that was wrong: if it is known no better, it is learnt anew. */
const SMALL_JUMP_NS = 10e6;
const WELL_KNOWN_ERROR = 20e-6;
/** What on time means; where callbacks are rougher than that, half their mean lateness. */
const TOLERANCE_NS = 2e6;
const MAX_TOLERANCE_NS = 10e6;
const MAX_ROUGHNESS = 3;
/** Lateness counts as jitter up to this. */
const MAX_JITTER_NS = 20e6;
/** Anchors agree on the early edge when they are this close, or half the mean lateness. */
const MIN_AGREEMENT_NS = 0.25e6;
/** Windows that the reported rate is taken from: about a minute for that of now, two for their mean. */
const NOW_WINDOWS = 15;
const MEAN_WINDOWS = 30;
/** The largest standard error with which the one and the other are reported. */
const NOW_ERROR = 0.5e-6;
const MEAN_ERROR = 2e-6;
/** Share of a new window in the averages. */
const NEW_SHARE = 0.5;

/**
 * A device's clock from its anchors: a delay-locked loop behind an early-edge filter. Callbacks are late, hardly ever
 * early, so of each window only the anchor on the early edge is given to the loop.
 */
export class DeviceClock {
  readonly #loop: DelayLockedLoop;
  readonly #rateHz: number;
  readonly #now = new SlopeFit(NOW_WINDOWS);
  readonly #mean = new SlopeFit(MEAN_WINDOWS);
  #originSeconds = 0;
  #startPosition = 0;
  #lastPosition = 0;
  #windowPosition = 0;
  /** The window's anchors, and how late each was. */
  #positions: number[] = [];
  #hostNs: number[] = [];
  #latenessNs: number[] = [];
  /** Mean lateness of all anchors, and of the earliest of a window, as estimated. */
  #jitterNs = 0;
  #excessNs = 0;
  /** The rate error that was known before the last jump, in parts per million. */
  #knownPpm: number | undefined;

  /** @param rateHz what the device calls its rate */
  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#loop = new DelayLockedLoop(rateHz, MAX_PPM);
  }

  /**
   * Begins anew: the device reached `position` at `ns`.
   *
   * @param latenessNs of the anchors by which that is known
   */
  start(position: number, ns: number, latenessNs: readonly number[] = []): void {
    this.#loop.start(position, ns);
    this.#knownPpm = undefined;
    this.#forgetRate();
    this.#noteJitter(latenessNs);
    this.#originSeconds = ns * 1e-9 - position / this.#rateHz;
    this.#startPosition = position;
    this.#windowPosition = position;
    this.#lastPosition = position;
    this.#forgetWindow();
  }

  /** Host time at which the device reaches frame `position`, ns. */
  timeNs(position: number): number {
    return this.#loop.timeNs(position);
  }

  /** An anchor later than this is not on time: frames may be missing before it. ns */
  get toleranceNs(): number {
    return between(TOLERANCE_NS, this.#jitterNs / 2, MAX_TOLERANCE_NS);
  }

  /** How much rougher callbacks are than good ones: 1 to 3. */
  get roughness(): number {
    return between(1, this.toleranceNs / TOLERANCE_NS, MAX_ROUGHNESS);
  }

  /** How much faster than its nominal rate the device runs by the line at this moment, in parts per million. */
  get linePpm(): number {
    return this.#loop.ppm;
  }

  /**
   * The same, as well as is known: as it is now if callbacks are good, else the mean of the last two minutes. As long
   * as neither is known (again), it is what was known last, or the line's.
   */
  get ppm(): number {
    return this.#fittedPpm ?? this.#knownPpm ?? this.#loop.ppm;
  }

  get #fittedPpm(): number | undefined {
    const now = this.#now.at(this.#lastPosition / this.#rateHz);
    const slope = now.error < NOW_ERROR ? now : this.#mean.mean;
    return slope.error < MEAN_ERROR ? (1 / (1 + slope.value) - 1) * 1e6 : undefined;
  }

  /** Learns that the device had reached `position` at `ns`, or a little before. */
  learn(position: number, ns: number): void {
    const latenessNs = ns - this.#loop.timeNs(position);
    this.#lastPosition = position;
    // Too early to be true (see BlockJudge), or an incident, which says nothing about the others.
    if (latenessNs < -this.toleranceNs || latenessNs > MAX_JITTER_NS) return;
    this.#positions.push(position);
    this.#hostNs.push(ns);
    this.#latenessNs.push(latenessNs);
    const age = (position - this.#startPosition) / this.#rateHz;
    const window = between(FIRST_WINDOW_SECONDS, age * WINDOW_PER_AGE, LAST_WINDOW_SECONDS);
    if (position - this.#windowPosition < window * this.#rateHz) return;
    if (this.#positions.length < MIN_ANCHORS) return;
    const agreeNs = Math.max(MIN_AGREEMENT_NS, this.#jitterNs / 2);
    const edge = earlyEdge(this.#latenessNs, agreeNs);
    if ((this.#latenessNs[edge] ?? Infinity) > this.toleranceNs) return;
    this.#closeWindow(position, age, edge);
  }

  /** From here on all is later by `ns` (earlier when negative): frames were lost, or all was late so far. */
  shift(ns: number): void {
    this.#loop.shift(ns);
    this.#knownPpm = this.#fittedPpm ?? this.#knownPpm;
    const isKnown = this.#mean.mean.error < WELL_KNOWN_ERROR;
    if (!isKnown && Math.abs(ns) < SMALL_JUMP_NS) this.#startPosition = this.#lastPosition;
    this.#forgetRate();
    this.#forgetWindow();
  }

  /** From here on all is later by exactly `ns`: whole cycles were lost, and nothing that is known changes by that. */
  moveOn(ns: number): void {
    this.#loop.shift(ns);
    this.#originSeconds += ns * 1e-9;
    this.#hostNs = this.#hostNs.map((hostNs) => hostNs + ns);
  }

  #closeWindow(position: number, age: number, edge: number): void {
    const anchors = this.#latenessNs.length;
    const excessNs = this.#noteJitter(this.#latenessNs);
    const last = between(
      ROUGH_BANDWIDTH_HZ,
      GOOD_BANDWIDTH_HZ * Math.pow(GOOD_EXCESS_NS / Math.max(1, this.#excessNs), 2 / 3),
      GOOD_BANDWIDTH_HZ,
    );
    const knownSeconds = age + this.#excessNs * 1e-9 / USUAL_RATE_ERROR;
    const bandwidth = between(last, BANDWIDTH_PER_AGE / knownSeconds, FIRST_BANDWIDTH_HZ);
    const edgePosition = this.#positions[edge] ?? position;
    const edgeNs = this.#hostNs[edge] ?? this.#loop.timeNs(edgePosition);
    this.#loop.update(edgePosition, edgeNs, bandwidth);
    const seconds = edgePosition / this.#rateHz;
    const hostSeconds = (edgeNs - excessNs) * 1e-9 - this.#originSeconds;
    for (const fit of [this.#now, this.#mean]) {
      fit.add(seconds, hostSeconds - seconds, anchors * anchors);
    }
    this.#windowPosition = position;
    this.#forgetWindow();
  }

  /** Learns how late anchors are; returns what is left of it in the earliest of them, by estimate, ns. */
  #noteJitter(latenessNs: readonly number[]): number {
    const anchors = latenessNs.length;
    if (anchors === 0) return 0;
    const share = this.#jitterNs === 0 ? 1 : NEW_SHARE;
    let sumNs = 0;
    for (const each of latenessNs) sumNs += between(0, each, MAX_JITTER_NS);
    this.#jitterNs += (sumNs / anchors - this.#jitterNs) * share;
    // Of n lateness values that are equally likely up to twice their mean, the least is about mean × 2 / n.
    const excessNs = 2 * sumNs / (anchors * anchors);
    this.#excessNs += (excessNs - this.#excessNs) * share;
    return excessNs;
  }

  #forgetRate(): void {
    this.#now.clear();
    this.#mean.clear();
  }

  #forgetWindow(): void {
    this.#positions = [];
    this.#hostNs = [];
    this.#latenessNs = [];
  }
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
