// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Finds the gain and the peak of each hop of a stem, and the level of the track. */
import { StereoFold } from "../ground/stereo_fold.ts";
import { STEM_CHANNELS, type TrackName } from "../../capture/ground/tracks.ts";
import { Biquad, highPass } from "../../dsp/biquad.ts";
import { amplitudeOfDb, dbOfPower } from "../../dsp/decibels.ts";
import { HOP_LIMITER_AFTER } from "../../dsp/hop_limiter.ts";
import { Leveller } from "../../dsp/leveller.ts";
import { type DoubtfulPassage, DoubtfulPassages } from "./doubt/doubtful_passages.ts";
import type { ProgrammeSound } from "../ground/sound.ts";
import { HeardPower } from "./levels/heard_power.ts";
import { HopOutcome, type RecordedHop } from "./levels/hop_outcome.ts";
import { SpeechLevel } from "./levels/speech_level.ts";
import { SpeechEar } from "./voices/speech_ear.ts";
import { VoiceEar } from "./voices/voice_ear.ts";
import { VoiceGate, type VoiceGateOptions } from "./voices/voice_gate.ts";
import { OPEN } from "./voices/voice_turns.ts";
import type { AnalysisUpdate } from "./analysis_update.ts";
import { hopFramesAt } from "./track_analysis.ts";

export interface TrackAnalyserOptions extends Pick<VoiceGateOptions, "aheadSeconds"> {
  track: TrackName;
  options: ProgrammeSound;
}

/**
 * The leveller works above −19 dBFS where speech is as loud as telephony wants it, −26 dBFS, and moves with the speech
 * where it is not: a quiet speaker's cough is reduced as a loud one's.
 */
const LEVELLER_ABOVE_SPEECH_DB = 7;

/** Hops that may wait at once for gate and leveller; more than both delay. */
const WAITING_HOPS = 1_024;

/**
 * Listens to a stem from its first frame to its last, and finds the gain of each hop, its highest sample and the level
 * of the track.
 *
 * The result depends on the samples alone, not on the blocks in which they come. It lags behind them by at most
 * three seconds, since gate, leveller and limiter must look ahead; `finish` catches up.
 */
export class TrackAnalyser {
  readonly #track: TrackName;
  readonly #channels: 1 | 2;
  readonly #hopFrames: number;
  readonly #highPass: Biquad | undefined;
  /** Where the programme makes one channel of the stem's two. */
  readonly #fold: StereoFold | undefined;
  readonly #gate: VoiceGate | undefined;
  /** Where silence is cut, or a threshold silences what is below it: it knows better what is nobody. */
  readonly #ear: VoiceEar | undefined;
  readonly #silences: boolean;
  readonly #closedGain: number = 0;
  readonly #leveller: Leveller | undefined;
  readonly #speech = new SpeechLevel();
  readonly #heardPower: HeardPower | undefined;
  readonly #doubts = new DoubtfulPassages();
  readonly #scratch: Float32Array;
  /** Of the hops that wait, by hop modulo the length. */
  readonly #hopPeaks = new Float64Array(WAITING_HOPS);
  readonly #hopPowers = new Float64Array(WAITING_HOPS);
  readonly #hopHeardPowers = new Float64Array(WAITING_HOPS);
  readonly #gateGains = new Float64Array(WAITING_HOPS);
  #frames = 0;
  #peak = 0;
  #power = 0;
  /** Nothing but zeros in the hop so far, as it was recorded. */
  #isDigitalSilence = true;
  /** Points of the gate's curve that are known. */
  #gatePoints = 0;
  readonly #hop: RecordedHop = { peak: 0, power: 0, heardPower: 0 };
  readonly #outcome: HopOutcome;
  /** What it would be with the gate open, where the gate alone decides what is silent: it may be wrong. */
  readonly #unsilenced: HopOutcome | undefined;
  readonly #talk: SpeechEar;
  #points = 0;
  #takenPoints = 0;
  #finished = false;
  #holdsSound = false;
  #openHops = 0;

