/** Hears where somebody may speak, whatever gate the programme has. */
import { StereoFold } from "../../ground/stereo_fold.ts";
import { VoiceGate } from "./voice_gate.ts";
import { OPEN, VoiceTurns } from "./voice_turns.ts";

export interface VoiceEarOptions {
  readonly rateHz: number;
  readonly hopFrames: number;
  /** Of the stem. */
  readonly channels: 1 | 2;
  /** Hears of each hop, in order: the gate that follows the noise would let it through, or may be wrong if it does not. */
  onHop?(hop: number, mayBeSpeech: boolean): void;
}

/**
 * A gate that silences nothing: it follows the noise floor, and tells where it would be open.
 *
 * Of a hop it tells about three seconds later; `finish` catches up.
 */
export class VoiceEar {
  readonly #o: VoiceEarOptions;
  readonly #gate: VoiceGate;
  readonly #fold: StereoFold | undefined;
  #hops = 0;
  #toldHops = 0;
  readonly #voices = new VoiceTurns();

  constructor(options: VoiceEarOptions) {
    const { rateHz, hopFrames, channels } = options;
    this.#o = options;
    this.#gate = new VoiceGate({ rateHz, hopFrames, threshold: "auto" });
    if (channels === 2) this.#fold = new StereoFold(hopFrames);
  }

  /** Where there are voices is known of so many hops. */
  get knownHops(): number {
    return this.#voices.knownHops;
  }

  /** Takes samples of the stem that lie within one hop. */
  process(samples: Float32Array): void {
    this.#gate.process(this.#fold?.add(samples) ?? samples);
  }

  /** The hop has ended. */
  endHop(isDigitalSilence: boolean): void {
    this.#fold?.endHop(this.#hops);
    this.#hops++;
    this.#tell(this.#gate.endHop(isDigitalSilence));
  }

  /** The stem has ended: settles what is left. */
  finish(): void {
    for (let i = 0; i <= this.#gate.delayHops; i++) this.#tell(this.#gate.flush());
    this.#voices.finish();
  }

  /** Hops at which a voice begins and ends, in turn, that became known since the last call. */
  takeTurns(): number[] {
    return this.#voices.take();
  }

  /** The gate's gain at the beginning of the next hop is known, unless it is negative or lies behind the end. */
  #tell(gain: number): void {
    const hop = this.#toldHops;
    if (!(gain >= 0) || hop >= this.#hops) return;
    this.#toldHops++;
    const isOpen = gain > OPEN;
    this.#o.onHop?.(hop, isOpen || this.#gate.isDoubtful);
    this.#voices.tell(isOpen);
  }
}
