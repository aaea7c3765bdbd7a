/** The true peak of a whole signal. */
import { TRUE_PEAK_CONTEXT_FRAMES, truePeak } from "../../dsp/true_peak.ts";

/** Highest point of the wave over all channels, as if silence stood around it, dBTP; −Infinity for silence. */
export function truePeakDb(samples: Float32Array, channels = 1): number {
  const frames = samples.length / channels;
  let peak = 0;
  for (let channel = 0; channel < channels; channel++) {
    const own = truePeak(samples, channels, channel, -TRUE_PEAK_CONTEXT_FRAMES, frames);
    peak = Math.max(peak, own);
  }
  return 20 * Math.log10(peak);
}
