/** The polls of a track's worker, one after the other. */
import type { Clock } from "../ground/clock.ts";
import { type After, afterMs } from "../ground/timers.ts";

/**
 * What waits for a poll: somebody, or sound that is on no disk yet and grows old; what is recorded; nothing before somebody
 * speaks.
 */
export type PollStage = "urgent" | "recording" | "waiting";

/**
 * Time between two polls, ms. The device keeps 10 s and more, so being late loses nothing; but what was not written yet is
 * lost when the process is killed. While nothing is recorded, what begins the recording may be heard a little later, as it
 * begins before that. A poll costs more than what it finds: the thread wakes up for it.
 */
const POLL_MS: Readonly<Record<PollStage, number>> = { urgent: 20, recording: 250, waiting: 400 };
/** The same in a session that is faster than real time. */
const LEAST_POLL_MS = 20;
/** Timers are whole milliseconds; one that is a little early belongs to the instant that it was for. */
const EARLY_MS = 2;

/** What the next poll is for. */
export interface NextPoll {
  /** Whether more waits than one poll takes, so that the next one comes at once. */
  readonly more: boolean;
  readonly stage: PollStage;
  /** It comes no later than after so long, ms. */
  readonly withinMs?: number;
}

/** What a {@link PollLoop} is made for. */
export interface PollLoopOptions {
  /** The host's, also where the session's is faster. */
  readonly clock: Clock;
  /** How many times faster than real time the session runs. */
  readonly pace: number;
  poll(): NextPoll;
  readonly after?: After;
}

/**
 * Polls again and again, until it is stopped; what was missed is not made up for.
 *
 * Regular polls come at multiples of their period on the host's clock. So all workers, and whoever else counts in this way,
 * wake up together, and the processor sleeps through the rest.
 */
export class PollLoop {
  readonly #options: PollLoopOptions;
  readonly #after: After;
  #cancel: (() => void) | undefined;

  constructor(options: PollLoopOptions) {
    this.#options = options;
    this.#after = options.after ?? afterMs;
  }

  /** Polls for the first time. */
  start(): void {
    this.#cancel = () => {};
    this.#poll();
  }

  /** The next poll comes at once; none, where it was not started, or was stopped. */
  hurry(): void {
    if (this.#cancel === undefined) return;
    this.#cancel();
    this.#cancel = this.#after(0, () => this.#poll());
  }

  /** There is no other poll; also to be called by one. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #poll(): void {
    const { more, stage, withinMs = Infinity } = this.#options.poll();
    if (this.#cancel === undefined) return;
    const nowMs = this.#options.clock.nowNs() / 1e6;
    const periodMs = Math.max(LEAST_POLL_MS, POLL_MS[stage] / this.#options.pace);
    const regularMs = (Math.floor((nowMs + EARLY_MS) / periodMs) + 1) * periodMs - nowMs;
    const waitMs = more ? 0 : Math.min(regularMs, Math.max(LEAST_POLL_MS, withinMs));
    this.#cancel = this.#after(Math.ceil(waitMs), () => this.#poll());
  }
}
