// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds checked at their begin
/** Makes one or two channels of a device's many. */

/**
 * What a device's channels are. `speakers`: the loudspeakers of WAVE's standard order, folded by ITU-R BS.775.
 * `inputs`: sockets or capsules, each as good as the other; none of them may be dropped as an effects channel would be.
 */
export type ChannelMeaning = "speakers" | "inputs";

export interface FoldDownOptions {
  /** 1 to 8. */
  inChannels: number;
  outChannels: 1 | 2;
  meaning?: ChannelMeaning;
  /** Longest block that will be given to `process`. */
  maxBlockFrames: number;
}

const HALF_POWER = Math.SQRT1_2;

/** Left and right share of each kind of loudspeaker: ITU-R BS.775-3, annex 4, table 2 (3/2 to 2/0); LFE is left out. */
const SHARES = {
  left: [1, 0],
  right: [0, 1],
  centre: [HALF_POWER, HALF_POWER],
  effects: [0, 0],
  surroundLeft: [HALF_POWER, 0],
  surroundRight: [0, HALF_POWER],
  surroundCentre: [0.5, 0.5],
} as const satisfies Record<string, readonly [number, number]>;

/** The loudspeakers that a WAVE stream without a channel mask has, by number of channels. */
const SPEAKERS: readonly (readonly (keyof typeof SHARES)[])[] = [
  [],
  ["centre"],
  ["left", "right"],
  ["left", "right", "centre"],
  ["left", "right", "surroundLeft", "surroundRight"],
  ["left", "right", "centre", "surroundLeft", "surroundRight"],
  ["left", "right", "centre", "effects", "surroundLeft", "surroundRight"],
  ["left", "right", "centre", "effects", "surroundCentre", "surroundLeft", "surroundRight"],
  [
    "left",
    "right",
    "centre",
    "effects",
    "surroundLeft",
    "surroundRight",
    "surroundLeft",
    "surroundRight",
  ],
];

/**
 * Weights of each input channel in each output channel, `[out][in]`.
 *
 * One channel goes to both sides at full level. Mono is the mean of the two sides: the standard's proportions, 3 dB
 * lower than its table, so that two equal channels give that channel and not an overload.
 *
 * @throws {RangeError} when there are not 1 to 8 channels
 */
export function foldDownWeights(
  inChannels: number,
  outChannels: 1 | 2,
  meaning: ChannelMeaning = "speakers",
): number[][] {
  const speakers = inChannels > 0 ? SPEAKERS[inChannels] : undefined;
  if (!speakers) {
    throw new RangeError(
      `Cannot fold down ${inChannels} channels: 1 to 8 are understood; choose a device or file with fewer`,
    );
  }
  if (inChannels === 1) return Array.from({ length: outChannels }, () => [1]);
  const equal = meaning === "inputs" && inChannels > 2;
  const left = speakers.map((name) => equal ? 1 / inChannels : SHARES[name][0]);
  const right = speakers.map((name) => equal ? 1 / inChannels : SHARES[name][1]);
  return outChannels === 2 ? [left, right] : [left.map((share, i) => (share + right[i]!) / 2)];
}

/** Makes one or two channels of whatever a device has. Stateless: blocks of any size give the same samples. */
export class FoldDown {
  readonly #inChannels: number;
  readonly #outChannels: 1 | 2;
  readonly #weights: number[][];
  readonly #output: Float32Array;

  /** @throws {RangeError} when there are not 1 to 8 channels */
  constructor(options: FoldDownOptions) {
    this.#inChannels = options.inChannels;
    this.#outChannels = options.outChannels;
    this.#weights = foldDownWeights(options.inChannels, options.outChannels, options.meaning);
    this.#output = new Float32Array(options.maxBlockFrames * options.outChannels);
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
    if (this.#inChannels === this.#outChannels) return input.subarray(0, samples);
    const output = this.#output.subarray(0, frames * this.#outChannels);
    for (let channel = 0; channel < this.#outChannels; channel++) {
      this.#fold(input, output, channel, frames);
    }
    return output;
  }

  #fold(input: Float32Array, output: Float32Array, channel: number, frames: number): void {
    const weights = this.#weights[channel]!;
    const inChannels = this.#inChannels;
    const outChannels = this.#outChannels;
    for (let frame = 0, from = 0, to = channel; frame < frames; frame++, to += outChannels) {
      let sum = 0;
      for (let i = 0; i < inChannels; i++) sum += input[from++]! * weights[i]!;
      output[to] = sum;
    }
  }
}
