// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds checked at their begin
/** Makes one or two channels of a device's many. */
import type { FoldChoice } from "./fold_choice.ts";
import { FOLD_RAMP_HOPS, foldHopFrames, SafeFold } from "./safe_fold.ts";
import { LoneEffects } from "./lone_effects.ts";
import { type ChannelPlace, usualPlaces } from "./channel_place.ts";

/**
 * What a device's channels are. `speakers`: loudspeakers with a place each, folded by ITU-R BS.775.
 * `inputs`: sockets or capsules, each as good as the other; none of them may be dropped as an effects channel would be.
 */
export type ChannelMeaning = "speakers" | "inputs";

/** Most channels that are folded down: as many as a WAV file may have. */
export const MOST_CHANNELS = 256;

export interface FoldDownOptions {
  /** 1 to `MOST_CHANNELS`. */
  inChannels: number;
  outChannels: 1 | 2;
  rateHz: number;
  meaning?: ChannelMeaning;
  /** Where each of the channels stands; without it, what WAVE's order says for their number. */
  places?: readonly ChannelPlace[];
  /** Length of the usual block; a longer one makes more room. */
  maxBlockFrames: number;
}

/** The way in which one of the channels that come out is made has changed. */
export interface FoldChange extends FoldChoice {
  /** Frames that were given before. */
  readonly atFrame: number;
  /** The channel that comes out, from 0. */
  readonly output: number;
}

const HALF_POWER = Math.SQRT1_2;

/** Left and right share of each kind of loudspeaker: ITU-R BS.775-3, annex 4, table 2 (3/2 to 2/0); LFE is left out, see {@link LoneEffects}. */
const SHARES = {
  left: [1, 0],
  right: [0, 1],
  centre: [HALF_POWER, HALF_POWER],
  effects: [0, 0],
  surroundLeft: [HALF_POWER, 0],
  surroundRight: [0, HALF_POWER],
  surroundCentre: [0.5, 0.5],
} as const satisfies Record<Exclude<ChannelPlace, "unknown">, readonly [number, number]>;

/**
 * Weights of each input channel in each output channel, `[out][in]`.
 *
 * One channel goes to both sides at full level. Mono is the mean of the two sides: the standard's proportions, 3 dB
 * lower than its table, so that two equal channels give that channel and not an overload. Channels without a known place
 * count alike: of two their mean, of more their sum at the power of one, so that who speaks into one socket of 32 is 15 dB
 * quieter and not 30. Where all are the same it is louder than each by as much; samples are floats, and levels come later.
 *
 * @param places one for each channel; WAVE's order by default
 * @throws {RangeError} when there are not 1 to `MOST_CHANNELS` channels
 */
export function foldDownWeights(
  inChannels: number,
  outChannels: 1 | 2,
  meaning: ChannelMeaning = "speakers",
  places: readonly ChannelPlace[] = usualPlaces(inChannels),
): number[][] {
  if (!(inChannels >= 1 && inChannels <= MOST_CHANNELS)) {
    throw new RangeError(
      `Cannot fold down ${inChannels} channels: 1 to ${MOST_CHANNELS} are understood; ` +
        "choose a device or file with fewer",
    );
  }
  if (inChannels === 1) return Array.from({ length: outChannels }, () => [1]);
  const isPair = inChannels === 2 && outChannels === 2;
  if (isPair) return [[1, 0], [0, 1]];
  const all = Array.from({ length: inChannels }, (_, i) => places[i] ?? "unknown");
  const equal = meaning === "inputs" || all.every((place) => SHARES[place as "left"] === undefined);
  const unknown = equal ? inChannels : all.filter((place) => place === "unknown").length;
  const alike = unknown > 2 ? Math.sqrt(1 / unknown) : 1 / unknown;
  const shareOf = (place: ChannelPlace, side: 0 | 1) =>
    equal || place === "unknown" ? alike : SHARES[place][side];
  const left = all.map((place) => shareOf(place, 0));
  const right = all.map((place) => shareOf(place, 1));
  return outChannels === 2 ? [left, right] : [left.map((share, i) => (share + right[i]!) / 2)];
}

/**
 * Makes one or two channels of whatever a device has, without delay. What it hears may change how: see {@link SafeFold}.
 * Blocks of any size give the same samples.
 */
export class FoldDown {
  readonly #inChannels: number;
  readonly #outChannels: 1 | 2;
  readonly #hopFrames: number;
  readonly #mixes: readonly Mix[];
  readonly #watch: SafeFold | undefined;
  readonly #effects: LoneEffects | undefined;
  readonly #changes: FoldChange[] = [];
  #output: Float32Array;
  #frames = 0;

  /** @throws {RangeError} when there are not 1 to `MOST_CHANNELS` channels */
  constructor(options: FoldDownOptions) {
    const { inChannels, outChannels, rateHz, meaning, places } = options;
    this.#inChannels = inChannels;
    this.#outChannels = outChannels;
    this.#hopFrames = foldHopFrames(rateHz);
    const effects = effectsOf(options);
    if (effects.length > 0) {
      this.#effects = new LoneEffects(inChannels, effects, this.#hopFrames);
    }
    const weights = foldDownWeights(inChannels, outChannels, meaning, places);
    this.#mixes = weights.map((base) => new Mix(base, this.#hopFrames));
    // Two channels stay two; that they would cancel in one is worth knowing all the same.
    if (inChannels === 2 && outChannels === 2) this.#watch = new SafeFold([0.5, 0.5]);
    this.#output = new Float32Array(options.maxBlockFrames * outChannels);
  }

