/** The sound that tests and benches begin from: that of a recording for which nothing was chosen. */
import type { ProgrammeOptions } from "../../post/ground/options.ts";

export const SOUND_OPTIONS: ProgrammeOptions = Object.freeze({
  rateHz: 48_000,
  fileRateHz: 48_000,
  channels: "stereo",
  gate: "auto",
  gateDepth: Infinity,
  denoise: false,
  normalize: "peak",
  trim: "off",
});
