// deno-lint-ignore-file no-non-null-assertion -- slots are taken modulo the arrays' length
/** What speaks for a level being the noise, and not quiet speech. */
import type { Evenness } from "./even_stretch.ts";

export interface NoiseEvidenceOptions {
  /** Steps that are remembered. */
  steps: number;
  /** Steps in a stretch. */
  stretchSteps: number;
}

/** Steady noise varies by no more than this (standard deviation, dB); 0.4 white, 0.9 a fan, 1 what is low-passed. */
const EVEN_DB = 1.2;
/** Less even is what many people make who talk far away. It is noise only if speech stands far above it. */
const UNEVEN_DB = 2.8;
const SPREADS_BELOW_SPEECH = 7;
/** No noise is as even as this: a test tone, or one held note. */
const DEAD_EVEN_DB = 0.15;

/**
 * Hum repeats itself as a note does. It is told from a note by staying for long, at the lowest level that there is, with
 * something far louder above it and never any digital silence.
 */
const HUM_STEPS = 150;
const HUM_SAME_DB = 1.5;
const HUM_BELOW_SPEECH_DB = 15;

/** Whether the sound is periodic is asked at most at every second step: it is most of the work. */
const ASKED_STEPS = 2;

/** What a stretch shows. */
const NOTHING = 0;
const NOISE = 1;
const HUM = 2;

/** The quietest noise that was found, and how many steps in the same time show noise at all. */
export interface FoundNoise {
  readonly evenness: Evenness;
  readonly steps: number;
}

/** What the last seconds show of the noise, step by step. */
export class NoiseEvidence {
  readonly #meansDb: Float64Array;
  readonly #spreadsDb: Float64Array;
  readonly #shown: Uint8Array;
  readonly #stretchSteps: number;
  #pushed = 0;
  /** Stretches that end before this step hold something periodic. */
  #periodicUntil = 0;
  #askedStep = -ASKED_STEPS;
  #humDb = Infinity;
  #humSteps = 0;

  constructor(options: NoiseEvidenceOptions) {
    this.#meansDb = new Float64Array(options.steps);
    this.#spreadsDb = new Float64Array(options.steps);
    this.#shown = new Uint8Array(options.steps);
    this.#stretchSteps = options.stretchSteps;
  }

  /** Takes the stretch that ends with the next step. `isPeriodic` is asked only where it matters. */
  push(evenness: Evenness | undefined, isPeriodic: () => boolean): void {
    const step = this.#pushed++;
    const slot = step % this.#shown.length;
    this.#shown[slot] = NOTHING;
    if (!evenness) {
      this.#humSteps = 0;
      return;
    }
    const { meanDb, spreadDb } = evenness;
    if (spreadDb > UNEVEN_DB) return;
    this.#meansDb[slot] = meanDb;
    this.#spreadsDb[slot] = spreadDb;
    const isAsked = step - this.#askedStep >= ASKED_STEPS;
    if (isAsked) this.#askedStep = step;
    if (spreadDb < DEAD_EVEN_DB || (isAsked && isPeriodic())) {
      this.#periodicUntil = step + this.#stretchSteps;
    }
    if (step >= this.#periodicUntil) this.#shown[slot] = NOISE;
    else if (spreadDb <= EVEN_DB && this.#isHum(meanDb)) this.#shown[slot] = HUM;
  }

  /**
   * The quietest stretch of noise from step `first` on.
   *
   * @param loudDb level of what is loud
   * @param mostHumDb a hum that is louder is none
   */
  quietest(first: number, loudDb: number, mostHumDb: number): FoundNoise | undefined {
    let best: Evenness | undefined;
    let steps = 0;
    for (
      let step = Math.max(first, this.#pushed - this.#shown.length);
      step < this.#pushed;
      step++
    ) {
      const slot = step % this.#shown.length;
      const meanDb = this.#meansDb[slot]!;
      const spreadDb = this.#spreadsDb[slot]!;
      const shown = this.#shown[slot]!;
      if (shown === NOTHING) continue;
      const belowDb = loudDb - meanDb;
      if (shown === HUM && (belowDb < HUM_BELOW_SPEECH_DB || meanDb > mostHumDb)) continue;
      if (spreadDb > EVEN_DB && belowDb < SPREADS_BELOW_SPEECH * spreadDb) continue;
      steps++;
      if (!best || meanDb < best.meanDb) best = { meanDb, spreadDb };
    }
    return best && { evenness: best, steps };
  }

  /** Forgets everything. */
  reset(): void {
    this.#pushed = this.#periodicUntil = this.#humSteps = 0;
    this.#askedStep = -ASKED_STEPS;
    this.#humDb = Infinity;
    this.#shown.fill(NOTHING);
  }

  #isHum(meanDb: number): boolean {
    if (this.#humSteps === 0 || meanDb < this.#humDb - HUM_SAME_DB) {
      this.#humDb = meanDb;
      this.#humSteps = 0;
    }
    if (meanDb <= this.#humDb + HUM_SAME_DB) this.#humSteps++;
    return this.#humSteps >= HUM_STEPS && meanDb <= this.#humDb + HUM_SAME_DB;
  }
}
