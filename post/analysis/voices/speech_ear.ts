/** Hears where somebody speaks on a side, for people who look at the recording; nothing of the sound depends on it. */
import { Gate } from "../../../dsp/gate.ts";
import { OPEN, VoiceTurns } from "./voice_turns.ts";

/** Mean square of a hop in which nobody can be heard, −90 dBFS: what dither leaves of silence comes and goes. */
const NOBODY = 1e-9;

/**
 * Listens with the gate that the side has anyway, or, where it has none, with one of its own that goes by the level of each
 * hop alone: that costs next to nothing, and what a computer plays is rarely noisy.
 */
export class SpeechEar {
  readonly #voices = new VoiceTurns();
  readonly #gate: Gate | undefined;
  #hops = 0;
  #told = 0;

  /** @param hopsPerSecond of a side that has no gate */
  constructor(hopsPerSecond?: number) {
    if (hopsPerSecond !== undefined) this.#gate = new Gate({ hopsPerSecond, threshold: "auto" });
  }

  /** The next hop ended; its mean square, 0 for digital silence. Looked at only where there is no other gate. */
  endHop(power: number): void {
    if (this.#gate === undefined) return;
    this.#hops++;
    this.#hear(this.#gate.push(power < NOBODY ? 0 : power));
  }

  /** How far the side's own gate is open at the beginning of the next hop. */
  tell(gain: number): void {
    if (this.#gate === undefined) this.#voices.tell(gain > OPEN);
  }

  /** No hop follows. */
  finish(): void {
    const gate = this.#gate;
    if (gate !== undefined) { for (let i = 0; i <= gate.delayHops; i++) this.#hear(gate.flush()); }
    this.#voices.finish();
  }

  /** Hops at which speech begins and ends, in turn, that became known since the last call. */
  takeTurns(): number[] {
    return this.#voices.take();
  }

  #hear(gain: number): void {
    if (!(gain >= 0) || this.#told >= this.#hops) return;
    this.#told++;
    this.#voices.tell(gain > OPEN);
  }
}
