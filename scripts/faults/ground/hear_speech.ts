/** Listens to speech, which has no frequency of its own: hop by hop, against the stem. */
import { decode } from "../../stage/tones.ts";
import type { HeardSide } from "./listening.ts";

const HOP_SECONDS = 0.02;
/** What is so much below the loudest hop is a pause, dB. */
const SPOKEN_DB = 20;
/** What is so much weaker than the rest, as against the stem, was taken away, dB. */
const REMOVED_DB = 20;

/**
 * The microphone's side, by itself in the left channel of a file.
 *
 * @returns what was heard, and the stem's peak, dBFS
 */
export async function hearSpeech(
  file: string,
  stem: string,
): Promise<readonly [side: HeardSide, peakDb: number]> {
  const { channels: [left = new Float32Array()] } = await decode(file, 2);
  const { channels: [mic = new Float32Array()], rateHz } = await decode(stem, 1);
  const hop = Math.round(HOP_SECONDS * rateHz);
  const inStem = powersDb(mic, hop);
  const inFile = powersDb(left, hop);
  const loudest = inStem.reduce((one, other) => Math.max(one, other), -Infinity);
  const gains = inStem.map((db, i) => [db, (inFile[i] ?? -Infinity) - db] as const)
    .filter(([db]) => db > loudest - SPOKEN_DB).map(([, gain]) => gain);
  const usual = gains.toSorted((a, b) => a - b)[gains.length >> 1] ?? -Infinity;
  // Where most of it was taken away that is no measure: nothing is turned down on purpose.
  const silent = gains.filter((gain) => gain < Math.max(usual, 0) - REMOVED_DB);
  const peak = mic.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return [{
    side: "mic",
    reference: "stem",
    soundingSeconds: gains.length * HOP_SECONDS,
    silentSeconds: silent.length * HOP_SECONDS,
    againstDb: usual,
  }, 20 * Math.log10(peak)];
}

function powersDb(samples: Float32Array, hop: number): number[] {
  return Array.from({ length: Math.floor(samples.length / hop) }, (_, i) => {
    const part = samples.subarray(i * hop, (i + 1) * hop);
    return 10 * Math.log10(part.reduce((sum, sample) => sum + sample * sample, 0) / hop);
  });
}
