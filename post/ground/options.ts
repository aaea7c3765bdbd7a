/** How the tracks become the channels of the file: `split` is microphone left, system right. */
export type ChannelLayout = "mono" | "stereo" | "split";

/** `auto` follows the noise floor, a number is a fixed threshold in dBFS, `off` lets everything through. */
export type GateChoice = "auto" | "off" | number;

/**
 * `peak` brings each track's peaks to its target, `loudness` its loudness by ITU-R BS.1770-4, with the programme's true peak
 * held under a ceiling; `off` leaves levels as recorded.
 */
export type NormalizeChoice = "peak" | "loudness" | "off";

/** Silence that is cut out: none, that at begin and end, or all that is long. */
export type TrimChoice = "off" | "ends" | "all";

/**
 * What the finished programme sounds like. Plain data, so that it can be sent to workers; checked at the edge of the
 * program and trusted here.
 */
export interface ProgrammeOptions {
  /** Frames per second of the stems. */
  readonly rateHz: number;
  /** Frames per second of the finished file: as many, or a whole part of them. */
  readonly fileRateHz: number;
  readonly channels: ChannelLayout;
  /** The gate works on the microphone alone: what others play is never silenced. */
  readonly gate: GateChoice;
  /** By how much the closed gate lowers the microphone, dB; Infinity is silence. */
  readonly gateDepthDb: number;
  /** Take noise out of the microphone's sound; its stem must have 48 kHz. */
  readonly denoise: boolean;
  /** The microphone's sound below this is taken away, Hz; 0 for nothing. */
  readonly highPassHz: number;
  readonly normalize: NormalizeChoice;
  /** Peak normalisation brings each track's loud hops here, and lets nothing above it; dBFS. */
  readonly micPeakDb: number;
  readonly systemPeakDb: number;
  /** Loudness normalisation brings each track here, as it is heard in the programme; LUFS. */
  readonly loudnessLufs: number;
  /** And lets nothing above this, dBTP. */
  readonly truePeakDb: number;
  readonly trim: TrimChoice;
}

/** −7 and −8 dBFS add up to at most −1.5 dBFS: the sum of both tracks cannot clip. */
export const DEFAULT_PROGRAMME_OPTIONS: ProgrammeOptions = Object.freeze({
  rateHz: 48_000,
  fileRateHz: 48_000,
  channels: "stereo",
  gate: "auto",
  gateDepthDb: Infinity,
  denoise: false,
  highPassHz: 80,
  normalize: "peak",
  micPeakDb: -7,
  systemPeakDb: -8,
  loudnessLufs: -16,
  truePeakDb: -1.5,
  trim: "off",
});
