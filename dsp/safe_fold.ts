// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of arrays that have one entry a channel
/** Finds how channels can be added up without cancelling each other. */
import { Average } from "./average.ts";
import type { FoldChoice, FoldKind } from "./fold_choice.ts";

/** Hops a second: each is 10 ms. */
export const FOLD_HOPS_PER_SECOND = 100;
/** A change of weights goes in a straight line over so many hops: short enough to lose nothing, too long for a click. */
export const FOLD_RAMP_HOPS = 2;

/**
 * Part of the channels' power that is left after the fold. Unrelated channels leave all, by definition; channels with
 * the correlation ρ leave 1 + ρ. Less than the first for 50 ms, or than the second for seconds, is cancellation.
 */
const LEAST_SHORT = 0.3;
const LEAST_LONG = 0.85;
/** A sum that leaves so much is right at this moment. */
const RIGHT_SHORT = 0.6;
/** One channel alone stands for all while it holds a tenth of the strongest one's power. */
const ALONE_SCALE = LEAST_SHORT * 10;
/** What a channel that is turned over still counts for; the rest is the strongest one's. */
const BESIDE = 0.5;
const SHORT_HOPS = 5;
const SHORT_LEAST_HOPS = 3;
const LONG_HOPS = 500;
const LONG_LEAST_HOPS = 100;
/** Channels agreed of late when their correlation over seconds is above this: to turn one over would cancel that. */
const AGREED = 0.2;
/** Mean square of a hop that tells nothing: −110 dBFS. */
export const SILENT_POWER = 1e-11;
/** The plain sum returns when it would have lost nothing for so long; each time only after twice as long. */
const RETURN_HOPS = 60 * FOLD_HOPS_PER_SECOND;
const LONGEST_RETURN_HOPS = 3_600 * FOLD_HOPS_PER_SECOND;

/** Frames of a hop. */
export function foldHopFrames(rateHz: number): number {
  return Math.max(1, Math.round(rateHz / FOLD_HOPS_PER_SECOND));
}

/**
 * Finds weights with which several channels become one and nothing of them is lost.
 *
 * A sum is silent where two channels are one another's opposite: one wire the wrong way round, a call program that plays in
 * counterphase. This listens, hop by hop, to what the sum leaves of the channels' power, and says from the next hop on what
 * to do instead. It knows nothing of what is to come, so the weights depend on the samples up to the present hop alone,
 * whatever the blocks were.
 *
 * It changes over after 30 ms at the beginning, after 60 ms later on, and comes back late.
 */
export class SafeFold {
  readonly #base: Float64Array;
  readonly #weights: Float64Array;
  readonly #powers: Float64Array;
  /** Products of each channel with the reference. */
  readonly #crosses: Float64Array;
  readonly #nearRho: Float64Array;
  readonly #farRho: Float64Array;
  readonly #baseShort = new Average(SHORT_HOPS);
  readonly #baseLong = new Average(LONG_HOPS);
  readonly #short = new Average(SHORT_HOPS);
  readonly #long = new Average(LONG_HOPS);
  #farHops = 0;
  #reference = 0;
  #basePower = 0;
  #ownPower = 0;
  #frames = 0;
  #settling = 0;
  #goodHops = 0;
  #returnHops = RETURN_HOPS;
  /** Sound that agrees and sound that opposes have both been heard: only one channel alone holds both. */
  #isMixed = false;
  #choice: FoldChoice = { kind: "sum" };

  /** @param base weight of each channel in the plain sum */
  constructor(base: readonly number[]) {
    this.#base = Float64Array.from(base);
    this.#weights = this.#base.slice();
    this.#powers = new Float64Array(base.length);
    this.#crosses = new Float64Array(base.length);
    this.#nearRho = new Float64Array(base.length);
    this.#farRho = new Float64Array(base.length);
  }

  /** Weights of the channels, to be reached over the next `FOLD_RAMP_HOPS` hops where they have just changed. */
  get weights(): Readonly<Float64Array> {
    return this.#weights;
  }

  get choice(): FoldChoice {
    return this.#choice;
  }

