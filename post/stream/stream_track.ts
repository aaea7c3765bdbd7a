/** One side of what is heard while it is recorded: its stem, its analysis, its gain. */
import { STEM_CHANNELS, type TrackName } from "../../capture/ground/tracks.ts";
import { HOP_LIMITER_AFTER } from "../../dsp/hop_limiter.ts";
import { SecondOpinion } from "../analysis/doubt/second_opinion.ts";
import { VoiceJudge } from "../analysis/doubt/voice_judge.ts";
import { isMuchSpeech } from "../analysis/gate_opening.ts";
import { TrackAnalyser } from "../analysis/track_analyser.ts";
import { hopFramesAt, TrackAnalysis } from "../analysis/track_analysis.ts";
import type { GainCurve } from "../ground/gain_curve.ts";
import type { ProgrammeSound } from "../ground/sound.ts";
import type { FrameReader } from "../ground/stem_readers.ts";
import { aimOf, MAX_BOOST_DB } from "../plan/plan.ts";
import { SampleRing } from "./sample_ring.ts";
import { SlowGain } from "./slow_gain.ts";
import { type StemPlace, StemTail } from "./stem_tail.ts";

/** More than analysis, limiter and filters look back, and as much as a second opinion hears of a passage. */
const REMEMBERED_SECONDS = 10;
/** Frames read at a time. */
const BLOCK_FRAMES = 24_000;
/** The gate sees so much of what comes: less than in the file, of which nobody waits for the next second. */
const AHEAD_SECONDS = 0.8;
/** A gate that is opened late is opened for so much of what was heard last. */
const AGAIN_SECONDS = 4;

/** Listens to a side as it grows, and says how loud each moment of it is to be. */
export class StreamTrack implements Disposable {
  readonly #track: TrackName;
  readonly #sound: ProgrammeSound;
  readonly #tail: StemTail;
  readonly #ring: SampleRing;
  readonly #block: Float32Array;
  readonly #hopFrames: number;
  readonly #gain: SlowGain;
  readonly #doubts: SecondOpinion;
  #analyser: TrackAnalyser;
  #analysis: TrackAnalysis;
  /** The hop of the recording at which the analysis begins. */
  #firstHop = 0;
  #isGateOpen: boolean;
  #isLacking = false;
  /** The curve ends with this gain so far, so that the next piece of it begins there. */
  #lastGain: { readonly hop: number; readonly gain: number } | undefined;

  /** @param rnnoiseUrl see `AnalysisClientOptions` */
  constructor(track: TrackName, sound: ProgrammeSound, rnnoiseUrl?: string) {
    const { rateHz } = sound;
    this.#track = track;
    this.#sound = sound;
    this.#tail = new StemTail(track);
    this.#ring = new SampleRing(STEM_CHANNELS[track], REMEMBERED_SECONDS * rateHz);
    this.#block = new Float32Array(BLOCK_FRAMES * STEM_CHANNELS[track]);
    this.#hopFrames = hopFramesAt(rateHz);
    this.#gain = new SlowGain(rateHz / this.#hopFrames);
    const judge = new VoiceJudge(rateHz, rnnoiseUrl);
    this.#doubts = new SecondOpinion(judge, { rateHz, hopFrames: this.#hopFrames });
    this.#isGateOpen = track !== "mic" || sound.gate === "off";
    this.#analyser = new TrackAnalyser({ track, options: sound, aheadSeconds: AHEAD_SECONDS });
    this.#analysis = new TrackAnalysis(track, rateHz, { isBrief: true });
  }

  /** What was heard last, to be rendered. */
  get reader(): FrameReader {
    return this.#ring;
  }

  /** The gains of all before this frame are known, and what must be known behind it. */
  get settledFrames(): number {
    return this.#firstHop * this.#hopFrames + this.#analysis.settledFrames;
  }

  /** The file holds sound of this side that is not heard here: it came too late, or the gate had taken it before. */
  get isLacking(): boolean {
    return this.#isLacking;
  }

  /** The end of what is written; a frame of the recording. */
  get endFrame(): number {
    return this.#tail.endFrame;
  }

