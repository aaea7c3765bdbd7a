/** What is known of speech in a track, as plain data. */

/** So much speech within 10 s is somebody who speaks, seconds. */
export const ENOUGH_SPEECH_SECONDS = 3;

/** What a `SpeechCheck` has found. */
export interface SpeechFacts {
  /** Speech in the last 10 s, seconds. */
  readonly recentSeconds: number;
  /**
   * Where the first of that begins, stem frames; none without any. As long as somebody speaks, where that began, up to 20 s
   * ago: who looks late sees it, too.
   */
  readonly recentFrame?: number;
  /** Where the last speech that was ever found ends, stem frames; none without any. */
  readonly lastFrame?: number;
  /** Where something was heard last that may be speech, stem frames. */
  readonly doubtFrame?: number;
}
