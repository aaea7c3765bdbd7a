/** What tests of the programme's sound share: options, stems in memory, and what is heard in them. */
import type { FrameReader } from "../../post/ground/stem_readers.ts";
import { STEM_CHANNELS, type TrackName } from "../../capture/ground/tracks.ts";
import { TrackAnalyser } from "../../post/analysis/track_analyser.ts";
import { TrackAnalysis } from "../../post/analysis/track_analysis.ts";
import type { ProgrammeOptions } from "../../post/ground/options.ts";
import { type ProgrammeSound, soundOf } from "../../post/ground/sound.ts";
import { SOUND_OPTIONS } from "../../scripts/stage/sound_options.ts";

/** The sound of options with changes, without a high-pass unless one is asked for: samples come out as they went in. */
export function options(changes: Partial<ProgrammeOptions> = {}, highPassHz = 0): ProgrammeSound {
  const { rateHz = SOUND_OPTIONS.rateHz } = changes;
  return { ...soundOf({ ...SOUND_OPTIONS, fileRateHz: rateHz, ...changes }), highPassHz };
}

/** A stem in memory. */
export function readerOf(samples: Float32Array, track: TrackName): FrameReader {
  const channels = STEM_CHANNELS[track];
  return {
    read(from, frames, into) {
      const read = samples.slice(from * channels, (from + frames) * channels);
      if (!into) return read;
      into.set(read);
      return into.subarray(0, read.length);
    },
  };
}

/** The analysis of a whole stem, pushed in pieces of `blockFrames`. */
export function analyse(
  track: TrackName,
  samples: Float32Array,
  choices: ProgrammeSound,
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
