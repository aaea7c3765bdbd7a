/** The instants that a session counts in. */

/** A clock that only ever goes forward. */
export interface Clock {
  /** Now, in nanoseconds since an arbitrary instant that is the same for everyone on this machine. */
  nowNs(): number;
}

/** A clock that runs `pace` times faster than another from `epochNs` on, so that hours pass in seconds. */
export class PacedClock implements Clock {
  readonly #host: Clock;
  readonly #epochNs: number;
  readonly #pace: number;

  /**
   * @param host the clock to follow
   * @param epochNs the instant, on both clocks, at which they agree
   * @param pace how many times faster, above 0
   */
  constructor(host: Clock, epochNs: number, pace: number) {
    if (!(pace > 0 && Number.isFinite(pace))) {
      throw new RangeError(`Cannot run a clock ${pace} times faster: a pace is a number above 0`);
    }
    this.#host = host;
    this.#epochNs = epochNs;
    this.#pace = pace;
  }

  nowNs(): number {
    return this.#epochNs + (this.#host.nowNs() - this.#epochNs) * this.#pace;
  }
}

/**
 * The JavaScript engine's monotonic clock, for sessions without a device.
 *
 * In each thread it has another zero. So a worker gets the main thread's time with its first message, and is behind by as
 * long as that message takes, some ms at most. Files do not mind: their blocks carry exact times.
 */
export class EngineClock implements Clock {
  readonly #offsetNs: number;

  /** @param nowNs what this clock is to show at this moment, ns */
  constructor(nowNs: number) {
    this.#offsetNs = nowNs - performance.now() * 1e6;
  }

  nowNs(): number {
    return performance.now() * 1e6 + this.#offsetNs;
  }
}
