/** The gate with its ears: it listens in the band of voices, and for what repeats itself. */
import { BandLevel } from "../../../dsp/band_level.ts";
import { Gate } from "../../../dsp/gate.ts";
import { Periodicity } from "../../../dsp/periodicity.ts";

export interface VoiceGateOptions {
  readonly rateHz: number;
  /** Frames in a hop. */
  readonly hopFrames: number;
  /** Of the gate: found by itself, or dBFS. */
  readonly threshold: "auto" | number;
  /** See `NoiseFloorOptions`. */
  readonly aheadSeconds?: number | undefined;
}

/** The band in which the gate listens: the vowels of all voices; rumble and most of a fan's noise lie outside. */
export const VOICE_LOW_HZ = 200;
/** Its upper end. */
export const VOICE_HIGH_HZ = 1_500;

/** What repeats itself so well is a note or a vowel, no noise. */
const PERIODIC = 0.8;

/** A gate for one channel, fed with sound. Its gains come `delayHops` later; negative ones are not known yet. */
export class VoiceGate {
  readonly #band: BandLevel;
  readonly #periodicity: Periodicity;
  readonly #gate: Gate;
  readonly #bandPower = new Float64Array(2);

  constructor({ rateHz, hopFrames, threshold, aheadSeconds }: VoiceGateOptions) {
    this.#band = new BandLevel({ rateHz, hopFrames, lowHz: VOICE_LOW_HZ, highHz: VOICE_HIGH_HZ });
    const { bandRateHz, band } = this.#band;
    this.#periodicity = new Periodicity({ rateHz: bandRateHz, hopFrames: band.length });
    this.#gate = new Gate({
      hopsPerSecond: rateHz / hopFrames,
      threshold,
      ...(aheadSeconds === undefined ? {} : { aheadSeconds }),
      isPeriodic: () => this.isPeriodic,
    });
  }

  get delayHops(): number {
    return this.#gate.delayHops;
  }

  /** The hop whose gain came last is closed, and may be speech. */
  get isDoubtful(): boolean {
    return this.#gate.isDoubtful;
  }

  /** Mean square in the band of the hop that ended last, as it was heard. */
  get power(): number {
    return this.#bandPower[0] ?? 0;
  }

  /** The hop that ended last belongs to a note or a vowel. */
  get isPeriodic(): boolean {
    return this.#periodicity.value > PERIODIC;
  }

  /** Hears samples that lie within one hop. */
  process(samples: Float32Array): void {
    this.#band.process(samples, this.#bandPower);
  }

  /** The hop has ended; what the filters still ring with in digital silence is no sound. */
  endHop(isDigitalSilence: boolean): number {
    this.#periodicity.push(this.#band.band);
    const [power = 0] = this.#bandPower;
    return this.#gate.push(isDigitalSilence ? 0 : power);
  }

  /** No hop follows: the gains that are still to come, one a call. */
  flush(): number {
    return this.#gate.flush();
  }
}