  /**
   * Folds `frames` interleaved frames. The result is valid until the next call, or as long as `input` when there is
   * nothing to do. Samples of `input` that are not finite become 0: here is where sound enters the program.
   */
  process(input: Float32Array, frames: number): Float32Array {
    const samples = frames * this.#inChannels;
    for (let i = 0; i < samples; i++) {
      if (!(Math.abs(input[i]!) < Infinity)) input[i] = 0;
    }
    const passes = this.#inChannels === this.#outChannels;
    if (!passes && this.#output.length < frames * this.#outChannels) {
      this.#output = new Float32Array(frames * this.#outChannels);
    }
    const output = passes ? input : this.#output;
    for (let at = 0; at < frames;) {
      const within = this.#frames % this.#hopFrames;
      const to = Math.min(frames, at + this.#hopFrames - within);
      if (!passes) {
        for (let channel = 0; channel < this.#outChannels; channel++) {
          this.#mixes[channel]!.add(input, at, to, output, channel, this.#outChannels, within);
        }
        this.#effects?.add(input, at, to, output, this.#outChannels, within);
      } else this.#watch?.add(input, at, to);
      this.#frames += to - at;
      at = to;
      if (this.#frames % this.#hopFrames === 0) this.#endHop();
    }
    return output.subarray(0, frames * this.#outChannels);
  }

  /** Frames that were given so far. */
  get frames(): number {
    return this.#frames;
  }

  /** How the way of folding has changed since this was asked last; of two that stay two, how one would be made. */
  takeChanges(): FoldChange[] {
    return this.#changes.splice(0);
  }

  #endHop(): void {
    const note = (choice: FoldChoice, output: number) =>
      this.#changes.push({ ...choice, atFrame: this.#frames, output });
    if (this.#watch?.endHop()) note(this.#watch.choice, 0);
    if (this.#inChannels === this.#outChannels) return;
    this.#mixes.forEach((mix, output) => {
      if (mix.endHop()) note(mix.choice, output);
    });
    if (!this.#effects?.endHop()) return;
    const { isHeard, channel } = this.#effects;
    this.#mixes.forEach((mix, output) => {
      note(isHeard ? { kind: "one", channel } : mix.choice, output);
    });
  }
}

/** Channels that are left out of the sum. */
function effectsOf({ inChannels, outChannels, meaning, places }: FoldDownOptions): number[] {
  if (meaning === "inputs" || inChannels === 1 || inChannels === outChannels) return [];
  return (places ?? usualPlaces(inChannels)).slice(0, inChannels)
    .flatMap((place, i) => place === "effects" ? [i] : []);
}

/** One of the channels that come out. */
class Mix {
  readonly #hopFrames: number;
  readonly #safe: SafeFold | undefined;
  readonly #fixed: FoldChoice = { kind: "sum" };
  /** Weights at the beginning of the hop, and what each frame adds to them. */
  readonly #weights: Float64Array;
  readonly #slopes: Float64Array;
  #rampHops = 0;

  constructor(base: readonly number[], hopFrames: number) {
    this.#hopFrames = hopFrames;
    this.#weights = Float64Array.from(base);
    this.#slopes = new Float64Array(base.length);
    // A single channel has nothing to cancel with.
    if (base.filter((weight) => weight !== 0).length > 1) this.#safe = new SafeFold(base);
  }

  get choice(): FoldChoice {
    return this.#safe?.choice ?? this.#fixed;
  }

  /** Folds frames `from` to `to`, the first of which is frame `within` of the hop. */
  add(
    input: Float32Array,
    from: number,
    to: number,
    output: Float32Array,
    channel: number,
    outChannels: number,
    within: number,
  ): void {
    this.#safe?.add(input, from, to);
    const weights = this.#weights;
    const slopes = this.#slopes;
    const inChannels = weights.length;
    const moves = this.#rampHops > 0;
    for (let frame = from; frame < to; frame++) {
      const at = frame * inChannels;
      const step = within + frame - from;
      let sum = 0;
      if (moves) {
        for (let i = 0; i < inChannels; i++) {
          sum += input[at + i]! * (weights[i]! + slopes[i]! * step);
        }
      } else {
        for (let i = 0; i < inChannels; i++) sum += input[at + i]! * weights[i]!;
      }
      output[frame * outChannels + channel] = sum;
    }
  }

  /** @returns whether it is made in another way from the next hop on */
  endHop(): boolean {
    const safe = this.#safe;
    if (safe === undefined) return false;
    if (this.#rampHops > 0) {
      this.#rampHops--;
      for (let i = 0; i < this.#weights.length; i++) {
        this.#weights[i] = this.#rampHops === 0
          ? safe.weights[i]!
          : this.#weights[i]! + this.#slopes[i]! * this.#hopFrames;
      }
    }
    if (!safe.endHop()) return false;
    this.#rampHops = FOLD_RAMP_HOPS;
    for (let i = 0; i < this.#weights.length; i++) {
      const rise = safe.weights[i]! - this.#weights[i]!;
      this.#slopes[i] = rise / (FOLD_RAMP_HOPS * this.#hopFrames);
    }
    return true;
  }
}
