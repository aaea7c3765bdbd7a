// deno-lint-ignore-file no-non-null-assertion -- the loop runs within the bounds of its array
/** How loud a track is where it is heard. */
import { STEM_CHANNELS, type TrackName } from "../../capture/ground/tracks.ts";
import { KWeightedPower } from "../../dsp/k_weighting.ts";
import { type ChannelLayout } from "../ground/options.ts";

/**
 * How loud a track is where it is heard: the K-weighted power of the channels that the programme makes of it, hop by hop.
 *
 * On both sides of a stereo programme the microphone is 3 dB louder than alone on one.
 */
export class HeardPower {
  readonly #power: KWeightedPower;
  readonly #weight: number;
  readonly #hop = new Float64Array(2);

  constructor(
    track: TrackName,
    o: { channels: ChannelLayout; rateHz: number; hopFrames: number },
  ) {
    const stereo = o.channels === "stereo";
    this.#weight = stereo && STEM_CHANNELS[track] === 1 ? 2 : 1;
    const channels = stereo ? STEM_CHANNELS[track] : 1;
    this.#power = new KWeightedPower({ rateHz: o.rateHz, channels, hopFrames: o.hopFrames });
  }

  /** Takes samples that lie within one hop: of the stem, or of the one channel that the programme makes of two. */
  add(samples: Float32Array): void {
    this.#power.process(samples, this.#hop);
  }

  /** Of the hop that was completed last; 1 is 0 dB on one channel. */
  get power(): number {
    return this.#weight * this.#hop[0]!;
  }
}
