/** Which of the last steps are speech, and where what is being said began. */
import { ENOUGH_SPEECH_SECONDS } from "./speech_facts.ts";
import { STEP_SECONDS } from "./voice_trust.ts";

/** What is looked back on. */
export const RECENT_STEPS = Math.round(10 / STEP_SECONDS);
/** Where somebody began to speak is remembered for so long. */
const BEGUN_STEPS = Math.round(20 / STEP_SECONDS);

/** Speech by steps, those of the last 10 s; what is older is forgotten. */
export class SpokenSteps {
  /** By step modulo its length. */
  readonly #spoken = new Uint8Array(RECENT_STEPS);
  #begunStep: number | undefined;

  /** A step that is one of the last is speech, or is none. */
  set(step: number, isSpeech: boolean): void {
    this.#spoken[step % RECENT_STEPS] = isSpeech ? 1 : 0;
  }

  /** The step before `now` has ended: to be called after each. */
  endStep(now: number): void {
    const { seconds, first } = this.#recent(now);
    this.#begunStep = seconds < ENOUGH_SPEECH_SECONDS ? undefined : this.#begunStep ?? first;
  }

  /** Speech among the steps before `now`, seconds; where the first of it begins, or what is being said as long as it is enough. */
  look(now: number): { readonly seconds: number; readonly firstStep: number | undefined } {
    const { seconds, first } = this.#recent(now);
    const begun = seconds < ENOUGH_SPEECH_SECONDS ? undefined : this.#begunStep;
    return { seconds, firstStep: begun === undefined ? first : Math.max(begun, now - BEGUN_STEPS) };
  }

  #recent(now: number): { readonly seconds: number; readonly first: number | undefined } {
    let steps = 0;
    let first: number | undefined;
    for (let step = Math.max(0, now - RECENT_STEPS); step < now; step++) {
      if (this.#spoken[step % RECENT_STEPS] === 0) continue;
      steps++;
      first ??= step;
    }
    return { seconds: steps * STEP_SECONDS, first };
  }
}
