/** How a device that drifts is kept in step. */
import { MAX_PPM } from "./device_clock.ts";

/** An offset is taken away with this time constant. */
const TIME_CONSTANT_SECONDS = 4;
/** Nothing is corrected until an offset has been this large: exact sources are never touched. */
const DEAD_ZONE_SECONDS = 0.2e-3;
/**
 * An offset of a cycle of PipeWire's is no drift. It is taken away at the resampler's limit, a sixth of a semitone: 43 ms
 * in less than 5 s. Less than the shortest cycle may be anything, and is not.
 */
const HURRY_FROM_SECONDS = 4e-3;
const HURRY_UNTIL_SECONDS = 0.5e-3;
const HURRY_TIME_CONSTANT_SECONDS = 0.25;
const HURRY_PPM = 10_000;

/** Turns a device's rate error, and what offset is left, into the resampler's correction. */
export class Steering {
  #engaged = false;
  #hurries = false;

  /**
   * @param offsetSeconds how much later than it stands the sound should be
   * @param devicePpm how fast the device runs
   * @param isSure a large offset is not drift, nor a callback's lateness: it is to be gone soon
   * @returns the correction in parts per million: 0 exactly while there is nothing to correct, else within ±1,000; within
   * ±10,000 for a large offset that is sure
   */
  correctionPpm(offsetSeconds: number, devicePpm: number, isSure = false): number {
    const size = Math.abs(offsetSeconds);
    if (!this.#engaged && size < DEAD_ZONE_SECONDS) return 0;
    this.#engaged = true;
    this.#hurries = isSure && size > (this.#hurries ? HURRY_UNTIL_SECONDS : HURRY_FROM_SECONDS);
    const most = this.#hurries ? HURRY_PPM : MAX_PPM;
    const timeConstant = this.#hurries ? HURRY_TIME_CONSTANT_SECONDS : TIME_CONSTANT_SECONDS;
    // A fast device gives too many frames: as much fewer must come out.
    const ratePpm = (1 / (1 + devicePpm * 1e-6) - 1) * 1e6;
    const offsetPpm = offsetSeconds / timeConstant * 1e6;
    return Math.max(-most, Math.min(most, ratePpm + offsetPpm));
  }

  /** A new device: nothing is known of it. */
  reset(): void {
    this.#engaged = false;
    this.#hurries = false;
  }
}
