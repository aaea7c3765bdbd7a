/** Sound that says in which second it was heard, and the seconds that a file holds by that. */
import { WavReader } from "../../../../formats/wav_reader.ts";

/** Of devices, stems and files, Hz: enough to tell one value from another. */
export const RATE_HZ = 2_000;
/** The microphone, and both channels of the computer's side. */
export const FILE_CHANNELS = 3;
/** Values of one channel; the other one counts on. */
const CODES = 1_000;
/** Between two values: 16 steps of 16 bits, so that 23 days stay below full scale. */
const STEP = 16 / 32_768;
/** So much of a second must be there for it to count. */
const MOST_OF_A_SECOND = 0.6 * RATE_HZ;

/** What the microphone hears in a second, and the left channel of the computer's side. */
export function fineSample(second: number): number {
  return (second % CODES + 1) * STEP;
}

/** What the right channel of the computer's side hears. */
export function coarseSample(second: number): number {
  return (Math.floor(second / CODES) + 1) * STEP;
}

/** The seconds that are in a file, each as often as it is there. */
export interface HeardSeconds {
  readonly mic: readonly number[];
  readonly system: readonly number[];
}

/** Reads a file as `JoinedStems` makes it; one that is longer than `CODES` seconds cannot be told. */
export function secondsIn(path: string): HeardSeconds {
  using reader = WavReader.open(path);
  const samples = reader.read(0, reader.info.frames);
  const runs = [0, 1, 2].map((channel) => runsOf(samples, channel));
  const [micRuns = [], fineRuns = [], coarseRuns = []] = runs;
  const system = fineRuns.map(({ code, middle }) => {
    const coarse = coarseRuns.find(({ from, to }) => from <= middle && middle < to);
    if (coarse === undefined) throw new Error(`${path}: one channel is silent at ${middle}`);
    return coarse.code * CODES + code;
  });
  const [first] = system;
  if (first === undefined && micRuns.length > 0) throw new Error(`${path} has one side alone`);
  const mic = micRuns.map(({ code }) => nearest(code, first ?? 0));
  return { mic, system };
}

interface Run {
  readonly code: number;
  readonly from: number;
  readonly to: number;
  readonly middle: number;
}

/** Stretches of one value that are long enough. */
function runsOf(samples: Float32Array, channel: number): Run[] {
  const runs: Run[] = [];
  let [from, code] = [0, -1];
  const frames = samples.length / FILE_CHANNELS;
  for (let frame = 0; frame <= frames; frame++) {
    const value = samples[frame * FILE_CHANNELS + channel] ?? NaN;
    const next = frame === frames ? NaN : Math.round(value / STEP) - 1;
    if (next === code) continue;
    // The coarse channel says the same for many seconds; a run of it is as long as it likes.
    if (code >= 0 && frame - from >= MOST_OF_A_SECOND) {
      runs.push({ code, from, to: frame, middle: (from + frame) / 2 });
    }
    [from, code] = [frame, next];
  }
  return runs;
}

/** The second with this value that is nearest to another. */
function nearest(code: number, second: number): number {
  const rounds = Math.round((second - code) / CODES);
  return rounds * CODES + code;
}
