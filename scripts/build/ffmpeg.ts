/** The ffmpeg that is packed. */

/** What is known of the ffmpeg in the build folder. */
export interface Ffmpeg {
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** LAME's version, when it is known. */
  readonly lame: string | undefined;
  /** How it was made and under which licence, for people. */
  readonly notices: string;
}
