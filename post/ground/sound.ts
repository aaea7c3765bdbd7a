/** All that decides on a programme's sound: what was chosen, what follows from it, and what never changes. */
import type { ChannelLayout, NormalizeChoice, ProgrammeOptions } from "./options.ts";

/** Below this there is no speech, only rumble, steps on the floor, hands on the table and hum. */
const HIGH_PASS_HZ = 80;

/** −7 and −8 dBFS add up to at most −1.5 dBFS: the sum of both tracks cannot clip. */
const MIC_PEAK_DB = -7;
const SYSTEM_PEAK_DB = -8;

/** Half a decibel below the −1 dBTP of EBU R 128: an MP3 comes out of its decoder a little higher than it went in. */
const TRUE_PEAK_DB = -1.5;

/** Streaming services' loudness, which is 3 LU lower where a track is heard on one channel. */
const LOUDNESS_LUFS: Readonly<Record<ChannelLayout, number>> = {
  stereo: -16,
  mono: -19,
  split: -19,
};

/** What analysis and plan go by. Plain data, so that it can be sent to workers and be part of a chunk's name. */
export interface ProgrammeSound extends ProgrammeOptions {
  readonly normalize: Exclude<NormalizeChoice, number>;
  /** The microphone's sound below this is taken away, Hz; 0 for nothing. */
  readonly highPassHz: number;
  /** Peak normalisation brings each track's loud hops here, and lets nothing above it; dBFS. */
  readonly micPeakDb: number;
  readonly systemPeakDb: number;
  /** Loudness normalisation brings each track here, as it is heard in the programme; LUFS. */
  readonly loudnessLufs: number;
  /** And lets nothing above this, dBTP. */
  readonly truePeakDb: number;
}

/** The sound that these options mean. */
export function soundOf(options: ProgrammeOptions): ProgrammeSound {
  const { channels, normalize } = options;
  const isLufs = typeof normalize === "number";
  return {
    ...options,
    normalize: isLufs ? "loudness" : normalize,
    highPassHz: HIGH_PASS_HZ,
    micPeakDb: MIC_PEAK_DB,
    systemPeakDb: SYSTEM_PEAK_DB,
    loudnessLufs: isLufs ? normalize : LOUDNESS_LUFS[channels],
    truePeakDb: TRUE_PEAK_DB,
  };
}
