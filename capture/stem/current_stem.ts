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
  readonly #onChanged: (stemPath: string) => void;
  #stem: Stem;
  #place: StemPlace;
  /** In the order of the parts: each holds what the next begins with. */
  readonly #wanted: StemChange[] = [];

  /** @param onChanged told of each change that is made, with the path of the stem that is written from then on */
  constructor(
    stem: Stem,
    place: StemPlace,
    maker: StemMaker,
    onChanged: (stemPath: string) => void,
  ) {
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

  /** Goes on in another stem from now on, once all changes are made that were asked for before. */
  change(change: StemChange): void {
    this.#wanted.push(change);
    this.#tryChanges();
  }

  /** As `Stem.sync`. */
  sync(): void {
    this.#tryChanges();
    this.#stem.sync();
  }

  /** As `Stem.prepare`. */
  prepare(): boolean {
    this.#tryChanges();
    return this.#stem.prepare();
  }

  /** As `Stem.finish`. */
  finish(): void {
    this.#stem.finish();
  }

  [Symbol.dispose](): void {
    this.#stem[Symbol.dispose]();
  }

  #tryChanges(): void {
    for (let [next] = this.#wanted; next !== undefined; [next] = this.#wanted) {
      if (!this.#tryChange(next)) return;
      this.#wanted.shift();
      this.#onChanged(next.stemPath);
    }
  }

  #tryChange(change: StemChange): boolean {
    // Who is late first brings this stem up to where its part ends, which is behind where the next stem begins.
    if (this.endFrame < change.untilFrame) return false;
    // A file that somebody has removed is first put back, since it is read by its name.
    if (this.#stem.prepare() || !this.#stem.isInPlace) return false;
    let next: Stem;
    try {
      next = this.#maker.nextStem(change, this.#place);
    } catch {
      return false;
    }
    const old = this.#stem;
    const missing = this.endFrame - change.firstFrame - next.frames;
    if (missing > 0) next.silence(missing);
    this.#stem = next;
    this.#place = { path: change.stemPath, firstFrame: change.firstFrame };
    this.#finishOld(old);
    return true;
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
