/** Integrated loudness by ITU-R BS.1770-4. */
import { dbOfPower } from "./decibels.ts";

/** Loudness of K-weighted power 1, LUFS: ITU-R BS.1770-4, equation 2. */
const OFFSET_DB = -0.691;

/** Blocks of 400 ms that begin every 100 ms: BS.1770-4, annex 1. */
const STEPS_PER_BLOCK = 4;

const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

/** A hop of more than +200 LUFS is damage, not sound, also where somebody has stored whole numbers as floats. */
const MOST_POWER = 1e20;

/** Blocks are kept in classes of a tenth of a loudness unit, from the absolute gate to +30 LUFS. */
const CLASSES_PER_LU = 10;
const CLASSES = 1_000;

/** Loudness in LUFS of a K-weighted power; −Infinity for silence. */
export function loudnessOfPower(power: number): number {
  return OFFSET_DB + dbOfPower(power);
}

/**
 * Integrated loudness of ITU-R BS.1770-4 with both gates, in memory that does not grow.
 *
 * Instead of all blocks it keeps, for each tenth of a loudness unit, how many there were and their power. So the only
 * error is in the one class through which the relative gate runs: hundredths of a unit.
 */
export class IntegratedLoudness {
  readonly #counts = new Float64Array(CLASSES);
  readonly #powers = new Float64Array(CLASSES);
  readonly #hopsPerStep: number;
  readonly #steps = new Float64Array(STEPS_PER_BLOCK);
  #hops = 0;
  #hopSum = 0;
  #stepCount = 0;

  /** @param hopsPerStep how many pushed powers make 100 ms */
  constructor(hopsPerStep: number) {
    this.#hopsPerStep = hopsPerStep;
  }

  /** Takes the K-weighted power of the next hop, channels added; what is not finite, or beyond all sound, is silence. */
  push(power: number): void {
    if (power > 0 && power < MOST_POWER) this.#hopSum += power;
    if (++this.#hops < this.#hopsPerStep) return;
    this.#steps[this.#stepCount++ % STEPS_PER_BLOCK] = this.#hopSum / this.#hopsPerStep;
    this.#hops = 0;
    this.#hopSum = 0;
    if (this.#stepCount >= STEPS_PER_BLOCK) this.#addBlock();
  }

  /** Loudness of all that was pushed, LUFS; −Infinity when it was silence or shorter than 400 ms. */
  get lufs(): number {
    const absolute = this.#mean(0);
    if (absolute === 0) return -Infinity;
    const gateLufs = loudnessOfPower(absolute) + RELATIVE_GATE_LU;
    return loudnessOfPower(this.#mean(Math.max(0, classOf(gateLufs))));
  }

  /** Forgets everything. */
  reset(): void {
    this.#counts.fill(0);
    this.#powers.fill(0);
    this.#hops = 0;
    this.#hopSum = 0;
    this.#stepCount = 0;
  }

  #addBlock(): void {
    let power = 0;
    for (let i = 0; i < STEPS_PER_BLOCK; i++) power += (this.#steps[i] ?? 0) / STEPS_PER_BLOCK;
    const index = Math.min(CLASSES - 1, classOf(loudnessOfPower(power)));
    if (!(index >= 0)) return;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#powers[index] = (this.#powers[index] ?? 0) + power;
  }

  /** Mean power of the blocks in this class and above; 0 when there are none. */
  #mean(fromClass: number): number {
    let count = 0;
    let power = 0;
    for (let i = fromClass; i < CLASSES; i++) {
      count += this.#counts[i] ?? 0;
      power += this.#powers[i] ?? 0;
    }
    return count === 0 ? 0 : power / count;
  }
}

/** The class of a block; below 0 when the absolute gate is closed to it. */
function classOf(lufs: number): number {
  return Math.floor((lufs - ABSOLUTE_GATE_LUFS) * CLASSES_PER_LU);
}