  /** Takes frames `from` to `to` of interleaved samples which lie within one hop. */
  add(samples: Float32Array, from: number, to: number): void {
    this.#frames += to - from;
    if (this.#base.length === 2) this.#addPair(samples, from, to);
    else this.#addMany(samples, from, to);
  }

  /**
   * The hop is complete.
   *
   * @returns whether the weights are others from the next hop on
   */
  endHop(): boolean {
    if (this.#base.length === 2) this.#solvePair();
    const changed = this.#judge();
    this.#powers.fill(0);
    this.#crosses.fill(0);
    this.#basePower = this.#ownPower = this.#frames = 0;
    return changed;
  }

  /** Two channels: power and product tell what any weights would give. */
  #addPair(samples: Float32Array, from: number, to: number): void {
    let left = this.#powers[0]!;
    let right = this.#powers[1]!;
    let cross = this.#crosses[1]!;
    for (let i = 2 * from; i < 2 * to; i += 2) {
      const a = samples[i]!;
      const b = samples[i + 1]!;
      left += a * a;
      right += b * b;
      cross += a * b;
    }
    this.#powers[0] = left;
    this.#powers[1] = right;
    this.#crosses[1] = cross;
  }

  #solvePair(): void {
    const left = this.#powers[0]!;
    const right = this.#powers[1]!;
    const cross = this.#crosses[1]!;
    const powerOf = ([a = 0, b = 0]: Float64Array) =>
      Math.max(0, a * a * left + 2 * a * b * cross + b * b * right);
    this.#basePower = powerOf(this.#base);
    this.#ownPower = powerOf(this.#weights);
    this.#crosses[1 - this.#reference] = cross;
    this.#crosses[this.#reference] = this.#powers[this.#reference]!;
  }

  #addMany(samples: Float32Array, from: number, to: number): void {
    const channels = this.#base.length;
    const base = this.#base;
    const weights = this.#weights;
    const powers = this.#powers;
    const crosses = this.#crosses;
    for (let frame = from; frame < to; frame++) {
      const at = frame * channels;
      const reference = samples[at + this.#reference]!;
      let sum = 0;
      let own = 0;
      for (let i = 0; i < channels; i++) {
        const sample = samples[at + i]!;
        powers[i] = powers[i]! + sample * sample;
        crosses[i] = crosses[i]! + sample * reference;
        sum += sample * base[i]!;
        own += sample * weights[i]!;
      }
      this.#basePower += sum * sum;
      this.#ownPower += own * own;
    }
  }

