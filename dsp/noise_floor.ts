// deno-lint-ignore-file no-non-null-assertion -- slots are taken modulo the arrays' length
/** The level of the noise under speech, as it changes. */
import { type Evenness, EvenStretch } from "./even_stretch.ts";
import { LevelWindow } from "./level_window.ts";
import { NoiseEvidence } from "./noise_evidence.ts";

export interface NoiseFloorOptions {
  /** Levels pushed per second. */
  hopsPerSecond: number;
  /** Tells, of the sound up to the hop pushed last, whether it repeats itself as a note does; by default never. */
  isPeriodic?: () => boolean;
  /** How far the floor looks ahead, seconds: 2, or less where nobody can wait so long. */
  aheadSeconds?: number;
}

/** How far back, and how far ahead of the hop that it is told for, the floor looks. */
const PAST_SECONDS = 2;
const AHEAD_SECONDS = 2;
/** It is looked at anew after so long. */
const STEP_SECONDS = 0.1;
/** A stretch of this length may show what the noise is like: a pause between sentences is longer. */
const STRETCH_SECONDS = 0.7;

/** Bounds of the floor: below, it is silence anyway; above, nobody can be sure that it is noise. */
const LEAST_DB = -110;
const MOST_DB = -28;
/** Of a normal distribution the 10th percentile lies so many standard deviations below the mean. */
const LOW_SPREADS = 1.28;
/** Even the steadiest sound is taken to vary by as much, dB. */
const LEAST_SPREAD_DB = 0.4;

/** A higher floor is believed when most of the last seconds show it, or when it is hardly higher; then it rises so fast. */
const RISE_STEPS = 15;
const SMALL_RISE_DB = 3;
const RISE_DB_PER_SECOND = 6;

/** Percentiles of fewer hops say nothing. */
const LEAST_COUNTED_SECONDS = 1;

/** How long what was loud is remembered as it was, and how fast it is forgotten then. */
const LOUD_HOLD_SECONDS = 8;
const LOUD_FALL_DB_PER_SECOND = 1;

/** What stands out stands out for this long, and does not die away as a bump does. */
const SUSTAINED_SECONDS = 0.08;
const BUMP_FALL_DB = 20;

/**
 * What is known of the noise under speech around each hop: how loud it is, how much it varies, and how far what is loud
 * stands above it. As long as nothing has shown what the noise is, nothing is known: `isKnown` is false.
 *
 * Noise is shown by a stretch in which the level is as even as only noise is and which does not repeat itself as notes and
 * vowels do; see `NoiseEvidence`. Of all that lie near the hop the quietest counts: minimum statistics (R. Martin, "Noise
 * Power Spectral Density Estimation Based on Optimal Smoothing and Minimum Statistics", 2001) over proven noise only.
 * Digital silence shows nothing, and changes nothing.
 */
export class NoiseFloor {
  /** Levels to push before the first `next`, so that the floor can look ahead. */
  readonly aheadHops: number;
  readonly #stepHops: number;
  readonly #pastSteps: number;
  readonly #leastCounted: number;
  readonly #isPeriodic: () => boolean;
  readonly #window: LevelWindow;
  readonly #stretch: EvenStretch;
  readonly #evidence: NoiseEvidence;
  /** The last levels, as many as must be loud together. */
  readonly #last: Float64Array;
  /** Highest sustained level of each step, by step modulo its length. */
  readonly #sustainedDb: Float64Array;
  #pushed = 0;
  #told = 0;
  #isKnown = false;
  #floorDb = LEAST_DB;
  #spreadDb = LEAST_SPREAD_DB;
  #loudDb = -Infinity;
  #loudestDb = -Infinity;
  #loudestStep = 0;
  #standsOutDb = -Infinity;

