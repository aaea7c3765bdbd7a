/** How much speech there is in passages that are to be removed, from as many of them as there is time to hear. */
import type { DoubtfulPassage } from "./doubtful_passages.ts";
import { RUN_UP_SECONDS, type VoiceJudge } from "./voice_judge.ts";

/** RNNoise is asked about this much sound at first, and about this part of all: it takes a tenth of the sound's time. */
const FIRST_ASKED_SECONDS = 10;
const ASKED_PART = 0.02;
/** Less speech than this is none: nobody is sure of so little. */
const LEAST_VOICE_SECONDS = 0.5;

/** Reads a stem with one channel: from this frame on, so many. */
export type ReadStem = (fromFrame: number, frames: number) => Float32Array;

/** What was found in the passages of one kind. Which of them are heard depends on the passages alone. */
export class SecondOpinion {
  readonly #judge: Pick<VoiceJudge, "voiceSeconds">;
  readonly #rateHz: number;
  readonly #hopFrames: number;
  /** Of the passages in doubt, of those that were asked about, and of those with what came before each. */
  #doubtfulSeconds = 0;
  #askedSeconds = 0;
  #heardSeconds = 0;
  #voiceSeconds = 0;

  /** @param format of the stem, and the frames of the hops that passages are counted in */
  constructor(
    judge: Pick<VoiceJudge, "voiceSeconds">,
    format: { rateHz: number; hopFrames: number },
  ) {
    this.#judge = judge;
    this.#rateHz = format.rateHz;
    this.#hopFrames = format.hopFrames;
  }

  /** In all that was in doubt there is as much speech as in what was asked about; seconds. */
  get voiceSeconds(): number {
    if (this.#voiceSeconds < LEAST_VOICE_SECONDS) return 0;
    return this.#voiceSeconds * this.#doubtfulSeconds / this.#askedSeconds;
  }

  /** Whatever is asked about later, it will be so much at least: what was heard; seconds. */
  get leastVoiceSeconds(): number {
    return this.#voiceSeconds;
  }

  /** Counts a passage, later than all before, and asks whether somebody speaks in it, as long as there is time for that. */
  ask({ fromHop, toHop }: DoubtfulPassage, read: ReadStem): void {
    const seconds = (toHop - fromHop) * this.#hopFrames / this.#rateHz;
    this.#doubtfulSeconds += seconds;
    const before = toHop * this.#hopFrames / this.#rateHz;
    const mostSeconds = FIRST_ASKED_SECONDS + ASKED_PART * before;
    if (this.#heardSeconds + RUN_UP_SECONDS + seconds > mostSeconds) return;
    this.#heardSeconds += RUN_UP_SECONDS + seconds;
    this.#askedSeconds += seconds;
    const fromFrame = fromHop * this.#hopFrames;
    const firstFrame = Math.max(0, fromFrame - RUN_UP_SECONDS * this.#rateHz);
    const samples = read(firstFrame, toHop * this.#hopFrames - firstFrame);
    this.#voiceSeconds += this.#judge.voiceSeconds(samples, fromFrame - firstFrame);
  }
}
