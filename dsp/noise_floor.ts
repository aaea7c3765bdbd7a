/** The level of the noise under speech, as it changes. */

export interface NoiseFloorOptions {
  /** Levels pushed per second. */
  hopsPerSecond: number;
}

/**
 * Levels are counted in a histogram from −100 dB up, in steps of a quarter decibel. What is quieter is digital silence,
 * which says nothing about the noise: it is not counted.
 */
const LOWEST_DB = -100;
const STEP_DB = 0.25;
const BINS = 400;

/** How far back, and how far ahead of the hop that it is told for, the floor looks. */
const PAST_SECONDS = 2;
const AHEAD_SECONDS = 2;

/** Bounds of the floor: below, it is silence anyway; above, it cannot be told from speech. */
const LEAST_DB = -75;
const MOST_DB = -28;

/** Unless a recording clearly begins with noise, its floor begins no higher: no first word is lost. */
const MOST_AT_START_DB = -60;

/** Noise is even: 10th and 90th percentile lie closer than this. Speech is further apart within a second. */
const NOISE_SPREAD_DB = 6;
/** But noise is not dead even, as a held tone is, which is meant to be heard. */
const TONE_SPREAD_DB = 0.35;

/** How fast the floor rises while the sound is noise, a held tone, or anything else. It falls at once. */
const NOISE_RISE_DB_PER_SECOND = 6;
const TONE_RISE_DB_PER_SECOND = 0.03;
const RISE_DB_PER_SECOND = 3;

/**
 * Follows the level of the noise under speech: the 10th percentile of the levels around each hop, limited in its rise.
 *
 * In the pauses of speech the percentile is the noise itself. While somebody talks without a pause it would creep up to
 * the speech: hence the slow rise, unless the sound is as even as only noise is.
 */
export class NoiseFloor {
  /** Levels to push before the first `next`, so that the floor can look ahead. */
  readonly aheadHops: number;
  readonly #hopsPerSecond: number;
  readonly #counts = new Uint32Array(BINS);
  /** Histogram bins of the levels in the window; the oldest is overwritten. */
  readonly #window: Int16Array;
  #pushed = 0;
  #counted = 0;
  #started = false;
  #floorDb = LEAST_DB;
  #headroomDb = 0;

  constructor(options: NoiseFloorOptions) {
    this.#hopsPerSecond = options.hopsPerSecond;
    this.aheadHops = Math.round(AHEAD_SECONDS * options.hopsPerSecond);
    const pastHops = Math.round(PAST_SECONDS * options.hopsPerSecond);
    this.#window = new Int16Array(pastHops + 1 + this.aheadHops);
  }

  /** Takes the level of a hop, dB; −Infinity and NaN are digital silence. */
  push(levelDb: number): void {
    const slot = this.#pushed % this.#window.length;
    if (this.#pushed >= this.#window.length) this.#count(this.#window[slot] ?? -1, -1);
    const scaled = (levelDb - LOWEST_DB) / STEP_DB;
    const bin = scaled >= 0 ? Math.min(BINS - 1, Math.floor(scaled)) : -1;
    this.#window[slot] = bin;
    this.#count(bin, 1);
    this.#pushed++;
  }

  /** How far the loudest levels (95th percentile) around the hop that `next` told stand above its floor, dB. */
  get headroomDb(): number {
    return this.#headroomDb;
  }

  /** The floor of the next hop, dB: of the hop `aheadHops` before the one last pushed, or later at the very end. */
  next(): number {
    const total = this.#counted;
    if (total === 0) {
      this.#started = false;
      this.#floorDb = LEAST_DB;
      this.#headroomDb = 0;
      return LEAST_DB;
    }
    let bin = 0;
    let below = this.#counts[0] ?? 0;
    while (below < 0.1 * total) below += this.#counts[++bin] ?? total;
    const lowDb = LOWEST_DB + (bin + 0.5) * STEP_DB;
    while (below < 0.9 * total) below += this.#counts[++bin] ?? total;
    const spreadDb = LOWEST_DB + (bin + 0.5) * STEP_DB - lowDb;
    while (below < 0.95 * total) below += this.#counts[++bin] ?? total;
    const loudDb = LOWEST_DB + (bin + 0.5) * STEP_DB;
    const isTone = spreadDb <= TONE_SPREAD_DB;
    const isNoise = !isTone && spreadDb <= NOISE_SPREAD_DB;
    let mostDb = MOST_DB;
    if (this.#started) {
      const rise = isTone
        ? TONE_RISE_DB_PER_SECOND
        : isNoise
        ? NOISE_RISE_DB_PER_SECOND
        : RISE_DB_PER_SECOND;
      mostDb = Math.min(mostDb, this.#floorDb + rise / this.#hopsPerSecond);
    } else if (!isNoise) mostDb = MOST_AT_START_DB;
    this.#started = true;
    this.#floorDb = Math.max(LEAST_DB, Math.min(lowDb, mostDb));
    this.#headroomDb = Math.max(0, loudDb - this.#floorDb);
    return this.#floorDb;
  }

  /** Forgets everything. */
  reset(): void {
    this.#counts.fill(0);
    this.#pushed = 0;
    this.#counted = 0;
    this.#started = false;
    this.#floorDb = LEAST_DB;
    this.#headroomDb = 0;
  }

  #count(bin: number, change: number): void {
    if (bin < 0) return;
    this.#counted += change;
    this.#counts[bin] = (this.#counts[bin] ?? 0) + change;
  }
}
