/** A room in which there is nothing to record with: that is reported, and that the room lives. */
import { type PerTrack, TRACK_NAMES } from "../../capture/ground/tracks.ts";
import type { After } from "../../capture/ground/timers.ts";
import { SIDE_FIRST } from "../report/side_words.ts";

/** Between two signs of life, ms. */
const SIGN_MS = 5_000;

/** Who hears of it. */
export interface NoDeviceOptions {
  readonly after: After;
  onTrouble(trouble: string): void;
  /** No worker hears anything that could be one. */
  onSign(): void;
}

/** From when there is no device to when there is one. */
export class NoDevice implements Disposable {
  readonly #o: NoDeviceOptions;
  #cancel: () => void = () => {};

  constructor(options: NoDeviceOptions) {
    this.#o = options;
  }

  /** There is none, for these reasons. */
  begin(missing: PerTrack<string>): void {
    const reasons = TRACK_NAMES.flatMap((track) => {
      return missing[track] === undefined ? [] : [`${SIDE_FIRST[track]}: ${missing[track]}`];
    });
    const why = reasons.map((reason) => `; ${reason}`).join("");
    this.#o.onTrouble(`Nothing can be recorded until a device is there${why}`);
    this[Symbol.dispose]();
    this.#sign();
  }

  #sign(): void {
    this.#o.onSign();
    this.#cancel = this.#o.after(SIGN_MS, () => this.#sign());
  }

  /** There is one, or nobody waits for it any more. */
  [Symbol.dispose](): void {
    this.#cancel();
  }
}
