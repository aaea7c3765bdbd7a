// deno-lint-ignore-file no-non-null-assertion -- slots are taken modulo the arrays' length
/** Finds speech in a track while it is recorded, and little else: no music, no keys, no doors, no fans. */
import { BandLevel } from "../../dsp/band_level.ts";
import { dbOfPower } from "../../dsp/decibels.ts";
import { LevelWindow } from "../../dsp/level_window.ts";
import { Periodicity } from "../../dsp/periodicity.ts";
import { pitchSteadiness } from "../../dsp/pitch_steadiness.ts";
import { loadSuppressor } from "../ground/load_suppressor.ts";
import { STEM_CHANNELS, type TrackName } from "../ground/tracks.ts";
import type { SpeechFacts } from "./speech_facts.ts";
import { RECENT_STEPS, SpokenSteps } from "./spoken_steps.ts";
import { unroll } from "./unroll.ts";
import { VoiceQuestion } from "./voice_question.ts";
import { PASSAGE_SECONDS, RUN_UP_SECONDS, STEP_SECONDS, VoiceTrust } from "./voice_trust.ts";

const HOP_SECONDS = 0.01;
const STEP_HOPS = Math.round(STEP_SECONDS / HOP_SECONDS);

/** The band in which the gate listens, too: the vowels of all voices. */
const VOICE_LOW_HZ = 200;
const VOICE_HIGH_HZ = 1_500;

/** The noise is what one hop in ten of the last seconds stays below; a vowel stands above it, and repeats itself. */
const FLOOR_SECONDS = 10;
const FLOOR_PART = 0.1;
const ABOVE_FLOOR_DB = 6;
/** What is quieter is digital silence, or what filters still ring with in it, dBFS. */
const LEAST_DB = -100;
const PERIODIC = 0.65;

/** A passage is worth a question when there are vowels in so many of its steps. */
const PASSAGE_STEPS = Math.round(PASSAGE_SECONDS / STEP_SECONDS);
const LEAST_VOWEL_STEPS = 3;
/**
 * Where the pitch stays for a greater part of the time, it is an instrument's. Where it stays for a part of it, a voice may
 * be in front of one, and RNNoise must be surer.
 */
const STEADY_NOTES = 0.6;
const STEADY_PARTLY = 0.2;
/** In this part of the vowels RNNoise must hear a voice. */
const SPEECH_SHARE = 0.4;
/** In this one where it must be surer. */
const SURE_SHARE = 0.75;
/** Between two vowels of one word, or of two in a row. */
const MOST_CONSONANT_STEPS = Math.round(0.4 / STEP_SECONDS);
/** What was said so long before a passage that is speech belongs to it. */
const BEFORE_STEPS = Math.round(3 / STEP_SECONDS);
/** RNNoise hears twice as fast as time passes: an answer takes a second. */
const QUESTION_FRAMES_PER_HOP = 2;

/** What a check is made for. */
export interface SpeechCheckOptions {
  /** Of the stem, Hz. */
  readonly rateHz: number;
  readonly track: TrackName;
  /**
   * URL of RNNoise's WebAssembly, loaded when something may be speech; where it cannot be had, all that may be speech
   * counts as speech.
   */
  readonly rnnoiseUrl: string;
  /** Frames that the stem has already. */
  readonly fromFrame?: number;
}

/**
 * Listens to a stem for speech.
 *
 * Vowels are looked for in every hop, which costs little: they stand out of the noise and repeat themselves. So do notes,
 * whose pitch stays while that of a voice glides, and much else; so RNNoise is asked about some of the passages that have
 * vowels (see `VoiceTrust`). The same samples give the same facts, in whatever blocks they come.
 */
export class SpeechCheck {
  readonly #options: SpeechCheckOptions;
  readonly #channels: number;
  readonly #hopFrames: number;
  readonly #hop: Float32Array;
  readonly #band: BandLevel;
  readonly #bandPower = new Float64Array(2);
  readonly #floor = new LevelWindow(Math.round(FLOOR_SECONDS / HOP_SECONDS));
  readonly #periodicity: Periodicity;
  readonly #trust: VoiceTrust;
  /** The last seconds, mono, by hop modulo its length. */
  readonly #heard: Float32Array;
  /** The same in the band of the voice. */
  readonly #voiceBand: Float64Array;
  readonly #heardHops = Math.round((PASSAGE_SECONDS + RUN_UP_SECONDS) / HOP_SECONDS);
  /** Whether there are vowels in the last steps, by step modulo the length. */
  readonly #vowels = new Uint8Array(RECENT_STEPS);
  readonly #spoken = new SpokenSteps();
  #question: VoiceQuestion | undefined;
  #isLoaded = false;
  #askedStep = 0;
  #leastShare = SPEECH_SHARE;
  #filled = 0;
  #hops = 0;
  #firstFrame: number;
  #hasVowel = false;
  #floorDb = -Infinity;
  /** The last step that is speech, and that has vowels; −1 for none. */
  #lastStep = -1;
  #vowelStep = -1;
  /** The last step that was speech before the last break. */
  #breakStep = -1;

