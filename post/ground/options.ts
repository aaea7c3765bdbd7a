/** What can be chosen of a programme's sound. */

/** How the tracks become the channels of the file: `split` is microphone left, system right. */
export type ChannelLayout = "mono" | "stereo" | "split";

/** `auto` follows the noise floor, a number is a fixed threshold in dBFS, `off` lets everything through. */
export type GateChoice = "auto" | "off" | number;

/**
 * `peak` brings each track's peaks to its target; `loudness`, or a number of LUFS, its loudness by ITU-R BS.1770-4, with the
 * programme's true peak kept under a ceiling; `off` leaves levels as recorded.
 */
export type NormalizeChoice = "peak" | "loudness" | "off" | number;

/** Silence that is cut out: none, that at the beginning and the end, or all that is long. */
export type TrimChoice = "off" | "ends" | "all";

/** `auto` takes the call out of the microphone where it is heard there; `off` leaves it. */
export type EchoChoice = "auto" | "off";

/**
 * What the finished programme is to sound like, under the names and with the values of the command line's options. Plain
 * data, checked at the edge of the program and trusted here; defaults stand in meeting/settings/sound_settings.ts.
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
  readonly gateDepth: number;
  /** Whether what the loudspeakers play is taken out of the microphone's sound. */
  readonly echo: EchoChoice;
  /** Take noise out of the microphone's sound; its stem must have 48 kHz. */
  readonly denoise: boolean;
  readonly normalize: NormalizeChoice;
  readonly trim: TrimChoice;
  /** What was off the record is silence in the programme, instead of cut out. */
  readonly keepPauses: boolean;
}
