/** Where voices begin and end, by a gate that opens before each and closes after it. */

/** Above this gain of the gate a hop counts as one that is heard. */
export const OPEN = 0.5;

/** The gate opens so long before a voice and closes so long after it: what lies in between is the voice itself. Hops. */
const BEFORE_HOPS = 20;
const AFTER_HOPS = 70;

/**
 * Finds voices in the gains of a gate: the hops that have been open for a while, and stay open for a while.
 *
 * What a hop is becomes known `AFTER_HOPS` later; `finish` catches up.
 */
export class VoiceTurns {
  #told = 0;
  /** Hops in a row that are open, up to the one told last; nothing comes before the first one, and it is as if it were open. */
  #openHops = BEFORE_HOPS;
  #known = 0;
  #isVoice = false;
  #turns: number[] = [];

  /** So many hops are known. */
  get knownHops(): number {
    return this.#known;
  }

  /** The next hop's gate is open, or it is not. */
  tell(isOpen: boolean): void {
    this.#openHops = isOpen ? this.#openHops + 1 : 0;
    if (this.#told++ >= AFTER_HOPS) this.#settle(this.#openHops);
  }

  /** No hop follows; a gate that is open at the end stays so. */
  finish(): void {
    while (this.#known < this.#told) this.#settle(++this.#openHops);
  }

  /** Hops at which a voice begins and ends, in turn, that became known since the last call. */
  take(): number[] {
    return this.#turns.splice(0);
  }

  /** @param openHops in a row, up to the hop that comes so long after the one that is settled */
  #settle(openHops: number): void {
    const isVoice = openHops > BEFORE_HOPS + AFTER_HOPS;
    if (isVoice !== this.#isVoice) this.#turns.push(this.#known);
    this.#isVoice = isVoice;
    this.#known++;
  }
}