  constructor({ track, options, aheadSeconds }: TrackAnalyserOptions) {
    const { rateHz, gate, gateDepth, normalize, highPassHz, channels, trim } = options;
    const isMic = track === "mic";
    this.#track = track;
    this.#channels = STEM_CHANNELS[track];
    this.#hopFrames = hopFramesAt(rateHz);
    const hopsPerSecond = rateHz / this.#hopFrames;
    this.#scratch = new Float32Array(this.#hopFrames * this.#channels);
    if (this.#channels === 2 && channels !== "stereo") this.#fold = new StereoFold(this.#hopFrames);
    if (isMic && highPassHz > 0) this.#highPass = new Biquad(highPass(highPassHz, rateHz));
    if (normalize === "loudness") {
      this.#heardPower = new HeardPower(track, { ...options, hopFrames: this.#hopFrames });
    }
    this.#outcome = new HopOutcome(normalize === "loudness");
    if (isMic && gate === "auto") this.#unsilenced = new HopOutcome(normalize === "loudness");
    this.#silences = isMic && gate !== "off";
    // The level of a voice is measured where it is heard, also when nothing is silenced.
    if (isMic && (gate !== "off" || normalize !== "off")) {
      const threshold = gate === "off" ? "auto" : gate;
      this.#gate = new VoiceGate({ rateHz, hopFrames: this.#hopFrames, threshold, aheadSeconds });
      this.#closedGain = amplitudeOfDb(-gateDepth);
    }
    if (aheadSeconds === undefined && (trim !== "off" || isMic && typeof gate === "number")) {
      this.#ear = new VoiceEar({
        ...{ rateHz, hopFrames: this.#hopFrames, channels: this.#channels },
        onHop: (hop, mayBeSpeech) => {
          const isShut = isMic && gate !== "auto" && this.#gateGains[hop % WAITING_HOPS]! <= OPEN;
          if (this.#silences && isShut && mayBeSpeech) this.#doubts.add(hop);
        },
      });
    }
    this.#talk = new SpeechEar(this.#gate === undefined ? hopsPerSecond : undefined);
    if (isMic && normalize !== "off") this.#leveller = new Leveller({ hopsPerSecond });
  }

  /** Takes the next samples of the stem, interleaved. Samples that are not finite are silence. */
  push(samples: Float32Array): void {
    const channels = this.#channels;
    const total = Math.floor(samples.length / channels);
    for (let at = 0; at < total;) {
      const within = this.#frames % this.#hopFrames;
      const count = Math.min(this.#hopFrames - within, total - at);
      this.#add(samples.subarray(at * channels, (at + count) * channels));
      at += count;
      if (within + count === this.#hopFrames) this.#endHop();
    }
  }

  /** The stem has ended: settles what is left. Nothing may be pushed afterwards. */
  finish(): void {
    const within = this.#frames % this.#hopFrames;
    if (within > 0) {
      const rest = new Float32Array((this.#hopFrames - within) * this.#channels);
      this.#gate?.process(rest);
      this.#ear?.process(rest);
      const one = this.#fold?.add(rest);
      this.#heardPower?.add(one ?? rest);
      this.#endHop();
    }
    if (this.#gate) {
      for (let i = 0; i <= this.#gate.delayHops; i++) this.#gatePoint(this.#gate.flush());
    } else this.#gatePoint(1);
    for (let i = 0; i < (this.#leveller?.delayHops ?? 0); i++) {
      this.#point(this.#leveller!.flush());
    }
    this.#ear?.finish();
    this.#talk.finish();
    this.#outcome.finish();
    this.#unsilenced?.finish();
    this.#doubts.end();
    this.#finished = true;
  }

  /** Passages of the stem that the gate removes and that may be speech, found since the last call. */
  takeDoubts(): readonly DoubtfulPassage[] {
    return this.#doubts.take();
  }

  /** What has settled since the last call; the caller may transfer the buffers of its arrays. */
  take(): AnalysisUpdate {
    const fromHop = this.#takenPoints;
    this.#takenPoints = this.#points;
    const known = Math.min(this.#points - 1, this.#ear?.knownHops ?? Infinity);
    const settledHops = Math.max(0, known - HOP_LIMITER_AFTER);
    return {
      track: this.#track,
      fromHop,
      ...this.#outcome.take(),
      ...(this.#unsilenced ? { unsilenced: this.#unsilenced.take() } : {}),
      folds: this.#fold?.takePoints() ?? [],
      voiceTurns: this.#ear?.takeTurns() ?? [],
      speechTurns: this.#talk.takeTurns(),
      holdsSound: this.#holdsSound,
      openSeconds: this.#openHops / 100,
      removedVoiceSeconds: 0,
      frames: this.#frames,
      settledFrames: this.#finished ? this.#frames : settledHops * this.#hopFrames,
      finished: this.#finished,
    };
  }

  /** Adds samples that lie within one hop. */
  #add(samples: Float32Array): void {
    let heard = samples;
    for (let i = 0; this.#isDigitalSilence && i < samples.length; i++) {
      this.#isDigitalSilence = samples[i] === 0 || !(Math.abs(samples[i]!) < Infinity);
    }
    if (this.#highPass) {
      heard = this.#scratch.subarray(0, samples.length);
      heard.set(samples);
      this.#highPass.process(heard);
    }
    let peak = this.#peak;
    let power = this.#power;
    for (let i = 0; i < heard.length; i++) {
      const size = Math.abs(heard[i]!);
      if (!(size < Infinity)) continue;
      if (size > peak) peak = size;
      power += size * size;
    }
    this.#peak = peak;
    this.#power = power;
    this.#gate?.process(heard);
    this.#ear?.process(heard);
    const one = this.#fold?.add(heard);
    this.#heardPower?.add(one ?? heard);
    this.#frames += samples.length / this.#channels;
  }

  #endHop(): void {
    const hop = Math.ceil(this.#frames / this.#hopFrames) - 1;
    const slot = hop % WAITING_HOPS;
    this.#hopPeaks[slot] = this.#peak;
    this.#hopPowers[slot] = this.#power / (this.#hopFrames * this.#channels);
    this.#hopHeardPowers[slot] = this.#heardPower?.power ?? 0;
    this.#peak = 0;
    this.#power = 0;
    this.#fold?.endHop(hop);
    this.#gatePoint(this.#gate ? this.#gate.endHop(this.#isDigitalSilence) : 1);
    this.#ear?.endHop(this.#isDigitalSilence);
    this.#talk.endHop(this.#isDigitalSilence ? 0 : this.#hopPowers[slot]!);
    this.#holdsSound ||= !this.#isDigitalSilence;
    this.#isDigitalSilence = true;
  }

  /** The gate's gain at the beginning of the next hop is known, unless it is negative. */
  #gatePoint(gain: number): void {
    if (!(gain >= 0)) return;
    const hop = this.#gatePoints++;
    const slot = hop % WAITING_HOPS;
    this.#gateGains[slot] = gain;
    const isHop = hop * this.#hopFrames < this.#frames;
    const power = isHop ? this.#hopPowers[slot]! : 0;
    if (isHop) this.#talk.tell(gain);
    if (gain > OPEN) this.#openHops++;
    else if (this.#silences && isHop && this.#gate?.isDoubtful) this.#doubts.add(hop);
    if (!this.#leveller) {
      this.#point(1);
      return;
    }
    if (gain > OPEN) this.#speech.add(dbOfPower(power));
    const speechDb = this.#speech.db;
    const thresholdDb = speechDb > -Infinity ? speechDb + LEVELLER_ABOVE_SPEECH_DB : Infinity;
    this.#point(this.#leveller.push(power, thresholdDb));
  }

  /** The leveller's gain at the next point of the curve is known, unless it is negative, and so the point is. */
  #point(levelling: number): void {
    if (!(levelling >= 0)) return;
    const point = this.#points++;
    const open = this.#gateGains[point % WAITING_HOPS]!;
    const gating = this.#silences ? this.#closedGain + (1 - this.#closedGain) * open : 1;
    if (point === 0) {
      this.#outcome.begin(gating * levelling);
      this.#unsilenced?.begin(levelling);
      return;
    }
    const slot = (point - 1) % WAITING_HOPS;
    const isVoice = Math.min(open, this.#gateGains[slot]!) > OPEN;
    this.#hop.peak = this.#hopPeaks[slot]!;
    this.#hop.power = this.#hopPowers[slot]!;
    this.#hop.heardPower = this.#hopHeardPowers[slot]!;
    this.#outcome.push(gating * levelling, this.#hop, isVoice);
    this.#unsilenced?.push(levelling, this.#hop, isVoice);
  }
}
