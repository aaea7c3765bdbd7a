/** Finds out whether a call is heard on another output than the one that is recorded. */

/** So many looks, 0.5 s apart, have to find the same output playing alone: a chime is over by then. */
const LOOKS = 4;
/** After so many looks at which nothing played, what played before counts no more. */
const PAUSE_LOOKS = 10;

/**
 * Remembers, while the default output is recorded, which other one plays in its place.
 *
 * Programs for calls have a setting of their own for the output. Who has set it to a headset hears the others there,
 * and the default output plays nothing.
 */
export class PlayingOutput {
  #id: string | undefined;
  #candidate: string | undefined;
  #looks = 0;
  #pause = 0;

  /** The output to record instead of the default one; undefined as long as there is none. */
  get id(): string | undefined {
    return this.#id;
  }

  /**
   * Takes what plays at this moment; to be called a few times a second.
   *
   * @param recordedId the output that is recorded
   * @param playingId the output that plays: the recorded one whenever it does; undefined when none does
   * @returns whether another output than the recorded one is to be recorded from now on
   */
  look(recordedId: string, playingId: string | undefined): boolean {
    if (playingId === undefined) {
      if (++this.#pause > PAUSE_LOOKS) this.#looks = 0;
    } else if (playingId === recordedId) {
      this.#looks = 0;
    } else {
      this.#looks = playingId === this.#candidate ? this.#looks + 1 : 1;
      this.#candidate = playingId;
      if (this.#looks >= LOOKS) this.#id = playingId;
    }
    if (playingId !== undefined) this.#pause = 0;
    return this.#id !== undefined && this.#id !== recordedId;
  }

  /** The person has chosen another default output, or the one that played is gone: begins anew. */
  forget(): void {
    this.#id = this.#candidate = undefined;
    this.#looks = this.#pause = 0;
  }
}
