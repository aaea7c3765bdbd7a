/** Clicks from which a delay can be measured to the sample: no two of them are alike, nor the pauses between them. */
import { randomNumbers } from "./random_numbers.ts";

const CLICK_SECONDS = 0.004;
const SHORTEST_PAUSE_SECONDS = 0.15;
const PAUSE_SPREAD_SECONDS = 0.2;

/** Bursts of noise of 4 ms, ±0.5, each 0.15 to 0.35 s after the one before. */
export function clickTrain(seconds: number, rateHz: number, seed = 1): Float32Array {
  const random = randomNumbers(seed);
  const samples = new Float32Array(Math.round(seconds * rateHz));
  const clickFrames = Math.round(CLICK_SECONDS * rateHz);
  for (let at = 0; at < samples.length;) {
    for (let n = 0; n < clickFrames && at + n < samples.length; n++) {
      samples[at + n] = random() - 0.5;
    }
    at += Math.round((SHORTEST_PAUSE_SECONDS + PAUSE_SPREAD_SECONDS * random()) * rateHz);
  }
  return samples;
}
