// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Levels are counted from here up, in steps of a quarter decibel. What is quieter is digital silence: not counted. */
const LOWEST_DB = -140;
const STEP_DB = 0.25;
const BINS = 600;

/** Percentiles of the levels in a window that moves on hop by hop. */
export class LevelWindow {
  readonly #counts = new Uint32Array(BINS);
  /** Classes of the levels in the window; the oldest is overwritten. */
  readonly #bins: Int16Array;
  #pushed = 0;
  #lowest = BINS;
  #counted = 0;

  constructor(hops: number) {
    this.#bins = new Int16Array(hops);
  }

  /** Levels in the window that are not digital silence. */
  get counted(): number {
    return this.#counted;
  }

  /** Takes the level of a hop, dB; −Infinity and NaN are digital silence. */
  push(levelDb: number): void {
    const slot = this.#pushed % this.#bins.length;
    if (this.#pushed >= this.#bins.length) this.#count(this.#bins[slot]!, -1);
    const scaled = (levelDb - LOWEST_DB) / STEP_DB;
    const bin = scaled >= 0 ? Math.min(BINS - 1, Math.floor(scaled)) : -1;
    this.#bins[slot] = bin;
    this.#count(bin, 1);
    if (bin >= 0 && bin < this.#lowest) this.#lowest = bin;
    this.#pushed++;
  }

  /** The levels below which these two parts (0 to 1, the lower one first) of all lie, dB; −Infinity for silence. */
  percentilesDb(low: number, high: number): readonly [number, number] {
    const total = this.#counted;
    if (total === 0) return [-Infinity, -Infinity];
    while (this.#counts[this.#lowest] === 0) this.#lowest++;
    let bin = this.#lowest;
    let below = this.#counts[bin]!;
    while (below < low * total) below += this.#counts[++bin]!;
    const lowDb = LOWEST_DB + (bin + 0.5) * STEP_DB;
    while (below < high * total) below += this.#counts[++bin]!;
    return [lowDb, LOWEST_DB + (bin + 0.5) * STEP_DB];
  }

  /** Forgets everything. */
  reset(): void {
    this.#counts.fill(0);
    this.#pushed = this.#counted = 0;
    this.#lowest = BINS;
  }

  #count(bin: number, change: number): void {
    if (bin < 0) return;
    this.#counted += change;
    this.#counts[bin]! += change;
  }
}
