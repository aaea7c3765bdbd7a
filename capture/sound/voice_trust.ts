/** When RNNoise is asked, and what follows from its answers. */

/** Everything is counted in steps, seconds. */
export const STEP_SECONDS = 0.1;

/** A question takes so much sound: the passage, and what comes before it. */
export const PASSAGE_SECONDS = 1;
/** It is heard first, so that the network knows the noise. */
export const RUN_UP_SECONDS = 0.5;
const QUESTION_SECONDS = PASSAGE_SECONDS + RUN_UP_SECONDS;

/**
 * Sound that RNNoise may hear: so much a second, and so much saved up. At 88 ms of a core for each second, that is 0.5 %
 * of a core for as long as it lasts and 1.5 % in the worst minute, for each side.
 */
const REFILL_SECONDS = 0.055;
const MOST_SAVED_SECONDS = 6.4;

/**
 * One answer may be wrong: two that agree count, when they are no further apart. Two passages of notes in that time take
 * one of them back: a piano may sound like a voice now and then, but mostly it does not.
 */
const AGREE_STEPS = 20 / STEP_SECONDS;
const LEAST_AGREEING = 2;
const NOTES_WEIGHT = 0.5;
/** So many others in a row, and what follows is no speech; fewer where it began anew, and was never speech. */
const MOST_NOES = 3;
const MOST_NEW_NOES = 2;
/** Speech that was proven is asked about again after so long, or when it begins anew after a break. */
const AGAIN_STEPS = 40 / STEP_SECONDS;
const BREAK_STEPS = 3 / STEP_SECONDS;
/** Time between two questions or looks for notes, and between two looks in what is speech. */
const LEAST_APART_STEPS = 1 / STEP_SECONDS;
const TRUSTED_LOOK_STEPS = 5 / STEP_SECONDS;

/** Decides from few questions whether what may be speech is. */
export class VoiceTrust {
  #saved = MOST_SAVED_SECONDS;
  #askedStep = -Infinity;
  #lookedStep = -Infinity;
  #answers: { readonly step: number; readonly kind: "voice" | "notes" }[] = [];
  /** In a row, since one that did not say no. */
  #noes = 0;
  #isTrusted = false;
  #isNew = false;
  /** Since the last break no answer was a voice. */
  #isUnproven = false;
  #lastStep = -Infinity;

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
    this.#saved = Math.min(MOST_SAVED_SECONDS, this.#saved + REFILL_SECONDS * STEP_SECONDS);
    if (!mayBeSpeech) return false;
    const isNew = step - this.#lastStep > BREAK_STEPS;
    if (isNew) this.#isNew = this.#isUnproven = true;
    this.#lastStep = step;
    return isNew;
  }

  /** Whether a passage that ends here, and may be speech, should be looked at: it may be notes, or a question. */
  isDue(step: number): boolean {
    if (step - this.#askedStep < LEAST_APART_STEPS) return false;
    const isOpen = !this.#isTrusted || this.#isOpen(step);
    return step - this.#lookedStep >= (isOpen ? LEAST_APART_STEPS : TRUSTED_LOOK_STEPS);
  }

  /** Whether RNNoise is to be asked about it, when it is due and no notes. */
  mayAsk(step: number): boolean {
    if (this.#isTrusted && !this.#isOpen(step)) return false;
    this.#forget(step);
    // Two that agree are needed: a first one that no second can follow says nothing.
    const isSecond = this.#isTrusted
      ? this.#noes > 0
      : this.#answers.some(({ kind }) => kind === "voice");
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
    this.#answers.push({ step, kind: "notes" });
    this.#deny();
  }

  /**
   * Takes in an answer.
   *
   * @param isVoice whether the passage is speech
   * @returns the step from which on all that may be speech is, when that is proven by this answer
   */
  answer(step: number, isVoice: boolean): number | undefined {
    if (!isVoice) {
      this.#deny();
      return undefined;
    }
    this.#noes = 0;
    this.#isUnproven = false;
    this.#answers.push({ step, kind: "voice" });
    this.#forget(step);
    const voices = this.#answers.filter(({ kind }) => kind === "voice");
    const notes = this.#answers.length - voices.length;
    if (!this.#isTrusted && voices.length - NOTES_WEIGHT * notes < LEAST_AGREEING) return undefined;
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