  constructor(options: SpeechCheckOptions) {
    const { rateHz, fromFrame = 0 } = options;
    this.#options = options;
    this.#channels = STEM_CHANNELS[options.track];
    this.#trust = new VoiceTrust(options.track);
    this.#firstFrame = fromFrame;
    this.#hopFrames = Math.round(rateHz * HOP_SECONDS);
    this.#hop = new Float32Array(this.#hopFrames);
    this.#heard = new Float32Array(this.#heardHops * this.#hopFrames);
    this.#band = new BandLevel({
      ...{ rateHz, hopFrames: this.#hopFrames, lowHz: VOICE_LOW_HZ, highHz: VOICE_HIGH_HZ },
    });
    const { bandRateHz, band } = this.#band;
    this.#voiceBand = new Float64Array(this.#heardHops * band.length);
    this.#periodicity = new Periodicity({ rateHz: bandRateHz, hopFrames: band.length });
  }

  /** What is known at this moment. */
  get facts(): SpeechFacts {
    const { seconds, firstStep } = this.#spoken.look(this.#step);
    return {
      recentSeconds: seconds,
      ...(firstStep === undefined ? {} : { recentFrame: this.#frameOf(firstStep) }),
      ...(this.#vowelStep < 0 ? {} : { doubtFrame: this.#frameOf(this.#vowelStep + 1) }),
      ...(this.#lastStep < 0 ? {} : { lastFrame: this.#frameOf(this.#lastStep + 1) }),
    };
  }

  /** Takes the stem's next frames, interleaved. A sample that is not finite is silence. */
  process(samples: Float32Array): void {
    const channels = this.#channels;
    for (let i = 0; i < samples.length; i += channels) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) sum += samples[i + channel]!;
      this.#hop[this.#filled++] = sum - sum === 0 ? sum / channels : 0;
      if (this.#filled === this.#hopFrames) this.#endHop();
    }
  }

  /** The same for silence, perhaps of hours. */
  silence(frames: number): void {
    const most = Math.round(2 * FLOOR_SECONDS * this.#options.rateHz);
    this.process(new Float32Array(Math.min(frames, most) * this.#channels));
    // Nothing is remembered for longer; only time has passed.
    const rest = Math.max(0, frames - most);
    const stepFrames = STEP_HOPS * this.#hopFrames;
    this.#hops += Math.floor(rest / stepFrames) * STEP_HOPS;
    this.process(new Float32Array((rest % stepFrames) * this.#channels));
  }

  get #step(): number {
    return Math.floor(this.#hops / STEP_HOPS);
  }

  #frameOf(step: number): number {
    return this.#firstFrame + step * STEP_HOPS * this.#hopFrames;
  }

  #endHop(): void {
    this.#filled = 0;
    this.#heard.set(this.#hop, (this.#hops % this.#heardHops) * this.#hopFrames);
    this.#band.process(this.#hop, this.#bandPower);
    this.#periodicity.push(this.#band.band);
    this.#voiceBand.set(
      this.#band.band,
      (this.#hops % this.#heardHops) * this.#band.band.length,
    );
    const levelDb = dbOfPower(this.#bandPower[0]!);
    this.#floor.push(levelDb);
    const isAbove = levelDb >= Math.max(LEAST_DB, this.#floorDb + ABOVE_FLOOR_DB);
    // Worked out at every second hop: it is most of the work, and vowels are longer.
    const isAsked = isAbove && !this.#hasVowel && this.#hops % 2 === 0;
    if (isAsked && this.#periodicity.value >= PERIODIC) this.#hasVowel = true;
    this.#hops++;
    this.#hearQuestion();
    if (this.#hops % STEP_HOPS !== 0) return;
    this.#endStep();
    this.#spoken.endStep(this.#step);
  }

  #endStep(): void {
    const step = this.#step - 1;
    this.#floorDb = this.#floor.percentilesDb(FLOOR_PART, 1)[0];
    this.#vowels[step % RECENT_STEPS] = this.#hasVowel ? 1 : 0;
    this.#spoken.set(step, false);
    if (this.#trust.pass(step, this.#hasVowel)) this.#breakStep = this.#lastStep;
    if (this.#hasVowel) this.#vowelStep = step;
    if (this.#hasVowel && (this.#trust.isTrusted || this.#isUnasked)) this.#speak(step, step);
    this.#hasVowel = false;
    if (!this.#isWorthAsking(step) || !this.#trust.isDue(step)) return;
    const steadiness = this.#steadiness();
    this.#trust.looked(step, steadiness > STEADY_NOTES);
    this.#takeBack();
    if (steadiness > STEADY_NOTES || !this.#trust.mayAsk(step)) return;
    this.#leastShare = steadiness > STEADY_PARTLY ? SURE_SHARE : SPEECH_SHARE;
    this.#ask(step);
  }

  /** RNNoise cannot be asked. */
  get #isUnasked(): boolean {
    return this.#isLoaded && this.#question === undefined;
  }

  #isWorthAsking(step: number): boolean {
    if (this.#question?.isOpen === true || this.#isUnasked) return false;
    if (this.#hops < this.#heardHops) return false;
    let steps = 0;
    for (let back = 0; back < PASSAGE_STEPS; back++) {
      steps += this.#vowels[(step - back) % RECENT_STEPS]!;
    }
    return steps >= LEAST_VOWEL_STEPS;
  }

  #ask(step: number): void {
    if (!this.#isLoaded) {
      this.#isLoaded = true;
      const { rnnoiseUrl, rateHz } = this.#options;
      try {
        this.#question = new VoiceQuestion(loadSuppressor(rnnoiseUrl), rateHz);
      } catch {
        // A recording is not given up for that.
      }
    }
    if (this.#question === undefined) return;
    this.#askedStep = step;
    this.#trust.asked(step);
    const samples = new Float32Array(this.#heard.length);
    unroll(this.#heard, samples, this.#hops % this.#heardHops, this.#hopFrames);
    const isAsked = Array.from({ length: this.#heardHops }, (_, hop) => {
      const back = Math.floor((this.#heardHops - 1 - hop) / STEP_HOPS);
      return back < PASSAGE_STEPS && this.#vowels[(step - back) % RECENT_STEPS] === 1;
    });
    this.#question.ask(samples, isAsked);
  }

  /** Of what was heard last. */
  #steadiness(): number {
    const { band, bandRateHz } = this.#band;
    const samples = new Float64Array(this.#voiceBand.length);
    unroll(this.#voiceBand, samples, this.#hops % this.#heardHops, band.length);
    return pitchSteadiness(samples, bandRateHz) ?? 0;
  }

  #hearQuestion(): void {
    for (let i = 0; i < QUESTION_FRAMES_PER_HOP; i++) {
      const share = this.#question?.hear();
      if (share === undefined) continue;
      const { heardSeconds = 0 } = this.#question ?? {};
      const voice = share >= this.#leastShare ? share : 0;
      const proven = this.#trust.answer(this.#askedStep, voice, heardSeconds);
      const firstStep = (proven ?? Infinity) - PASSAGE_STEPS - BEFORE_STEPS;
      this.#speak(firstStep, this.#step - 1);
      this.#takeBack();
    }
  }

  /** What came since the last break is no speech after all. */
  #takeBack(): void {
    if (!this.#trust.isRefuted || this.#isUnasked) return;
    for (let step = this.#lastStep; step > Math.max(0, this.#breakStep); step--) {
      this.#spoken.set(step, false);
    }
    this.#lastStep = Math.min(this.#lastStep, this.#breakStep);
  }

  /** What has vowels from one step to another, both included, is speech, with what is short between them. */
  #speak(firstStep: number, lastStep: number): void {
    let vowelStep = -Infinity;
    const first = Math.max(0, firstStep - MOST_CONSONANT_STEPS, lastStep - RECENT_STEPS + 1);
    for (let step = first; step <= lastStep; step++) {
      if (this.#vowels[step % RECENT_STEPS] === 0) continue;
      if (step >= firstStep) {
        const isNear = step - vowelStep <= MOST_CONSONANT_STEPS;
        for (let between = isNear ? vowelStep : step; between <= step; between++) {
          this.#spoken.set(between, true);
        }
        this.#lastStep = Math.max(this.#lastStep, step);
      }
      vowelStep = step;
    }
  }
}
