// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Lets a channel for low-frequency effects be heard where it is the only one that holds sound. */
import { FOLD_RAMP_HOPS, SILENT_POWER } from "./safe_fold.ts";

/** The others have been silent for so long: at the beginning, and once they have been heard. Hops of 10 ms. */
const SILENT_HOPS = 3;
const FALLEN_SILENT_HOPS = 500;

/**
 * ITU-R BS.775 leaves that channel out: it holds what the others hold too. Where they hold nothing, a device has been
 * given the wrong map, or somebody plugged the microphone in there. Then it is heard at full level on all sides, until
 * another channel is heard. It looks at nothing that is still to come; what is lost is the first 40 ms.
 */
export class LoneEffects {
  readonly #inChannels: number;
  readonly #effects: readonly number[];
  readonly #hopFrames: number;
  /** Of each frame: of the effects, and of all others. */
  #power = 0;
  #othersPower = 0;
  #frames = 0;
  #silentHops = 0;
  #leastHops = SILENT_HOPS;
  #isHeard = false;
  /** Share at the beginning of the hop, and what each frame adds to it. */
  #share = 0;
  #slope = 0;
  #rampHops = 0;

  /** @param effects which channels, from 0; at least one */
  constructor(inChannels: number, effects: readonly number[], hopFrames: number) {
    this.#inChannels = inChannels;
    this.#effects = effects;
    this.#hopFrames = hopFrames;
  }

  /** It is heard, or will be from the next hop on. */
  get isHeard(): boolean {
    return this.#isHeard;
  }

  /** The channel that is heard, from 0. */
  get channel(): number {
    return this.#effects[0]!;
  }

  /** Adds it to frames `from` to `to`, which lie within one hop from its frame `within` on, in all channels of `output`. */
  add(
    input: Float32Array,
    from: number,
    to: number,
    output: Float32Array,
    outChannels: number,
    within: number,
  ): void {
    const isAudible = this.#share !== 0 || this.#slope !== 0;
    for (let frame = from; frame < to; frame++) {
      const at = frame * this.#inChannels;
      let all = 0;
      for (let i = 0; i < this.#inChannels; i++) all += input[at + i]! ** 2;
      let own = 0;
      let sum = 0;
      for (const channel of this.#effects) {
        own += input[at + channel]! ** 2;
        sum += input[at + channel]!;
      }
      this.#power += own;
      this.#othersPower += all - own;
      if (!isAudible) continue;
      const share = this.#share + this.#slope * (within + frame - from);
      for (let i = 0; i < outChannels; i++) {
        output[frame * outChannels + i]! += share * sum / this.#effects.length;
      }
    }
    this.#frames += to - from;
  }

  /** @returns whether it begins or ceases to be heard from the next hop on */
  endHop(): boolean {
    if (this.#rampHops > 0 && --this.#rampHops === 0) {
      this.#share = this.#isHeard ? 1 : 0;
      this.#slope = 0;
    } else this.#share += this.#slope * this.#hopFrames;
    const isSilent = !(this.#othersPower > SILENT_POWER * this.#frames);
    const isLoud = this.#power > SILENT_POWER * this.#frames;
    this.#power = this.#othersPower = this.#frames = 0;
    this.#silentHops = isSilent ? this.#silentHops + 1 : 0;
    if (!isSilent) this.#leastHops = FALLEN_SILENT_HOPS;
    const isLone = isLoud && this.#silentHops >= this.#leastHops;
    if (this.#isHeard ? isSilent : !isLone) return false;
    this.#isHeard = !this.#isHeard;
    this.#rampHops = FOLD_RAMP_HOPS;
    this.#slope = ((this.#isHeard ? 1 : 0) - this.#share) / (FOLD_RAMP_HOPS * this.#hopFrames);
    return true;
  }
}
