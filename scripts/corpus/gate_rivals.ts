// deno-lint-ignore-file no-non-null-assertion -- hops are counted from the lengths of the arrays
/** confrec's gate and three others, all as gains at the beginning of each hop. */
import { join } from "node:path";
import { BandLevel } from "../../dsp/band_level.ts";
import { Leveller } from "../../dsp/leveller.ts";
import { NoiseSuppressor, SUPPRESSOR_DELAY_FRAMES } from "../../dsp/noise_suppressor.ts";
import { soundOf } from "../../post/ground/sound.ts";
import { SOUND_OPTIONS } from "../stage/sound_options.ts";
import { TrackAnalyser } from "../../post/analysis/track_analyser.ts";
import { TrackAnalysis } from "../../post/analysis/track_analysis.ts";
import { CORPUS_HOP_FRAMES, CORPUS_RATE_HZ, hopPower } from "./corpus.ts";
import { withFolder } from "../stage/temporary_folder.ts";

/** What the original opens before a voice and holds after it. */
const BEFORE_HOPS = 20;
const HOLD_HOPS = 60;

/** confrec's own, alone: normalising would level too. */
export function confrecGains(mixture: Float32Array): Float64Array {
  const options = soundOf({ ...SOUND_OPTIONS, normalize: "off" });
  const analyser = new TrackAnalyser({ track: "mic", options });
  const analysis = new TrackAnalysis("mic", CORPUS_RATE_HZ);
  analyser.push(mixture);
  analyser.finish();
  analysis.append(analyser.take());
  return Float64Array.from(analysis.gainCurve(0, mixture.length).gains);
}

/**
 * The original's: loud passages reduced above −19 dBFS, peak to −1 dBFS, then the RMS over 50 ms of the band from 180 to
 * 550 Hz against a fixed threshold of 0.030.
 */
export function originalGains(mixture: Float32Array): Float64Array {
  const hops = Math.floor(mixture.length / CORPUS_HOP_FRAMES);
  const gains = levelledGains(mixture, hops);
  let peak = 0;
  const levelled = mixture.map((sample, i) => {
    const out = sample * (gains[Math.floor(i / CORPUS_HOP_FRAMES)] ?? 1);
    peak = Math.max(peak, Math.abs(out));
    return out;
  });
  const scale = 10 ** (-1 / 20) / peak;
  const band = new BandLevel({
    ...{ rateHz: CORPUS_RATE_HZ, hopFrames: CORPUS_HOP_FRAMES },
    ...{ lowHz: 180, highHz: 550 },
  });
  const powers = new Float64Array(hops + 1);
  band.process(levelled.map((sample) => sample * scale), powers);
  return opened(hops, (hop) => {
    let sum = 0;
    for (let i = Math.max(0, hop - 4); i <= hop; i++) sum += powers[i]! / 5;
    return Math.sqrt(sum) >= 0.03;
  });
}

function levelledGains(mixture: Float32Array, hops: number): Float64Array {
  const leveller = new Leveller({ hopsPerSecond: 100 });
  const told: number[] = [];
  for (let hop = 0; hop < hops; hop++) told.push(leveller.push(hopPower(mixture, hop), -19));
  for (let i = 0; i <= leveller.delayHops; i++) told.push(leveller.flush());
  return Float64Array.from(told.filter((gain) => gain >= 0));
}

/** ffmpeg's `agate` at −40 dBFS after the peak was brought to −1 dBFS, with the same hold as the others. */
export async function agateGains(mixture: Float32Array): Promise<Float64Array> {
  const peak = mixture.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const input = mixture.map((sample) => sample * 10 ** (-1 / 20) / peak);
  const output = await filtered(
    input,
    "agate=threshold=0.01:range=0:ratio=9000:attack=10:release=600:detection=rms",
  );
  const hops = Math.floor(mixture.length / CORPUS_HOP_FRAMES);
  return Float64Array.from({ length: hops }, (_, hop) => {
    return Math.sqrt(hopPower(output, hop) / Math.max(1e-20, hopPower(input, hop)));
  });
}

/** What RNNoise makes of a recording. */
export interface RnnoiseResult {
  /** Its voice probability above one half as a gate. */
  readonly gains: Float64Array;
  /** Cleaned, in step with the input. */
  readonly output: Float32Array;
  /** Milliseconds of processor for a second of sound. */
  readonly msPerSecond: number;
}

/** RNNoise's voice probability as a gate, and its output. */
export function rnnoise(mixture: Float32Array, module: WebAssembly.Module): RnnoiseResult {
  const hops = Math.floor(mixture.length / CORPUS_HOP_FRAMES);
  const suppressor = new NoiseSuppressor(module);
  const delayed = new Float32Array(mixture.length + SUPPRESSOR_DELAY_FRAMES);
  delayed.set(mixture);
  const voice = new Float64Array(hops + 2);
  const start = performance.now();
  for (let hop = 0; hop < hops + 2; hop++) {
    const frame = delayed.subarray(hop * CORPUS_HOP_FRAMES, (hop + 1) * CORPUS_HOP_FRAMES);
    voice[hop] = suppressor.process(frame);
  }
  const msPerSecond = (performance.now() - start) / (delayed.length / CORPUS_RATE_HZ);
  return {
    gains: opened(hops, (hop) => voice[hop + 2]! > 0.5),
    output: delayed.subarray(SUPPRESSOR_DELAY_FRAMES),
    msPerSecond,
  };
}

/** Open from a little before to some time after each hop that is heard. */
function opened(hops: number, isHeard: (hop: number) => boolean): Float64Array {
  const gains = new Float64Array(hops);
  for (let hop = 0; hop < hops; hop++) {
    if (isHeard(hop)) gains.fill(1, Math.max(0, hop - BEFORE_HOPS), hop + HOLD_HOPS + 1);
  }
  return gains;
}

function filtered(samples: Float32Array, filter: string): Promise<Float32Array> {
  return withFolder(async (folder) => {
    const path = join(folder, "samples");
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    await Deno.writeFile(path, bytes);
    const form = ["-f", "f32le", "-ar", `${CORPUS_RATE_HZ}`, "-ac", "1"];
    const { stdout } = await new Deno.Command("ffmpeg", {
      args: ["-v", "error", "-nostdin", ...form, "-i", path, "-af", filter, ...form, "-"],
    }).output();
    return new Float32Array(stdout.buffer, stdout.byteOffset, stdout.byteLength >> 2);
  });
}
