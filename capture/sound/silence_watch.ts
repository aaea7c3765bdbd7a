/** When a recording is over because nobody speaks any more. */

/** What is left of the silence behind the last speech: the end of a word, and a breath. */
const KEPT_SECONDS = 3;
/** What may be speech, and is not known to be yet, is waited for: so long at most. */
const DOUBT_SECONDS = 10;
/** For so long it is not known. */
const UNKNOWN_SECONDS = 5;

/** How a session stands, in stem frames. */
export interface SilenceMoment {
  /** Up to where everything was heard. */
  readonly heardFrame: number;
  /** Where the last speech of any side ended, as far as it was found. */
  readonly speechFrame: number | undefined;
  /** Where something was heard last that may be speech. */
  readonly doubtFrame: number | undefined;
  readonly isPaused: boolean;
}

/** The end of a recording in which nobody speaks any more. */
export interface SilentEnd {
  /** From here on nobody has spoken, and the file ends; undefined where nobody ever spoke: nothing is cut then. */
  readonly tailFrame: number | undefined;
}

/** Counts how long nobody has spoken, without pauses. */
export class SilenceWatch {
  readonly #rateHz: number;
  readonly #longest: number;
  #speechFrame: number | undefined;
  #heardFrame = 0;
  /** In order. What was taken for speech may turn out to be none, so that one before it counts again. */
  readonly #pauses: { readonly fromFrame: number; toFrame: number }[] = [];
  #isPaused = false;

  /** @param longestSeconds after so much silence the recording is over */
  constructor(rateHz: number, longestSeconds: number) {
    this.#rateHz = rateHz;
    this.#longest = longestSeconds * rateHz;
  }

  /** For how long nobody has spoken, frames, without pauses; 0 in one. */
  get silentFrames(): number {
    const fromFrame = this.#speechFrame ?? 0;
    return this.#isPaused ? 0 : this.#heardFrame - fromFrame - this.#pausedSince(fromFrame);
  }

  /** Looks anew; to be called a few times a second. @returns the end, once it is reached */
  look({ heardFrame, speechFrame, doubtFrame, isPaused }: SilenceMoment): SilentEnd | undefined {
    if (isPaused) this.#pauseUntil(heardFrame);
    this.#heardFrame = Math.max(this.#heardFrame, heardFrame);
    this.#isPaused = isPaused;
    this.#speechFrame = speechFrame;
    const silence = this.silentFrames;
    if (isPaused || silence < this.#longest) return undefined;
    const isUnknown = doubtFrame !== undefined &&
      this.#heardFrame - doubtFrame < UNKNOWN_SECONDS * this.#rateHz;
    if (isUnknown && silence < this.#longest + DOUBT_SECONDS * this.#rateHz) return undefined;
    const tailFrame = this.#speechFrame === undefined
      ? undefined
      : this.#speechFrame + KEPT_SECONDS * this.#rateHz;
    return { tailFrame };
  }

  #pauseUntil(toFrame: number): void {
    const last = this.#pauses.at(-1);
    if (last?.toFrame === this.#heardFrame) last.toFrame = Math.max(last.toFrame, toFrame);
    else if (toFrame > this.#heardFrame) {
      this.#pauses.push({ fromFrame: this.#heardFrame, toFrame });
    }
  }

  #pausedSince(frame: number): number {
    return this.#pauses.reduce((paused, { fromFrame, toFrame }) => {
      return paused + Math.max(0, toFrame - Math.max(frame, fromFrame));
    }, 0);
  }
}
