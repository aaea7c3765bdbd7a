/** The beginning of a stream, while it is unknown which of its anchors were on time. */
import type { Anchor } from "./anchor.ts";
import { earlyEdge } from "./early_edge.ts";

/**
 * Anchors are gathered for this long to find their early edge; longer while they still catch up. What a crash takes with
 * it is that long, too.
 */
const GATHER_NS = 0.8e9;
const GATHER_MAX_NS = 4e9;
/**
 * That is cut short when most have come within so little of the earliest, and it is not alone: so many, and this part of all,
 * agree with it closely. Callbacks are late by chance, each by another time, so what they agree on is the edge.
 */
const PLAIN_GATHER_NS = 0.24e9;
const PLAIN_NS = 0.25e6;
const PLAIN_COUNT = 5;
const CLOSE_NS = 0.1e6;
const CLOSE_COUNT = 3;
const CLOSE_SHARE = 0.25;
/** PipeWire's may be late, but none is early: its smallest counts if another is so near. */
const CYCLES_AGREE_NS = 1e6;
/** They agree on the edge when they are this close, or this part of what lies between their 15th percentile and median. */
const AGREE_NS = 2e6;
const AGREE_SHARE = 0.8;
/** What agrees more closely than the edge does is no other edge. */
const SAME_EDGE_NS = 0.5e6;

/** When a stream began, by its first anchors. */
export interface Beginning {
  readonly anchors: readonly Anchor[];
  /** Host time of the stream's frame 0, ns. */
  readonly zeroNs: number;
  /** How late each anchor was, ns. */
  readonly latenessNs: readonly number[];
}

/** A stream's first anchors, of which none is known to be on time until there are many. */
export class FirstAnchors {
  readonly #rateHz: number;
  #anchors: Anchor[] = [];

  /** @param rateHz the device's nominal rate */
  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  /** How many wait. */
  get count(): number {
    return this.#anchors.length;
  }

  /** Takes the next one. */
  push(anchor: Anchor): void {
    this.#anchors.push(anchor);
  }

  /** Whether they show their early edge: it comes no earlier any more. */
  get areEnough(): boolean {
    const first = this.#anchors[0];
    const last = this.#anchors[this.#anchors.length - 1];
    if (first === undefined || last === undefined) return false;
    const spanNs = last.hostNs - first.hostNs;
    if (spanNs < GATHER_NS) {
      return spanNs >= PLAIN_GATHER_NS && !this.#haveCycles && this.#arePlain;
    }
    if (spanNs >= GATHER_MAX_NS) return true;
    const middleNs = last.hostNs - GATHER_NS / 2;
    const before = this.#zerosNs(this.#anchors.filter((anchor) => anchor.hostNs <= middleNs));
    const after = this.#zerosNs(this.#anchors.filter((anchor) => anchor.hostNs > middleNs));
    return this.#edgeNs(after) >= this.#edgeNs(before) - AGREE_NS;
  }

  /** Whether they come from PipeWire: all lie in one grid, and may be late by the same cycle for as long as this takes. */
  get #haveCycles(): boolean {
    return (this.#anchors[this.#anchors.length - 1]?.cycleFrames ?? 0) > 0;
  }

  #edgeNs(zerosNs: readonly number[]): number {
    return this.#haveCycles ? cyclesEdgeNs(zerosNs) : edgeNs(zerosNs);
  }

  /** Whether they show their edge already. */
  get #arePlain(): boolean {
    const order = this.#zerosNs(this.#anchors).sort((a, b) => a - b);
    const [first = 0] = order;
    const median = order[Math.floor(order.length / 2)] ?? Infinity;
    const close = order.filter((ns) => ns - first <= CLOSE_NS).length;
    return order.length >= PLAIN_COUNT && median - first < PLAIN_NS &&
      close >= Math.max(CLOSE_COUNT, CLOSE_SHARE * order.length);
  }

  /** Gives them away, with what they show. */
  take(): Beginning {
    const anchors = this.#anchors;
    const zerosNs = this.#zerosNs(anchors);
    const zeroNs = this.#haveCycles ? cyclesEdgeNs(zerosNs) : closeEdgeNs(zerosNs);
    this.#anchors = [];
    return { anchors, zeroNs, latenessNs: zerosNs.map((ns) => ns - zeroNs) };
  }

  /** When frame 0 was, by each of these and the nominal rate; host ns. */
  #zerosNs(anchors: readonly Anchor[]): number[] {
    return anchors.map(({ position, frames, hostNs }) =>
      hostNs - (position + frames) * 1e9 / this.#rateHz
    );
  }
}

/** The early edge of these, ns. The rougher they are, the less they need to agree on it. */
function edgeNs(zerosNs: readonly number[]): number {
  const order = zerosNs.toSorted((a, b) => a - b);
  const at = (share: number) => order[Math.floor(share * order.length)] ?? 0;
  const agreeNs = Math.max(AGREE_NS, AGREE_SHARE * (at(0.5) - at(0.15)));
  return zerosNs[earlyEdge(zerosNs, agreeNs)] ?? Infinity;
}

/** The smallest of these with which one other agrees, ns; the smallest of all if there is none. */
function cyclesEdgeNs(zerosNs: readonly number[]): number {
  const order = zerosNs.toSorted((a, b) => a - b);
  return order.find((ns, i) => (order[i + 1] ?? Infinity) - ns < CYCLES_AGREE_NS) ??
    order[0] ?? Infinity;
}

/**
 * The early edge as closely as they show it, ns: single ones come some tenths of a millisecond before it, as long as a sound
 * server is about to settle down. It is the smallest with which two others agree closely, or 15 % of all.
 */
function closeEdgeNs(zerosNs: readonly number[]): number {
  const roughNs = edgeNs(zerosNs);
  const order = zerosNs.toSorted((a, b) => a - b);
  const others = Math.max(CLOSE_COUNT - 1, Math.ceil(0.15 * order.length));
  const close = order.find((ns, i) => (order[i + others] ?? Infinity) - ns < CLOSE_NS);
  return close === undefined || close - roughNs > SAME_EDGE_NS ? roughNs : close;
}
