/** A worker's stem, which becomes another when the next part of a recording begins. */
import type { StemPlace } from "./carry_over.ts";
import type { Stem } from "./stem.ts";
import { WaitingStem } from "./waiting_stem.ts";

/** The stem of the next part of the recording. */
export interface StemChange {
  readonly stemPath: string;
  /** The frame of the session at which it begins; what the stem before has from there on is in both. */
  readonly firstFrame: number;
  /** The frame of the session up to which the stem before is needed: the part before ends a little sooner. */
  readonly untilFrame: number;
}

/** What a change of stems needs of the world. */
export interface StemMaker {
  /**
   * Makes the stem of the next part, with what that has in common with this one.
   *
   * @throws as the file system does; asked again, it goes on with what it has made
   */
  nextStem(change: StemChange, before: StemPlace): Stem;
}

/**
 * The stem that is written.
 *
 * A change that fails (a full disk, say) is tried again with every sync; until it succeeds the old stem goes on, and holds
 * everything.
 */
export class CurrentStem {
  readonly #maker: StemMaker;
  readonly #onChanged: () => void;
  #stem: Stem;
  #place: StemPlace;
  #wanted: StemChange | undefined;

  constructor(stem: Stem, place: StemPlace, maker: StemMaker, onChanged: () => void) {
    this.#stem = stem;
    this.#place = place;
    this.#maker = maker;
    this.#onChanged = onChanged;
  }

  /** Whether it is only remembered, in memory. */
  get isWaiting(): boolean {
    return this.#stem instanceof WaitingStem && !this.#stem.isKept;
  }

  /** The session frame up to which there is something. */
  get endFrame(): number {
    return this.#place.firstFrame + this.#stem.frames;
  }

  write(samples: Float32Array): void {
    this.#stem.write(samples);
  }

  silence(frames: number): void {
    this.#stem.silence(frames);
  }

  /**
   * What has waited in memory is kept from a frame on.
   *
   * @param make makes the stem, which begins there
   * @throws what that throws
   */
  keep(place: StemPlace, make: () => Stem): void {
    if (!(this.#stem instanceof WaitingStem) || !this.isWaiting) return;
    this.#stem.keep(place.firstFrame, make());
    this.#place = place;
  }

  /** Goes on in another stem from now on. */
  change(change: StemChange): void {
    this.#wanted = change;
    this.#tryChange();
  }

  /** As `Stem.sync`. */
  sync(): void {
    this.#tryChange();
    this.#stem.sync();
  }

  /** As `Stem.prepare`. */
  prepare(): boolean {
    this.#tryChange();
    return this.#stem.prepare();
  }

  /** As `Stem.finish`. */
  finish(): void {
    this.#stem.finish();
  }

  [Symbol.dispose](): void {
    this.#stem[Symbol.dispose]();
  }

  #tryChange(): void {
    const change = this.#wanted;
    // Who is late first brings this stem up to where its part ends, which is behind where the next stem begins.
    if (change === undefined || this.endFrame < change.untilFrame) return;
    // A file that somebody has removed is first put back, since it is read by its name.
    if (this.#stem.prepare()) return;
    let next: Stem;
    try {
      next = this.#maker.nextStem(change, this.#place);
    } catch {
      return;
    }
    const old = this.#stem;
    const missing = this.endFrame - change.firstFrame - next.frames;
    if (missing > 0) next.silence(missing);
    this.#stem = next;
    this.#place = { path: change.stemPath, firstFrame: change.firstFrame };
    this.#wanted = undefined;
    this.#finishOld(old);
    this.#onChanged();
  }

  #finishOld(old: Stem): void {
    try {
      old.finish();
    } catch {
      // One that could not be made whole can still be read up to its end.
      old[Symbol.dispose]();
    }
  }
}
