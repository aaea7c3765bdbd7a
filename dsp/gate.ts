/** Decides hop by hop whether there is a voice to hear. */
import { dbOfPower } from "./decibels.ts";
import { NoiseFloor } from "./noise_floor.ts";

export interface GateOptions {
  /** Levels pushed per second. */
  hopsPerSecond: number;
  /** `auto`: relative to the noise floor; a number: the level at which the gate opens, dBFS in the detector's band. */
  threshold: "auto" | number;
  /** Tells whether the sound up to the hop pushed last repeats itself as a note does; by default never. */
  isPeriodic?: () => boolean;
  /** See `NoiseFloorOptions`. */
  aheadSeconds?: number;
}

/** The level at a hop is the RMS over this time before its end. */
const RMS_SECONDS = 0.05;

/** Where it is not known what the noise is, everything opens the gate but digital silence, dB. */
const DIGITAL_SILENCE_DB = -200;

/**
 * The gate opens this much above the floor, and stays open to three quarters of it. Where speech stands less than twice
 * as high above the noise (a poor signal-to-noise ratio), half of its height is enough, but never less than the noise
 * reaches by itself: this many standard deviations of its level, and a little more.
 */
const OPEN_ABOVE_FLOOR_DB = 12;
const NOISE_REACHES_SPREADS = 5.3;
const NOISE_REACHES_DB = 0.5;
const STAY_SHARE = 0.75;

/**
 * Where nothing has stood higher than this above the floor for a while, speech may be nearly covered. Then the gate is open
 * wherever anything stands out of the noise within two seconds, and for some seconds after that. Noise that is less even, as
 * traffic is, must be further away to be told from speech.
 */
const DOUBT_BELOW_DB = 13;
const MOST_DOUBT_BELOW_DB = 16;
const EVEN_SPREAD_DB = 1;
const DOUBT_PER_SPREAD = 10;
/** And something that stands higher by this is heard by itself: there is no doubt beside it. */
const CLEAR_ABOVE_DOUBT_DB = 8;
const DOUBT_HOLD_SECONDS = 5;

/** A fixed threshold's hysteresis. */
const FIXED_HYSTERESIS_DB = 3;

/** Shorter sounds are clicks, and so is what has fallen by so much before that time is over: a bump dies away. */
const LEAST_SECONDS = 0.08;
const BUMP_FALL_DB = 20;
/** What comes before a sound that opened the gate is kept: voiceless beginnings. And after: endings, short breaks. */
const BEFORE_SECONDS = 0.2;
const HOLD_SECONDS = 0.6;
/** Raised-cosine fades, the first inside `BEFORE_SECONDS`, the second after the hold. */
const FADE_IN_SECONDS = 0.05;
const FADE_OUT_SECONDS = 0.1;

/**
 * Decides hop by hop whether there is something to hear, from levels in the band of the voice.
 *
 * It tells how far it is open, 0 to 1, at the beginning of each hop; straight lines lead from one to the next. It looks
 * ahead, so that of a hop is told only `delayHops` later.
 */
export class Gate {
  /** `push` tells the gain of the hop this many pushes ago. */
  readonly delayHops: number;
  readonly #floor: NoiseFloor | undefined;
  readonly #fixedDb: number;
  readonly #leastHops: number;
  readonly #doubtHoldHops: number;
  readonly #holdHops: number;
  readonly #fadeInStep: number;
  readonly #fadeOutStep: number;
  readonly #powers: Float64Array;
  /** Levels that wait for the floor to look ahead; by hop modulo its length. */
  readonly #levelsDb: Float64Array;
  #pushed = 0;
  #steps = 0;
  #loudHops = 0;
  /** Highest level of those hops. */
  #loudestDb = -Infinity;
  /** Something stood out of the noise near this hop last. */
  #stoodOutHop = -Infinity;
  /** Hops in a row, up to the last one judged, that may be speech. */
  #doubtfulHops = 0;
  /** Of the hops that are still to be told, by hop modulo its length: 1 where that lasted long enough. */
  readonly #doubts: Uint8Array;
  /** Open from the opening that was told last to this hop. */
  #openUntil = -Infinity;
  /** 0 closed, 1 open. */
  #fade = 0;

  constructor(options: GateOptions) {
    const hops = (seconds: number) => Math.max(1, Math.round(seconds * options.hopsPerSecond));
    this.#floor = options.threshold === "auto" ? new NoiseFloor(options) : undefined;
    this.#doubtHoldHops = hops(DOUBT_HOLD_SECONDS);
    this.#fixedDb = options.threshold === "auto" ? 0 : options.threshold;
    this.#leastHops = hops(LEAST_SECONDS);
    this.#holdHops = hops(HOLD_SECONDS);
    this.#fadeInStep = 1 / hops(FADE_IN_SECONDS);
    this.#fadeOutStep = 1 / hops(FADE_OUT_SECONDS);
    this.#powers = new Float64Array(hops(RMS_SECONDS));
    this.#levelsDb = new Float64Array((this.#floor?.aheadHops ?? 0) + 1);
    this.delayHops = this.#levelsDb.length - 1 + this.#leastHops - 1 + hops(BEFORE_SECONDS);
    this.#doubts = new Uint8Array(this.delayHops + 1);
  }