  constructor(
    { hopsPerSecond, isPeriodic = () => false, aheadSeconds = AHEAD_SECONDS }: NoiseFloorOptions,
  ) {
    const hops = (seconds: number) => Math.max(1, Math.round(seconds * hopsPerSecond));
    this.#stepHops = hops(STEP_SECONDS);
    this.aheadHops = hops(aheadSeconds);
    this.#pastSteps = Math.ceil(hops(PAST_SECONDS) / this.#stepHops);
    this.#leastCounted = hops(LEAST_COUNTED_SECONDS);
    this.#isPeriodic = isPeriodic;
    this.#window = new LevelWindow(hops(PAST_SECONDS) + 1 + this.aheadHops);
    this.#stretch = new EvenStretch(hops(STRETCH_SECONDS));
    const steps = this.#pastSteps + Math.ceil(this.aheadHops / this.#stepHops) + 2;
    this.#evidence = new NoiseEvidence({
      steps,
      stretchSteps: Math.ceil(hops(STRETCH_SECONDS) / this.#stepHops),
    });
    this.#last = new Float64Array(hops(SUSTAINED_SECONDS)).fill(-Infinity);
    this.#sustainedDb = new Float64Array(steps).fill(-Infinity);
  }

  /** Whether anything has shown what the noise is. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** The noise's level at the hop that `next` moved to: one hop in ten of it is quieter, dB. */
  get floorDb(): number {
    return this.#floorDb;
  }

  /** How much the noise varies: the standard deviation of its levels, dB. */
  get spreadDb(): number {
    return this.#spreadDb;
  }

  /** How far the loudest levels (95th percentile) around the hop stand above the floor, dB. */
  get headroomDb(): number {
    return Math.max(0, this.#loudDb - this.#floorDb);
  }

  /** The same with what was loud in the last seconds. */
  get usualHeadroomDb(): number {
    return Math.max(0, this.#loudestDb - this.#floorDb);
  }

  /** How far the highest level around the hop that lasts and is no bump stands above the floor, dB. */
  get standsOutDb(): number {
    return this.#standsOutDb - this.#floorDb;
  }

  /** Takes the level of a hop, dB; −Infinity and NaN are digital silence. */
  push(levelDb: number): void {
    this.#window.push(levelDb);
    this.#stretch.push(levelDb);
    this.#noteSustained(levelDb);
    this.#pushed++;
    if (this.#pushed % this.#stepHops !== 0) return;
    const evenness: Evenness | undefined = this.#stretch.evenness;
    this.#evidence.push(evenness, this.#isPeriodic);
  }

  /** Moves on to the next hop: the one `aheadHops` before the hop last pushed, or later at the very end. */
  next(): void {
    const hop = this.#told++;
    if (hop % this.#stepHops !== 0) return;
    const { counted } = this.#window;
    if (counted === 0) {
      this.#standsOutDb = -Infinity;
      return;
    }
    const step = hop / this.#stepHops;
    const [lowDb, loudDb] = this.#window.percentilesDb(0.1, 0.95);
    this.#loudDb = loudDb;
    this.#remember(loudDb, step);
    this.#standsOutDb = this.#sustainedAround(step);
    const first = Math.max(0, step - this.#pastSteps);
    const mostHumDb = this.#isKnown ? this.#floorDb + SMALL_RISE_DB : Infinity;
    const found = this.#evidence.quietest(first, this.#loudestDb, mostHumDb);
    if (found) this.#believe(found.evenness, found.steps);
    // Where it is quieter the noise is less, whatever is heard there.
    if (counted >= this.#leastCounted && lowDb < this.#floorDb) {
      this.#floorDb = Math.max(LEAST_DB, lowDb);
    }
  }

  /** Forgets everything. */
  reset(): void {
    this.#window.reset();
    this.#stretch.reset();
    this.#evidence.reset();
    this.#last.fill(-Infinity);
    this.#sustainedDb.fill(-Infinity);
    this.#pushed = this.#told = this.#loudestStep = 0;
    this.#isKnown = false;
    this.#floorDb = LEAST_DB;
    this.#spreadDb = LEAST_SPREAD_DB;
    this.#loudDb = this.#loudestDb = this.#standsOutDb = -Infinity;
  }

  #believe({ meanDb, spreadDb }: Evenness, steps: number): void {
    const spread = Math.max(LEAST_SPREAD_DB, spreadDb);
    const floorDb = Math.max(LEAST_DB, Math.min(MOST_DB, meanDb - LOW_SPREADS * spread));
    const isHigher = this.#isKnown && floorDb > this.#floorDb;
    if (!isHigher) this.#floorDb = floorDb;
    else if (steps >= RISE_STEPS || floorDb < this.#floorDb + SMALL_RISE_DB) {
      this.#floorDb = Math.min(floorDb, this.#floorDb + RISE_DB_PER_SECOND * STEP_SECONDS);
    } else return;
    this.#isKnown = true;
    this.#spreadDb = spread;
  }

  #remember(loudDb: number, step: number): void {
    if (loudDb >= this.#loudestDb) {
      this.#loudestDb = loudDb;
      this.#loudestStep = step;
    } else if ((step - this.#loudestStep) * STEP_SECONDS > LOUD_HOLD_SECONDS) {
      const fallenDb = this.#loudestDb - LOUD_FALL_DB_PER_SECOND * STEP_SECONDS;
      this.#loudestDb = Math.max(loudDb, fallenDb);
    }
  }

  #noteSustained(levelDb: number): void {
    const last = this.#last;
    last[this.#pushed % last.length] = levelDb;
    let least = Infinity;
    let most = -Infinity;
    for (let i = 0; i < last.length; i++) {
      const db = last[i]!;
      if (db < least) least = db;
      if (db > most) most = db;
    }
    const slot = Math.floor(this.#pushed / this.#stepHops) % this.#sustainedDb.length;
    if (this.#pushed % this.#stepHops === 0) this.#sustainedDb[slot] = -Infinity;
    if (most - least < BUMP_FALL_DB && least > this.#sustainedDb[slot]!) {
      this.#sustainedDb[slot] = least;
    }
  }

  #sustainedAround(step: number): number {
    let most = -Infinity;
    const last = Math.floor((this.#pushed - 1) / this.#stepHops);
    for (let i = Math.max(0, step - this.#pastSteps + 1); i <= last; i++) {
      most = Math.max(most, this.#sustainedDb[i % this.#sustainedDb.length]!);
    }
    return most;
  }
}
