/** Learns a device's clock from pairs of frame position and host time. */

/** Above this the loop of one update would ring; bandwidths are lowered to it. */
const MAX_OMEGA = 0.6;

/**
 * The clock of a device, as seen by the host's: a second-order delay-locked loop over pairs of frame position and host
 * time (F. Adriaensen, "Using a DLL to filter time", LAC 2005: b = √2·ω, c = ω², ω = 2πBT, where T is the time between
 * two updates). Positions need not be equally spaced: T follows from them.
 *
 * Times are host nanoseconds, positions device frames. Without updates it extrapolates.
 */
export class DelayLockedLoop {
  readonly #nominalPeriodNs: number;
  readonly #maxDeviation: number;
  #position = 0;
  #ns = 0;
  /** Nanoseconds of host time that a device frame takes. */
  #periodNs: number;

  /**
   * @param nominalRateHz what the device calls its rate
   * @param maxPpm the most that the true rate may differ from it; estimates stay within
   */
  constructor(nominalRateHz: number, maxPpm: number) {
    this.#nominalPeriodNs = 1e9 / nominalRateHz;
    this.#periodNs = this.#nominalPeriodNs;
    this.#maxDeviation = maxPpm * 1e-6;
  }

  /** Begins anew: frame `position` was at `ns`, and the rate is the nominal one. */
  start(position: number, ns: number): void {
    this.#position = position;
    this.#ns = ns;
    this.#periodNs = this.#nominalPeriodNs;
  }

  /** Host time at which the device reaches frame `position`, by all that is known. */
  timeNs(position: number): number {
    return this.#ns + (position - this.#position) * this.#periodNs;
  }

  /**
   * Learns that the device reached frame `position` at `ns`.
   *
   * @param position beyond the one of the update before
   * @param bandwidthHz how fast to believe it: noise above this frequency is averaged out
   * @returns how much later that is than was expected, ns
   */
  update(position: number, ns: number, bandwidthHz: number): number {
    const frames = position - this.#position;
    const expectedNs = this.timeNs(position);
    const errorNs = ns - expectedNs;
    const seconds = frames * this.#nominalPeriodNs * 1e-9;
    const omega = Math.min(MAX_OMEGA, 2 * Math.PI * bandwidthHz * seconds);
    this.#position = position;
    this.#ns = expectedNs + Math.SQRT2 * omega * errorNs;
    const periodNs = this.#periodNs + omega * omega * errorNs / frames;
    this.#periodNs = Math.max(
      this.#nominalPeriodNs * (1 - this.#maxDeviation),
      Math.min(this.#nominalPeriodNs * (1 + this.#maxDeviation), periodNs),
    );
    return errorNs;
  }

  /** Moves the whole line by `ns` (later when positive); the rate stays. */
  shift(ns: number): void {
    this.#ns += ns;
  }

  /** How much faster than its nominal rate the device runs, in parts per million. */
  get ppm(): number {
    return (this.#nominalPeriodNs / this.#periodNs - 1) * 1e6;
  }
}