  /**
   * Takes the mean square of the next hop (1 is 0 dB; NaN is silence) and returns the gain at the beginning of the hop
   * `delayHops` ago, or −1 when there is no such hop yet.
   */
  push(power: number): number {
    this.#powers[this.#pushed % this.#powers.length] = power >= 0 ? power : 0;
    let sum = 0;
    for (let i = 0; i < this.#powers.length; i++) sum += this.#powers[i] ?? 0;
    const levelDb = dbOfPower(sum / this.#powers.length);
    this.#levelsDb[this.#pushed % this.#levelsDb.length] = levelDb;
    this.#floor?.push(levelDb);
    this.#pushed++;
    return this.#step();
  }

  /** As `push` when no more hops come: `delayHops` times, and once more for the end of the last hop. */
  flush(): number {
    return this.#step();
  }

  /**
   * The hop told last may be speech, should the gate be closed there: it stands out of the noise, but not far enough, or
   * nothing has stood far above the noise for a while.
   */
  get isDoubtful(): boolean {
    const hop = this.#steps - 1 - this.delayHops;
    return hop >= 0 && this.#doubts[hop % this.#doubts.length] === 1;
  }

  /** Forgets everything. */
  reset(): void {
    this.#doubts.fill(0);
    this.#doubtfulHops = 0;
    this.#floor?.reset();
    this.#powers.fill(0);
    this.#pushed = 0;
    this.#steps = 0;
    this.#loudHops = 0;
    this.#stoodOutHop = -Infinity;
    this.#openUntil = -Infinity;
    this.#fade = 0;
  }

  #step(): number {
    const hop = this.#steps++ - (this.#levelsDb.length - 1);
    if (hop < 0) return -1;
    if (hop < this.#pushed) this.#judge(hop);
    const toldHop = this.#steps - 1 - this.delayHops;
    this.#fade = toldHop < this.#openUntil
      ? Math.min(1, this.#fade + this.#fadeInStep)
      : Math.max(0, this.#fade - this.#fadeOutStep);
    if (toldHop < 0) return -1;
    return (1 - Math.cos(Math.PI * this.#fade)) / 2;
  }

  #judge(hop: number): void {
    const levelDb = this.#levelsDb[hop % this.#levelsDb.length] ?? -Infinity;
    let openDb = this.#fixedDb;
    let stayDb = openDb - FIXED_HYSTERESIS_DB;
    if (this.#floor) {
      this.#floor.next();
      [openDb, stayDb] = this.#thresholdsDb(this.#floor, hop);
      this.#noteDoubt(this.#floor, hop, levelDb);
    }
    if (hop < this.#openUntil) {
      if (levelDb >= stayDb) this.#openUntil = hop + 1 + this.#holdHops;
      return;
    }
    const begins = this.#loudHops === 0 || levelDb < this.#loudestDb - BUMP_FALL_DB;
    this.#loudestDb = begins ? levelDb : Math.max(this.#loudestDb, levelDb);
    this.#loudHops = levelDb >= openDb ? (begins ? 1 : this.#loudHops + 1) : 0;
    // Where nothing is known the shortest sound is let through, as a note is into which the recording begins.
    if (this.#loudHops < (openDb === DIGITAL_SILENCE_DB ? 1 : this.#leastHops)) return;
    this.#openUntil = hop + 1 + this.#holdHops;
    this.#loudHops = 0;
  }
  #noteDoubt(floor: NoiseFloor, hop: number, levelDb: number): void {
    const { isKnown, floorDb, spreadDb, usualHeadroomDb } = floor;
    const isCovered = usualHeadroomDb < doubtBelowDb(spreadDb) && levelDb > DIGITAL_SILENCE_DB;
    const standsOut = isKnown && (isCovered || levelDb >= floorDb + noiseReachesDb(spreadDb));
    this.#doubtfulHops = standsOut ? this.#doubtfulHops + 1 : 0;
    this.#doubts[hop % this.#doubts.length] = 0;
    if (this.#doubtfulHops < this.#leastHops) return;
    for (let i = 0; i < this.#leastHops; i++) {
      this.#doubts[(hop - i) % this.#doubts.length] = 1;
    }
  }

  /** Levels at which the gate opens and to which it stays open. */
  #thresholdsDb(floor: NoiseFloor, hop: number): readonly [number, number] {
    if (!floor.isKnown) return [DIGITAL_SILENCE_DB, DIGITAL_SILENCE_DB];
    const noiseDb = noiseReachesDb(floor.spreadDb);
    if (floor.standsOutDb >= noiseDb) this.#stoodOutHop = hop;
    const doubtDb = doubtBelowDb(floor.spreadDb);
    const isDoubtful = floor.usualHeadroomDb < doubtDb &&
      floor.standsOutDb < doubtDb + CLEAR_ABOVE_DOUBT_DB &&
      hop - this.#stoodOutHop <= this.#doubtHoldHops;
    if (isDoubtful) return [DIGITAL_SILENCE_DB, DIGITAL_SILENCE_DB];
    const aboveDb = Math.min(OPEN_ABOVE_FLOOR_DB, Math.max(noiseDb, floor.headroomDb / 2));
    return [floor.floorDb + aboveDb, floor.floorDb + STAY_SHARE * aboveDb];
  }
}

/** Noise that varies so much reaches no higher than this above its floor, dB. */
function noiseReachesDb(spreadDb: number): number {
  return NOISE_REACHES_SPREADS * spreadDb + NOISE_REACHES_DB;
}

/** In noise that varies so much, what does not stand higher may be speech. */
function doubtBelowDb(spreadDb: number): number {
  const moreDb = DOUBT_PER_SPREAD * (spreadDb - EVEN_SPREAD_DB);
  return Math.min(MOST_DOUBT_BELOW_DB, DOUBT_BELOW_DB + Math.max(0, moreDb));
}
