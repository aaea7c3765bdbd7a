/** The end of a recording at a time of day. */
import { type Every, everyMs } from "../../capture/ground/timers.ts";
import { nextMoment, type TimeOfDay } from "../ground/time_of_day.ts";

/** How often the wall clock is looked at, ms. */
const LOOK_MS = 1_000;
/** A day, and the hour by which summer time can make one longer; and what a clock may be off by. */
const LONGEST_MS = 26 * 3_600_000;

/**
 * Looks at the wall clock once a second, and so follows it where it is set, and where the machine sleeps.
 *
 * A clock that was wrong by more than a day and is set does not end a recording: the time is looked for anew then.
 */
export class WallClockEnd implements Disposable {
  /** Resolves when the time has come; never without one. */
  readonly reached: Promise<"until">;
  readonly #now: () => Date;
  readonly #cancel: () => void = () => {};
  #resolve: (reason: "until") => void = () => {};
  #target = new Date(NaN);
  /** By how much it was extended. */
  #laterMs = 0;

  /** @param now the wall clock */
  constructor(time: TimeOfDay | undefined, now: () => Date, every: Every = everyMs) {
    this.reached = new Promise((resolve) => this.#resolve = resolve);
    this.#now = now;
    if (time === undefined) return;
    this.#target = nextMoment(time, now());
    this.#cancel = every(LOOK_MS, () => this.#look(time));
  }

  /** Ends so many seconds later. @returns when that is; undefined when there is no end */
  extend(seconds: number): Date | undefined {
    if (Number.isNaN(this.#target.getTime())) return undefined;
    this.#laterMs += seconds * 1_000;
    return new Date(this.#target.getTime() + this.#laterMs);
  }

  #look(time: TimeOfDay): void {
    const now = this.#now();
    const leftMs = this.#target.getTime() + this.#laterMs - now.getTime();
    if (Math.abs(leftMs) > LONGEST_MS + this.#laterMs) this.#target = nextMoment(time, now);
    else if (leftMs <= 0) this.#resolve("until");
  }

  /** Looks no more. */
  [Symbol.dispose](): void {
    this.#cancel();
  }
}
