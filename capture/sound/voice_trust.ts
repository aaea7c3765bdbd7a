/** When RNNoise is asked, and what follows from its answers. */
import type { TrackName } from "../ground/tracks.ts";

/** Everything is counted in steps, seconds. */
export const STEP_SECONDS = 0.1;

/** A question takes so much sound: the passage, and what comes before it. */
export const PASSAGE_SECONDS = 1;
/** It is heard first, so that the network knows the noise. */
export const RUN_UP_SECONDS = 0.3;
const QUESTION_SECONDS = PASSAGE_SECONDS + RUN_UP_SECONDS;

/** Sound that RNNoise may hear, seconds. */
interface Budget {
  /** Each second. */
  readonly refill: number;
  /** What may be saved up. */
  readonly most: number;
}

/**
 * At 88 ms of a core for each second (measured), both together take 0.9 % of a core for as long as that lasts, and 2.6 % in
 * the worst minute. Doors slam where a microphone is.
 */
const BUDGETS: Readonly<Record<TrackName, Budget>> = {
  mic: { refill: 0.07, most: 7 },
  system: { refill: 0.03, most: 5 },
};

/**
 * One answer may be wrong: two that agree count, when they are no further apart, and when both together are sure enough: the
 * sum of their shares of voice. A passage of notes in that time counts against them: a piano may sound like a voice now and
 * then, but mostly it does not.
 */
const AGREE_STEPS = 20 / STEP_SECONDS;
const LEAST_AGREEING = 2;
const LEAST_SHARES = 1.2;
const NOTES_WEIGHT = 0.5;
/** So many others in a row, and what follows is no speech; fewer where it began anew, and was never speech. */
const MOST_NOES = 3;
const MOST_NEW_NOES = 2;
/** Speech that was proven is asked about again after so long, or when it begins anew after a break. */
const AGAIN_STEPS = 40 / STEP_SECONDS;
const BREAK_STEPS = 3 / STEP_SECONDS;
/** What was no speech may go on: the time to the next question is doubled each time, up to this, until there is a break. */
const MOST_APART_STEPS = 4 / STEP_SECONDS;
/** Time between two questions or looks for notes, and between two looks while there is nothing to ask. */
const LEAST_APART_STEPS = 1 / STEP_SECONDS;
const REST_STEPS = 5 / STEP_SECONDS;

/** Decides from few questions whether what may be speech is. */
export class VoiceTrust {
  readonly #budget: Budget;
  #saved: number;
  #askedStep = -Infinity;
  #lookedStep = -Infinity;
  /** Of the last seconds: shares of voice, 0 for notes. */
  #answers: { readonly step: number; readonly share: number }[] = [];
  /** In a row, since one that did not say no. */
  #noes = 0;
  #isTrusted = false;
  #isNew = false;
  /** Since the last break no answer was a voice. */
  #isUnproven = false;
  #lastStep = -Infinity;

  constructor(track: TrackName) {
    this.#budget = BUDGETS[track];
    this.#saved = this.#budget.most;
  }

  /** Whether what may be speech counts as speech. */
  get isTrusted(): boolean {
    return this.#isTrusted;
  }

  /** Whether what has been heard since the last break turned out to be no speech, and was taken for it. */
  get isRefuted(): boolean {
    return this.#isUnproven && !this.#isTrusted;
  }

  /** A step has passed, in which something may be speech, or not. @returns whether that begins anew, after a break */
  pass(step: number, mayBeSpeech: boolean): boolean {
    const { refill, most } = this.#budget;
    this.#saved = Math.min(most, this.#saved + refill * STEP_SECONDS);
    if (!mayBeSpeech) return false;
    const isNew = step - this.#lastStep > BREAK_STEPS;
    if (isNew) this.#isNew = this.#isUnproven = true;
    this.#lastStep = step;
    return isNew;
  }

  /** Whether a passage that ends here, and may be speech, should be looked at: it may be notes, or a question. */
  isDue(step: number): boolean {
    const doubled = LEAST_APART_STEPS * 2 ** Math.max(0, this.#noes - 1);
    const apart = this.#isNew || this.#isTrusted ? LEAST_APART_STEPS : doubled;
    if (step - this.#askedStep < Math.min(MOST_APART_STEPS, apart)) return false;
    const isOpen = !this.#isTrusted || this.#isOpen(step);
    const isSoon = isOpen && this.#canAsk(step);
    return step - this.#lookedStep >= (isSoon ? LEAST_APART_STEPS : REST_STEPS);
  }

  /** Whether RNNoise is to be asked about it, when it is due and no notes. */
  mayAsk(step: number): boolean {
    return !(this.#isTrusted && !this.#isOpen(step)) && this.#canAsk(step);
  }

  #canAsk(step: number): boolean {
    this.#forget(step);
    // Two that agree are needed: a first one that no second can follow says nothing.
    const isSecond = this.#isTrusted
      ? this.#noes > 0
      : this.#answers.some(({ share }) => share > 0);
    return this.#saved >= (isSecond ? 1 : LEAST_AGREEING) * QUESTION_SECONDS;
  }

  /** RNNoise is asked about it. */
  asked(step: number): void {
    this.#saved -= QUESTION_SECONDS;
    this.#askedStep = step;
    this.#isNew = false;
  }

  /** It was looked at: are these notes? */
  looked(step: number, areNotes: boolean): void {
    this.#lookedStep = step;
    if (!areNotes) return;
    this.#answers.push({ step, share: 0 });
    this.#deny();
  }

  /**
   * Takes in an answer.
   *
   * @param share of the voice in the passage; 0 when it is no speech
   * @param heardSeconds what RNNoise heard for that
   * @returns the step from which on all that may be speech is, when that is proven by this answer
   */
  answer(step: number, share: number, heardSeconds: number): number | undefined {
    this.#saved += Math.max(0, QUESTION_SECONDS - heardSeconds);
    if (share === 0) {
      this.#deny();
      return undefined;
    }
    this.#noes = 0;
    this.#isUnproven = false;
    this.#answers.push({ step, share });
    this.#forget(step);
    const voices = this.#answers.filter((one) => one.share > 0);
    const notes = this.#answers.length - voices.length;
    const shares = voices.reduce((sum, one) => sum + one.share, 0) - NOTES_WEIGHT * notes;
    const isSure = voices.length >= LEAST_AGREEING && shares >= LEAST_SHARES;
    if (!this.#isTrusted && !isSure) return undefined;
    this.#isTrusted = true;
    return voices[0]?.step;
  }

  #isOpen(step: number): boolean {
    return this.#noes > 0 || this.#isNew || step - this.#askedStep >= AGAIN_STEPS;
  }

  #deny(): void {
    const most = this.#isUnproven ? MOST_NEW_NOES : MOST_NOES;
    if (++this.#noes >= most) this.#isTrusted = false;
  }

  #forget(step: number): void {
    this.#answers = this.#answers.filter((one) => step - one.step <= AGREE_STEPS);
  }
}