  #judge(): boolean {
    let loudest = -1;
    let apart = 0;
    for (let i = 0; i < this.#base.length; i++) {
      const weight = this.#base[i]!;
      if (weight === 0) continue;
      apart += weight * weight * this.#powers[i]!;
      if (loudest < 0 || this.#powers[i]! > this.#powers[loudest]!) loudest = i;
    }
    const most = loudest < 0 ? 0 : this.#powers[loudest]!;
    // What is not finite tells nothing, and must not be remembered.
    if (!(most > SILENT_POWER * this.#frames) || !(apart < Infinity)) return false;
    this.#relate();
    const left = Math.min(1, this.#basePower / apart);
    this.#baseShort.add(left);
    this.#baseLong.add(left);
    const { kind, channel = 0 } = this.#choice;
    const own = kind === "one" ? this.#heldBy(channel, most, apart) : this.#ownPower / apart;
    this.#short.add(Math.min(1, own));
    this.#long.add(Math.min(1, own));
    const isSumBad = isLost(this.#baseShort, this.#baseLong);
    this.#goodHops = isSumBad ? 0 : this.#goodHops + 1;
    if (this.#settling > 0) {
      this.#settling--;
      return false;
    }
    if (kind !== "sum" && this.#goodHops >= this.#returnHops) {
      this.#returnHops = Math.min(LONGEST_RETURN_HOPS, 2 * this.#returnHops);
      return this.#choose("sum", 0);
    }
    if (!isLost(this.#short, this.#long)) {
      // The channel that the others are compared with is the strongest one at the time when it matters.
      if (kind === "sum" && most > 4 * this.#powers[this.#reference]!) this.#refer(loudest);
      return false;
    }
    // What one choice loses the sum may hold by now: then that is right, and both kinds of sound are about.
    if (kind !== "sum" && this.#baseShort.value > RIGHT_SHORT) {
      this.#isMixed = true;
      return this.#choose("sum", 0);
    }
    const turns = kind === "sum" && !this.#isMixed && !this.#agreed();
    return this.#choose(turns ? "opposed" : "one", turns ? this.#reference : loudest);
  }

  /** What one channel alone holds of all: less, the weaker it is, and the more others hold that has nothing to do with it. */
  #heldBy(channel: number, most: number, apart: number): number {
    const own = this.#powers[channel]!;
    const strength = ALONE_SCALE * own / most;
    if (channel !== this.#reference) return strength;
    let foreign = 0;
    for (let i = 0; i < this.#base.length; i++) {
      if (i === channel || !(own > 0)) continue;
      const unrelated = this.#powers[i]! - this.#crosses[i]! ** 2 / own;
      foreign += this.#base[i]! ** 2 * Math.max(0, unrelated);
    }
    return Math.min(strength, 1 - foreign / apart);
  }

  /** How each channel goes along with the reference, of late and for long. */
  #relate(): void {
    this.#farHops++;
    const near = 1 / Math.min(SHORT_HOPS, this.#farHops);
    const far = 1 / Math.min(LONG_HOPS, this.#farHops);
    const reference = this.#powers[this.#reference]!;
    for (let i = 0; i < this.#base.length; i++) {
      const scale = Math.sqrt(reference * this.#powers[i]!);
      const rho = scale > 0 ? this.#crosses[i]! / scale : 0;
      this.#nearRho[i] = this.#nearRho[i]! + near * (rho - this.#nearRho[i]!);
      this.#farRho[i] = this.#farRho[i]! + far * (rho - this.#farRho[i]!);
    }
  }

  #refer(channel: number): void {
    this.#reference = channel;
    this.#nearRho.fill(0);
    this.#farRho.fill(0);
    this.#farHops = 0;
  }

  /** Whether a channel that now runs against the reference went along with it in the seconds before. */
  #agreed(): boolean {
    if (this.#farHops < LONG_LEAST_HOPS) return false;
    for (let i = 0; i < this.#base.length; i++) {
      if (this.#base[i] !== 0 && this.#nearRho[i]! < 0 && this.#farRho[i]! > AGREED) return true;
    }
    return false;
  }

  #choose(kind: FoldKind, channel: number): boolean {
    this.#weights.set(this.#base);
    if (kind === "opposed") this.#turnOver(channel);
    if (kind === "one") this.#prefer(channel);
    if (kind === "one" && channel !== this.#reference) this.#refer(channel);
    this.#choice = kind === "sum" ? { kind } : { kind, channel };
    this.#short.reset();
    this.#long.reset();
    this.#goodHops = 0;
    this.#settling = FOLD_RAMP_HOPS;
    return true;
  }

  /** Turns over what runs against the reference. */
  #turnOver(reference: number): void {
    for (let i = 0; i < this.#base.length; i++) {
      const isAgainst = this.#nearRho[i]! < 0 || this.#farRho[i]! < -AGREED;
      if (i === reference || !isAgainst) continue;
      const weight = this.#base[i]!;
      this.#weights[i] = -BESIDE * weight;
      this.#weights[reference] = this.#weights[reference]! + (1 - BESIDE) * Math.abs(weight);
    }
  }

  /** One channel alone is as loud as all would be if they held the same; never louder than it came. */
  #prefer(channel: number): void {
    const all = this.#base.reduce((sum, weight) => sum + Math.abs(weight), 0);
    this.#weights.fill(0);
    this.#weights[channel] = Math.min(1, all);
  }
}

function isLost(short: Average, long: Average): boolean {
  return (short.count >= SHORT_LEAST_HOPS && short.value < LEAST_SHORT) ||
    (long.count >= LONG_LEAST_HOPS && long.value < LEAST_LONG);
}
