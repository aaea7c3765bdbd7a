/** What tests of the programme's sound share: options, stems in memory, and what is heard in them. */
import type { FrameReader } from "../../post/ground/stem_readers.ts";
import { STEM_CHANNELS, type TrackName } from "../../capture/ground/tracks.ts";
import { TrackAnalyser } from "../../post/analysis/track_analyser.ts";
import { TrackAnalysis } from "../../post/analysis/track_analysis.ts";
import { DEFAULT_PROGRAMME_OPTIONS, type ProgrammeOptions } from "../../post/ground/options.ts";

/** Options as by default but for the high-pass, so that samples come out as they went in; with changes. */
export function options(changes: Partial<ProgrammeOptions> = {}): ProgrammeOptions {
  const { rateHz = DEFAULT_PROGRAMME_OPTIONS.rateHz } = changes;
  return { ...DEFAULT_PROGRAMME_OPTIONS, fileRateHz: rateHz, highPassHz: 0, ...changes };
}

/** A stem in memory. */
export function readerOf(samples: Float32Array, track: TrackName): FrameReader {
  const channels = STEM_CHANNELS[track];
  return {
    read: (from, frames) => samples.slice(from * channels, (from + frames) * channels),
  };
}

/** The analysis of a whole stem, pushed in pieces of `blockFrames`. */
export function analyse(
  track: TrackName,
  samples: Float32Array,
  choices: ProgrammeOptions,
  blockFrames = samples.length,
): TrackAnalysis {
  const analyser = new TrackAnalyser({ track, options: choices });
  const analysis = new TrackAnalysis(track, choices.rateHz);
  const block = Math.max(1, blockFrames) * STEM_CHANNELS[track];
  for (let at = 0; at < samples.length; at += block) {
    analyser.push(samples.subarray(at, at + block));
    analysis.append(analyser.take());
  }
  analyser.finish();
  analysis.append(analyser.take());
  return analysis;
}
