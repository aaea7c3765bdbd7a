/** Measures the sound of one source: how well is it heard? */
import type { SoundFacts } from "./sound_facts.ts";
import { ClipCounter } from "../../dsp/clip_counter.ts";
import { DeadRun } from "../../dsp/dead_run.ts";
import { HumMeter } from "../../dsp/hum_meter.ts";
import { TalkMeter } from "../../dsp/talk_meter.ts";

/** A slower source has no sound of the mains that could be told from others. */
const LEAST_HUM_RATE_HZ = 2_000;

/** What a source sounds like. */
export interface SoundCheckOptions {
  readonly rateHz: number;
  /** Of the source, and of what it is folded down to. */
  readonly inChannels: number;
  readonly outChannels: number;
  /** Whether to listen for the mains; only one channel can be. */
  readonly hum: boolean;
}

/** Listens to all that a source gives, and keeps what a judgement needs; costs 0.3 ms of each second (measured). */
export class SoundCheck {
  readonly #options: SoundCheckOptions;
  readonly #dead: DeadRun;
  readonly #clips: ClipCounter;
  readonly #talk: TalkMeter;
  readonly #hum: HumMeter | undefined;
  #frames = 0;

  constructor(options: SoundCheckOptions) {
    const { rateHz, inChannels, outChannels } = options;
    this.#options = options;
    this.#dead = new DeadRun(inChannels);
    this.#clips = new ClipCounter(inChannels);
    this.#talk = new TalkMeter(rateHz, outChannels);
    const isHeard = options.hum && outChannels === 1 && rateHz >= LEAST_HUM_RATE_HZ;
    if (isHeard) this.#hum = new HumMeter(rateHz);
  }

  /**
   * Takes a block.
   *
   * @param samples as the source gave them, interleaved
   * @param folded the same as the stem is to have them, interleaved
   */
  process(samples: Float32Array, folded: Float32Array, frames: number): void {
    this.#frames += frames;
    this.#dead.process(samples, frames);
    this.#clips.process(samples, frames);
    this.#talk.process(folded, frames);
    this.#hum?.process(folded, frames);
  }

  /** What is known at this moment. */
  get facts(): SoundFacts {
    const { rateHz } = this.#options;
    const hum = this.#hum?.hum;
    return {
      heardSeconds: this.#frames / rateHz,
      deadSeconds: this.#dead.frames / rateHz,
      wasAlive: this.#dead.wasAlive,
      quietSeconds: this.#talk.quietSeconds,
      clips: this.#clips.count,
      ...this.#talk.levels(),
      ...(hum === undefined ? {} : { hum }),
    };
  }
}
