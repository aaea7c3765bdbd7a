// deno-lint-ignore-file no-non-null-assertion -- hops are counted from the lengths of the arrays
/** How well a gate tells speech from the rest, where the truth is known. */
import { type CorpusItem, hopPower } from "./corpus.ts";

/** What a gate may keep around speech: its look-back, its hold and the fades. */
const BEFORE_HOPS = 26;
const AFTER_HOPS = 77;

/** Of a word's first 100 ms at least this part of the energy must be kept. */
const KEPT_OF_BEGINNING = 0.9;

/** A lower gain is silence. */
const SILENT_GAIN = 1e-3;

/** Sums over the items of a row of the table. */
export class GateScore {
  #keptEnergy = 0;
  #items = 0;
  #words = 0;
  #wordsKept = 0;
  #restHops = 0;
  #silentHops = 0;

  /** @param gains linear, at the beginning of each hop */
  add(item: CorpusItem, gains: Float64Array): void {
    let energy = 0;
    let kept = 0;
    const keptOf = (hop: number) => hopPower(item.speech, hop) * gains[hop]! ** 2;
    for (let hop = 0; hop < item.spoken.length; hop++) {
      energy += hopPower(item.speech, hop);
      kept += keptOf(hop);
      if (item.spoken.subarray(Math.max(0, hop - AFTER_HOPS), hop + BEFORE_HOPS + 1).includes(1)) {
        continue;
      }
      this.#restHops++;
      if (gains[hop]! < SILENT_GAIN) this.#silentHops++;
    }
    this.#keptEnergy += kept / energy;
    this.#items++;
    for (const word of item.wordHops) {
      const hops = Array.from({ length: 10 }, (_, i) => word + i);
      const all = hops.reduce((sum, hop) => sum + hopPower(item.speech, hop), 0);
      const heard = hops.reduce((sum, hop) => sum + keptOf(hop), 0);
      this.#words++;
      if (heard >= KEPT_OF_BEGINNING * all) this.#wordsKept++;
    }
  }

  /** The cells of a table: speech kept, words begun, rest silent. */
  get cells(): string {
    const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(2)} %`.padStart(8);
    return [
      percent(this.#keptEnergy, this.#items),
      percent(this.#wordsKept, this.#words),
      percent(this.#silentHops, this.#restHops),
    ].join(" | ");
  }
}
