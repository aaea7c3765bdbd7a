/** The times of a session: instants of its clock, and frames of its stems. */
import { type Clock, PacedClock } from "./clock.ts";

/** What is known of a session's times before it begins. */
export interface SessionTimes {
  /** How many times faster than real time it runs. */
  readonly pace: number;
  /** Of the stems, Hz. */
  readonly rateHz: number;
  /** It ends by itself after so long, seconds; without it, when somebody says so. */
  readonly durationSeconds?: number;
}

/** What the stems reach over, as far as it is known when they begin. */
export interface SessionSpan {
  readonly zeroNs: number;
  readonly endNs?: number;
}

/** Where a session begins and ends; before it has begun, nothing is known but the time. */
export class SessionTime implements Clock {
  /** Where a paced clock begins, ns. */
  readonly epochNs: number;
  readonly #clock: Clock;
  readonly #pace: number;
  readonly #rateHz: number;
  readonly #durationSeconds: number | undefined;
  #span: SessionSpan | undefined;
  #endNs: number | undefined;

  /** @param host the clock of the machine */
  constructor({ pace, rateHz, durationSeconds }: SessionTimes, host: Clock) {
    this.epochNs = host.nowNs();
    this.#clock = pace === 1 ? host : new PacedClock(host, this.epochNs, pace);
    this.#pace = pace;
    this.#rateHz = rateHz;
    this.#durationSeconds = durationSeconds;
  }

  nowNs(): number {
    return this.#clock.nowNs();
  }

  /** Sources are listened to from this instant on, and nothing is recorded yet. */
  listen(zeroNs: number): void {
    this.#span = { zeroNs };
  }

  /** The session's first frame is this instant. */
  begin(zeroNs: number): void {
    const duration = this.#durationSeconds;
    this.#span = duration === undefined ? { zeroNs } : { zeroNs, endNs: zeroNs + duration * 1e9 };
    this.#endNs = this.#span.endNs;
  }

  /** Whether there is a first frame. */
  get hasBegun(): boolean {
    return this.#span !== undefined;
  }

  /** `undefined` before it has begun. */
  get span(): SessionSpan | undefined {
    return this.#span;
  }

  /** The exact end, where it is known: of a duration from the beginning, of files when they have been played; ns. */
  get endNs(): number | undefined {
    return this.#endNs;
  }

  /** The session ends at this instant. */
  endAt(endNs: number): void {
    this.#endNs = endNs;
  }

  /** The end that is known becomes a later one, for those too who come later. */
  extendTo(endNs: number): void {
    this.#endNs = endNs;
    if (this.#span !== undefined) this.#span = { ...this.#span, endNs };
  }

  /** Now, but never past an end that is known; ns. */
  get nowOrEndNs(): number {
    return Math.min(this.nowNs(), this.#endNs ?? Infinity);
  }

  /** How long ago an instant was by the clock on the wall, seconds. */
  secondsSince(instantNs: number): number {
    return Math.max(0, this.nowNs() - instantNs) / 1e9 / this.#pace;
  }

  /** The frame of an instant, 0 for what was before the beginning. */
  frameOf(instantNs: number): number {
    const seconds = (instantNs - (this.#span?.zeroNs ?? instantNs)) / 1e9;
    return Math.max(0, Math.round(seconds * this.#rateHz));
  }
}
