// deno-lint-ignore-file no-non-null-assertion -- ring positions are taken modulo the ring's length
/** A compressor that looks ahead: evens out loud passages. */
import { amplitudeOfDb, dbOfPower } from "./decibels.ts";

export interface LevellerOptions {
  /** Powers pushed per second. */
  hopsPerSecond: number;
  /** Decibels above the threshold that become one decibel. */
  ratio?: number;
}

/** The level is the RMS of this much before and after; the gain takes as long, twice, to go down and to come back. */
const HALF_SECONDS = 0.03;

/**
 * Reduces loud passages, so that one cough does not decide the level of an hour.
 *
 * A compressor that sees ahead: the level is taken around each hop, its reduction is held for 30 ms on both sides and
 * then averaged over the same time, so that the gain is down when the loud part begins, and a lone hop
 * does not make it flutter. All of it reaches a bounded time, backwards as forwards: nothing is remembered for ever.
 */
export class Leveller {
  /** `push` returns the gain of the hop this many pushes ago. */
  readonly delayHops: number;
  readonly #slope: number;
  readonly #powers: Float64Array;
  readonly #reductionsDb: Float64Array;
  readonly #heldDb: Float64Array;
  #steps = 0;

  constructor({ hopsPerSecond, ratio = 4 }: LevellerOptions) {
    const half = Math.max(1, Math.round(HALF_SECONDS * hopsPerSecond));
    const width = 2 * half;
    this.#slope = 1 - 1 / ratio;
    this.#powers = new Float64Array(width);
    this.#reductionsDb = new Float64Array(width + 1);
    this.#heldDb = new Float64Array(width + 1);
    this.delayHops = 3 * half - 1;
  }

  /**
   * Takes the mean square of the next hop (1 is 0 dB; what is not finite is silence) and returns the gain (0 to 1) at
   * the beginning of the hop `delayHops` ago, or −1 when there is none yet.
   *
   * @param thresholdDb passages with a higher RMS level are reduced, dBFS; Infinity reduces nothing
   */
  push(power: number, thresholdDb: number): number {
    const step = this.#steps++;
    this.#powers[step % this.#powers.length] = power > 0 && power < Infinity ? power : 0;
    const levelDb = dbOfPower(mean(this.#powers));
    const reductionDb = Math.max(0, (levelDb - thresholdDb) * this.#slope);
    this.#reductionsDb[step % this.#reductionsDb.length] = reductionDb;
    this.#heldDb[step % this.#heldDb.length] = highest(this.#reductionsDb);
    return step < this.delayHops ? -1 : amplitudeOfDb(-mean(this.#heldDb));
  }

  /** As `push` when no more hops come: `delayHops` times, and once more for the end of the last hop. */
  flush(): number {
    return this.push(0, Infinity);
  }

  /** Forgets everything. */
  reset(): void {
    this.#powers.fill(0);
    this.#reductionsDb.fill(0);
    this.#heldDb.fill(0);
    this.#steps = 0;
  }
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function highest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!;
  return most;
}
