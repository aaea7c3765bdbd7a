/** Sees to it that a track has a device that delivers, and the right one. */
import { Backoff } from "./backoff.ts";
import type { Source } from "./source.ts";
import type { Track } from "./track.ts";
import { failureOf } from "./track_failure.ts";

/** How often the sound server is asked whether the device is still the right one, ns of real time. */
const CHECK_NS = 2e9;

/**
 * Opens the device again when it was lost, and another when the default has changed.
 *
 * A lost device is closed first, because some cannot be opened twice. A device that is only outdated goes on until the
 * next one runs, so that nothing is missed, and stays when that one does not open.
 */
export class DeviceWatch {
  readonly #openSource: () => Source;
  readonly #checkNs: number;
  readonly #lost = new Backoff();
  readonly #outdated = new Backoff();
  #checkedNs = -Infinity;

  /**
   * @param openSource opens what was asked for, as it is now
   * @param pace how many times faster than real time the session runs
   */
  constructor(openSource: () => Source, pace: number) {
    this.#openSource = openSource;
    this.#checkNs = CHECK_NS * pace;
  }

  /**
   * Does what has to be done now; may block while the sound server thinks.
   *
   * @returns whether the track was moved to another device
   */
  look(track: Track, nowNs: number): boolean {
    if (track.state.type === "lost") {
      if (track.needsSource && this.#lost.isDue(nowNs)) this.#reopen(track, nowNs);
      return false;
    }
    this.#lost.reset();
    if (nowNs - this.#checkedNs < this.#checkNs) return false;
    this.#checkedNs = nowNs;
    if (!track.isOutdated()) return false;
    return this.#outdated.isDue(nowNs) && this.#move(track, nowNs);
  }

  /** The track stays lost until the first block comes. */
  #reopen(track: Track, nowNs: number): void {
    track[Symbol.dispose]();
    try {
      track.replace(this.#started(nowNs), nowNs);
    } catch (error) {
      track.lose(failureOf(error, true).message);
    }
  }

  #move(track: Track, nowNs: number): boolean {
    try {
      const source = this.#started(nowNs);
      // What the other has heard meanwhile.
      track.poll(nowNs);
      track.replace(source, nowNs);
    } catch {
      // The next try comes; until then the one that runs is better than none.
      return false;
    }
    this.#outdated.reset();
    return true;
  }

  #started(nowNs: number): Source {
    const source = this.#openSource();
    try {
      source.start(nowNs);
    } catch (error) {
      source[Symbol.dispose]();
      throw error;
    }
    return source;
  }
}
