// deno-lint-ignore-file no-non-null-assertion -- hops are looked up in arrays of their own length
/** Compares the cleaned microphone with the one that was recorded: is more gone than noise? */
import { BandLevel } from "../../dsp/band_level.ts";
import { type DoubtfulPassage, DoubtfulPassages } from "./doubt/doubtful_passages.ts";
import type { CleaningResult } from "../ground/cleaning_result.ts";
import { hopFramesAt } from "./track_analysis.ts";
import { VOICE_HIGH_HZ, VOICE_LOW_HZ, VoiceGate } from "./voices/voice_gate.ts";

/** A hop of which less is left is gone: a tenth of its power. */
const GONE = 0.1;
/** What is gone between two syllables is their echo; what is gone for longer may be somebody. */
const LEAST_HOPS = 30;
/** Hops that may wait for gate and RNNoise; more than both delay, and a block. */
const WAITING_HOPS = 1_024;

/**
 * Hears both in step, hop by hop, however they come. A gate of its own listens to what was recorded, whatever gate the
 * programme has: where it is sure that nobody speaks, anything may be taken away.
 */
export class CleaningWatch {
  readonly #hopFrames: number;
  readonly #gate: VoiceGate;
  readonly #band: BandLevel;
  readonly #bandPowers = new Float64Array(WAITING_HOPS);
  /** Of the hops that wait, by hop modulo the length. */
  readonly #recorded = new Float64Array(WAITING_HOPS);
  readonly #cleaned = new Float64Array(WAITING_HOPS);
  readonly #pitched = new Uint8Array(WAITING_HOPS);
  readonly #open = new Uint8Array(WAITING_HOPS);
  readonly #removed = new DoubtfulPassages();
  #within = 0;
  #isDigitalSilence = true;
  #holdsSound = false;
  #recordedHops = 0;
  #toldHops = 0;
  #cleanedHops = 0;
  #comparedHops = 0;
  #power = 0;
  #keptPower = 0;
  #pitchPower = 0;
  #keptPitchPower = 0;

  constructor(rateHz: number) {
    this.#hopFrames = hopFramesAt(rateHz);
    this.#gate = new VoiceGate({ rateHz, hopFrames: this.#hopFrames, threshold: "auto" });
    const band = { lowHz: VOICE_LOW_HZ, highHz: VOICE_HIGH_HZ };
    this.#band = new BandLevel({ rateHz, hopFrames: this.#hopFrames, ...band });
  }

  /** Anything but digital silence was recorded. */
  get holdsSound(): boolean {
    return this.#holdsSound;
  }

  /** Parts of the power that are left, so far. */
  get kept(): Pick<CleaningResult, "keptPart" | "keptPitchPart"> {
    return {
      keptPart: partOf(this.#keptPower, this.#power),
      keptPitchPart: partOf(this.#keptPitchPower, this.#pitchPower),
    };
  }

  /** Takes the next samples as they were recorded; what is not finite is silence. */
  hear(samples: Float32Array): void {
    for (let at = 0; at < samples.length;) {
      const count = Math.min(this.#hopFrames - this.#within, samples.length - at);
      const part = samples.subarray(at, at + count);
      this.#isDigitalSilence &&= part.every((sample) => sample === 0 || sample - sample !== 0);
      this.#gate.process(part);
      at += count;
      this.#within += count;
      if (this.#within === this.#hopFrames) this.#endHop();
    }
    this.#compare();
  }

  /** Takes the next cleaned samples, which may come later than those that they were. */
  hearCleaned(samples: Float32Array): void {
    const hops = this.#band.process(samples, this.#bandPowers);
    for (let i = 0; i < hops; i++) {
      this.#cleaned[this.#cleanedHops++ % WAITING_HOPS] = this.#bandPowers[i]!;
    }
    this.#compare();
  }

  /** Both have ended; what is no whole hop is left out. */
  finish(): void {
    for (let i = 0; i <= this.#gate.delayHops; i++) this.#tell(this.#gate.flush());
    this.#compare();
    this.#removed.end();
  }

  /** Passages of notes and vowels that are gone, found since the last call. */
  takeRemoved(): readonly DoubtfulPassage[] {
    return this.#removed.take().filter(({ fromHop, toHop }) => toHop - fromHop >= LEAST_HOPS);
  }

  #endHop(): void {
    const slot = this.#recordedHops++ % WAITING_HOPS;
    const gain = this.#gate.endHop(this.#isDigitalSilence);
    this.#recorded[slot] = this.#isDigitalSilence ? 0 : this.#gate.power;
    this.#pitched[slot] = this.#gate.isPeriodic ? 1 : 0;
    this.#holdsSound ||= !this.#isDigitalSilence;
    this.#isDigitalSilence = true;
    this.#within = 0;
    this.#tell(gain);
  }

  /** The gain at the beginning of the next hop is known, unless it is negative. */
  #tell(gain: number): void {
    if (gain >= 0) this.#open[this.#toldHops++ % WAITING_HOPS] = gain > 0 ? 1 : 0;
  }

  #compare(): void {
    const known = Math.min(this.#recordedHops, this.#toldHops, this.#cleanedHops);
    for (; this.#comparedHops < known; this.#comparedHops++) {
      const slot = this.#comparedHops % WAITING_HOPS;
      const power = this.#recorded[slot]!;
      const kept = Math.min(power, this.#cleaned[slot]!);
      this.#power += power;
      this.#keptPower += kept;
      if (!this.#open[slot] || power === 0) continue;
      const isGone = kept < GONE * power;
      if (!isGone) this.#removed.end();
      if (!this.#pitched[slot]) continue;
      this.#pitchPower += power;
      this.#keptPitchPower += kept;
      if (isGone) this.#removed.add(this.#comparedHops);
    }
  }
}

function partOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : 1;
}
