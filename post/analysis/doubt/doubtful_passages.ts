/** Where a second opinion is asked: hops that the gate removes and that may be speech, in passages worth hearing. */

/** Hops that the gate removes and that may be speech: `toHop` is excluded. */
export interface DoubtfulPassage {
  readonly fromHop: number;
  readonly toHop: number;
}

/** Doubtful hops closer to each other than this are one passage; a longer one is cut. */
const PASSAGE_GAP_HOPS = 50;
const MOST_PASSAGE_HOPS = 200;

/** Gathers doubtful hops into passages. */
export class DoubtfulPassages {
  #ended: DoubtfulPassage[] = [];
  #passage: { fromHop: number; toHop: number } | undefined;

  /** A hop, later than all before, is in doubt. */
  add(hop: number): void {
    const passage = this.#passage;
    const goesOn = passage && hop - passage.toHop <= PASSAGE_GAP_HOPS &&
      hop - passage.fromHop < MOST_PASSAGE_HOPS;
    if (goesOn) {
      passage.toHop = hop + 1;
      return;
    }
    this.end();
    this.#passage = { fromHop: hop, toHop: hop + 1 };
  }

  /** No hop will be added to the last passage. */
  end(): void {
    if (this.#passage) this.#ended.push(this.#passage);
    this.#passage = undefined;
  }

  /** The passages that have ended since the last call. */
  take(): readonly DoubtfulPassage[] {
    return this.#ended.splice(0);
  }
}
