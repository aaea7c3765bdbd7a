/** Sees to it that a track has a device that delivers, and the right one. */
import { Backoff } from "./backoff.ts";
import type { Source } from "../source/source.ts";
import type { SourceBefore } from "../source/source_or_spare.ts";
import type { Track } from "./track.ts";
import { reasonOf, trackFailureOf } from "./track_failure.ts";

/**
 * Least time between two looks whether the device is still the right one, ns of real time: at every second poll, 0.5 s apart,
 * while something is recorded, at each of the rarer polls before that. A question costs 0.2 ms of processor time
 * (measured, PulseAudio).
 */
const CHECK_NS = 0.35e9;
/** How long the next device may take to deliver its first block, ns. */
const WAKE_NS = 5e9;

/** A device that is to take another's place. */
interface NextSource {
  readonly source: Source;
  readonly startedNs: number;
}

/**
 * Opens the device again when it went away, and another when the default has changed.
 *
 * A device that is gone is closed first, because some cannot be opened twice. A device that is only outdated goes on until the
 * next one delivers, so that nothing is missed, and stays when that one does not.
 */
export class DeviceWatch implements Disposable {
  readonly #openSource: (before: SourceBefore) => Source;
  readonly #checkNs: number;
  readonly #away = new Backoff();
  readonly #outdated = new Backoff();
  #checkedNs = -Infinity;
  #heardNs = -Infinity;
  #next: NextSource | undefined;
  readonly #pace: number;
  #busyUntilNs = -Infinity;

  /**
   * @param openSource opens what was asked for, as it is now
   * @param pace how many times faster than real time the session runs
   */
  constructor(openSource: (before: SourceBefore) => Source, pace: number) {
    this.#openSource = openSource;
    this.#pace = pace;
    this.#checkNs = CHECK_NS * pace;
  }

  /**
   * Does what has to be done now; may block while the sound server thinks.
   *
   * @returns whether the track was moved to another device
   */
  look(track: Track, nowNs: number): boolean {
    // This clock does not go on while the machine sleeps, on most systems.
    const beganMs = performance.now();
    const isMoved = this.#look(track, nowNs);
    this.#busyUntilNs = nowNs + (performance.now() - beganMs) * 1e6 * this.#pace;
    return isMoved;
  }

  /** Until when the last look took, on the session's clock; a sound server that hangs is waited for. */
  get busyUntilNs(): number {
    return this.#busyUntilNs;
  }

  #look(track: Track, nowNs: number): boolean {
    if (this.#next !== undefined) return this.#await(track, this.#next, nowNs);
    if (track.state.type === "away") {
      if (track.needsSource && this.#away.isDue(nowNs)) this.#reopen(track, nowNs);
      return false;
    }
    this.#away.reset();
    // A sound server that hangs does not answer for half a minute, and who waits for it can do nothing else. So it is asked
    // only right after it has given something.
    const isSilent = track.heardNs === this.#heardNs;
    this.#heardNs = track.heardNs;
    if (isSilent || nowNs - this.#checkedNs < this.#checkNs) return false;
    this.#checkedNs = nowNs;
    if (track.isOutdated() && this.#outdated.isDue(nowNs)) this.#openNext(track, nowNs);
    return false;
  }

  /** When a device that is away is to be opened again, ns; Infinity where none is, or where one was opened and may deliver. */
  tryNs({ state, needsSource }: Track): number {
    const isAway = state.type === "away" && needsSource && this.#next === undefined;
    return isAway ? this.#away.dueNs : Infinity;
  }

  /** Closes what was opened and is not the track's yet. */
  [Symbol.dispose](): void {
    this.#next?.source[Symbol.dispose]();
    this.#next = undefined;
  }

  /** The track stays away until the first block comes. */
  #reopen(track: Track, nowNs: number): void {
    track.settle(nowNs);
    try {
      const { isSpare } = track;
      track.replace(this.#started({ isLive: false, isSpare }, nowNs), nowNs);
    } catch (error) {
      track.abandonSource(reasonOf(trackFailureOf(error, true)));
    }
  }

  #openNext({ isSpare }: Track, nowNs: number): void {
    try {
      this.#next = { source: this.#started({ isLive: true, isSpare }, nowNs), startedNs: nowNs };
    } catch {
      // The next try comes; until then the one that runs is better than none.
    }
  }

  /** Moves the track once the next device delivers; a block that has come is proof that it does. */
  #await(track: Track, { source, startedNs }: NextSource, nowNs: number): boolean {
    const block = source.read();
    if (block === undefined) {
      if (source.state === "gone" || nowNs - startedNs > WAKE_NS) this[Symbol.dispose]();
      return false;
    }
    this.#next = undefined;
    // What the other has heard meanwhile, also if that is more than one call takes in: it is gone once that one is closed.
    while (track.poll(nowNs, this.#busyUntilNs));
    track.replace(source, nowNs, block);
    this.#outdated.reset();
    return true;
  }

  #started(before: SourceBefore, nowNs: number): Source {
    const source = this.#openSource(before);
    try {
      source.start(nowNs);
    } catch (error) {
      source[Symbol.dispose]();
      throw error;
    }
    return source;
  }
}
