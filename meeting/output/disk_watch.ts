/** Watches the space on the disk while a recording grows, and ends it while there is still enough to finish. */
import { UserError } from "../ground/user_error.ts";
import { timeSpan } from "../ground/figures.ts";

/** A recording that would be over so soon is not begun, seconds. */
export const LEAST_SECONDS = 600;
/** The same where nobody is there to free some: what can be kept is kept, and the stems that go afterwards give space for more. */
export const LEAST_UNATTENDED_SECONDS = 60;
/** Warnings, seconds before the end; each is given once, and again when there was twice as much in between. */
const WARN_SECONDS = [1_800, 300];
/** How often it is looked at most and at least, seconds of the recording. */
const LOOK_SECONDS = 10;

/** What a watch has to do with. */
export interface DiskWatchOptions {
  /** As `secondsLeft`, for so many seconds recorded. */
  left(recordedSeconds: number): number | undefined;
  /** When the recording is going to end by itself, seconds. */
  readonly durationSeconds?: number;
  warn(message: string): void;
}

/** Looks whenever somebody says how long the recording is. */
export class DiskWatch {
  /** Resolves when it is time to stop. */
  readonly full: Promise<"disk-full">;
  readonly #options: DiskWatchOptions;
  #resolveFull: (reason: "disk-full") => void = () => {};
  #left: number | undefined;
  #durationSeconds: number;
  #lookedAt = 0;
  #warned = Infinity;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
    this.#durationSeconds = options.durationSeconds ?? Infinity;
    this.full = new Promise((resolve) => this.#resolveFull = resolve);
    this.#left = options.left(0);
  }

  /** How much longer it could go on, seconds; undefined when nobody knows. */
  get secondsLeft(): number | undefined {
    return this.#left;
  }

  /** It ends by itself so many seconds after its begin, and no longer when it was going to. */
  endsAt(durationSeconds: number): void {
    this.#durationSeconds = durationSeconds;
  }

  /** The recording is so long by now. */
  look(recordedSeconds: number): void {
    const passed = recordedSeconds - this.#lookedAt;
    if (passed < Math.min(LOOK_SECONDS, (this.#left ?? Infinity) / 2)) return;
    this.#lookedAt = recordedSeconds;
    this.#left = this.#options.left(recordedSeconds);
    if (this.#left === undefined) return;
    if (this.#left <= 0) this.#resolveFull("disk-full");
    this.#forget(this.#left);
    if (recordedSeconds + this.#left < this.#durationSeconds) this.#warn(this.#left);
  }

  /** In a recording of months space is freed, and taken again. */
  #forget(left: number): void {
    const given = WARN_SECONDS.filter((limit) => limit >= this.#warned && left < 2 * limit);
    this.#warned = Math.min(...given);
  }

  #warn(left: number): void {
    const due = WARN_SECONDS.findLast((limit) => left < limit);
    if (due === undefined || due >= this.#warned) return;
    this.#warned = due;
    this.#options.warn(
      `The disk has space for ${
        timeSpan(left)
      } more; free some, or the recording ends then by itself`,
    );
  }
}

/**
 * Refuses to begin what would soon be over.
 *
 * @param secondsLeft for which there is space; undefined when nobody knows
 * @param out as the person wrote it
 * @param durationSeconds when the recording is going to end by itself
 * @param leastSeconds a recording that would be over so soon is not begun
 * @throws {UserError} of kind output
 */
export function checkDiskSpace(
  secondsLeft: number | undefined,
  out: string,
  durationSeconds = Infinity,
  leastSeconds = LEAST_SECONDS,
): void {
  if (secondsLeft === undefined || secondsLeft >= Math.min(leastSeconds, durationSeconds)) return;
  const space = secondsLeft < 1 ? "no space" : `space for only ${timeSpan(secondsLeft)}`;
  throw new UserError(
    "output",
    `Cannot record to ${out}: the disk has ${space}; free some, choose another --out or --spool, ` +
      "or record all the same with --force",
  );
}
