/** How a device that drifts is kept in step. */
import { MAX_PPM } from "./device_clock.ts";

/** An offset is taken away with this time constant. */
const TIME_CONSTANT_SECONDS = 4;
/** Nothing is corrected until an offset has been this large: exact sources are never touched. */
const DEAD_ZONE_SECONDS = 0.2e-3;

/** Turns a device's rate error, and what offset is left, into the resampler's correction. */
export class Steering {
  #engaged = false;

  /**
   * @param offsetSeconds how much later than it stands the sound should be
   * @param devicePpm how fast the device runs
   * @returns the correction in parts per million: 0 exactly while there is nothing to correct, else within ±1,000
   */
  correctionPpm(offsetSeconds: number, devicePpm: number): number {
    if (!this.#engaged && Math.abs(offsetSeconds) < DEAD_ZONE_SECONDS) return 0;
    this.#engaged = true;
    // A fast device gives too many frames: as much fewer must come out.
    const ratePpm = (1 / (1 + devicePpm * 1e-6) - 1) * 1e6;
    const offsetPpm = offsetSeconds / TIME_CONSTANT_SECONDS * 1e6;
    return Math.max(-MAX_PPM, Math.min(MAX_PPM, ratePpm + offsetPpm));
  }

  /** A new device: nothing is known of it. */
  reset(): void {
    this.#engaged = false;
  }
}