  /** Where its sound is. */
  setPlaces(places: readonly StemPlace[]): void {
    this.#tail.setPlaces(places);
  }

  /** Hears all up to a frame; where there is nothing yet, that is silence, for ever. */
  hear(toFrame: number): void {
    const channels = STEM_CHANNELS[this.#track];
    while (this.#ring.frames < toFrame) {
      const count = Math.min(BLOCK_FRAMES, toFrame - this.#ring.frames);
      const samples = this.#block.subarray(0, count * channels);
      this.#tail.read(this.#ring.frames, samples);
      this.#ring.push(samples);
      this.#analyse(samples);
    }
    this.#learn();
    this.#isLacking ||= this.#tail.hasComeLate(false);
    if (!this.#isGateOpen && this.#removesSpeech) this.#openGate();
  }

  /** Nothing follows. */
  finish(): void {
    this.#isLacking ||= this.#tail.hasComeLate(true);
    this.#analyser.finish();
    this.#learn();
  }

  /** The gains over frames of the recording, which are settled; a call goes on where the one before has ended. */
  curve(fromFrame: number, toFrame: number): GainCurve {
    const aim = aimOf(this.#track, this.#sound);
    const first = this.#firstHop * this.#hopFrames;
    const curve = this.#analysis.gainCurve(fromFrame - first, toFrame - first, {
      gainDb: 0,
      ceilingDb: aim?.ceilingDb ?? Infinity,
      gainDbAtHop: (hop) => this.#gain.at(hop + this.#firstHop),
    });
    const fromHop = curve.fromHop + this.#firstHop;
    if (this.#lastGain?.hop === fromHop) curve.gains[0] = this.#lastGain.gain;
    const last = curve.gains.length - 1;
    this.#lastGain = { hop: fromHop + last, gain: curve.gains[last] ?? 0 };
    return { ...curve, fromHop };
  }

  [Symbol.dispose](): void {
    this.#tail[Symbol.dispose]();
  }

  #analyse(samples: Float32Array): void {
    this.#analyser.push(samples);
    const first = this.#firstHop * this.#hopFrames;
    for (const passage of this.#analyser.takeDoubts()) {
      this.#doubts.ask(passage, (from, frames) => this.#ring.read(first + from, frames));
    }
  }

  /** Takes in what the analysis has found, and moves the gain on. */
  #learn(): void {
    this.#analysis.append(this.#analyser.take());
    const { levelDb } = this.#analysis;
    const aim = aimOf(this.#track, this.#sound);
    const targetDb = aim === undefined || levelDb === -Infinity
      ? undefined
      : Math.min(MAX_BOOST_DB, aim.targetDb - levelDb);
    const settledHops = Math.floor(this.settledFrames / this.#hopFrames);
    this.#gain.goTo(settledHops + HOP_LIMITER_AFTER, targetDb, (hop) => {
      return this.#analysis.hopPeakDb(hop - this.#firstHop) > -Infinity;
    });
  }

  get #removesSpeech(): boolean {
    if (this.#sound.gate !== "auto") return false;
    return isMuchSpeech(this.#doubts.voiceSeconds, this.#analysis.openSeconds);
  }

  /** The gate takes what it must not: from a moment ago on all is heard. The gain goes on where it is. */
  #openGate(): void {
    this.#isGateOpen = this.#isLacking = true;
    const { rateHz } = this.#sound;
    const again = Math.max(0, this.#ring.frames - AGAIN_SECONDS * rateHz);
    this.#firstHop = Math.ceil(again / this.#hopFrames);
    const options = { ...this.#sound, gate: "off" } as const;
    const track = this.#track;
    this.#analyser = new TrackAnalyser({ track, options, aheadSeconds: AHEAD_SECONDS });
    this.#analysis = new TrackAnalysis(track, rateHz, { isBrief: true });
    const from = this.#firstHop * this.#hopFrames;
    this.#analyser.push(this.#ring.read(from, this.#ring.frames - from));
    this.#learn();
  }
}
