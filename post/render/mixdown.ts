/** Adds the tracks up, each with its gain. */
import type { StemReaders } from "../ground/stem_readers.ts";
import { type HeardPeaks } from "../ground/heard_peaks.ts";
import type { GainCurve } from "../ground/gain_curve.ts";
import { STEM_CHANNELS, TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { raisedCosine } from "../../dsp/fade.ts";
import { HighPassedStem } from "./high_passed_stem.ts";
import { FOLDING_MIXERS, MIXERS } from "./mixers.ts";
import type { ProgrammeSource } from "./programme_limiter.ts";
import type { Fade } from "./programme_pieces.ts";
import type { Piece, RenderJob } from "./render_job.ts";

/** Adds the tracks of a render job up: the programme before anything is done to it as a whole. */
export class Mixdown implements ProgrammeSource {
  readonly #job: RenderJob;
  readonly #readers: StemReaders;
  #input = new Float32Array(0);
  readonly #peaks: Partial<Record<TrackName, number>> = {};

  constructor(job: RenderJob, readers: StemReaders) {
    this.#job = job;
    const { mic } = readers;
    const { highPassHz, stemRateHz } = job;
    this.#readers = mic && highPassHz > 0
      ? { ...readers, mic: new HighPassedStem(mic, highPassHz, stemRateHz) }
      : readers;
  }

  /** Of all that was read so far. */
  get peaks(): HeardPeaks {
    return this.#peaks;
  }

  /** Writes frames of the programme at the stems' rate, from `fromFrame` on, to `output`: silence outside the job's pieces. */
  read(fromFrame: number, output: Float32Array): void {
    output.fill(0);
    const endFrame = fromFrame + output.length / this.#job.channels;
    for (const piece of this.#job.pieces) {
      const from = Math.max(fromFrame, piece.atFrame);
      const to = Math.min(endFrame, piece.atFrame + piece.frames);
      if (to <= from) continue;
      const { channels } = this.#job;
      const samples = output.subarray(
        (from - fromFrame) * channels,
        (to - fromFrame) * channels,
      );
      for (const track of TRACK_NAMES) this.#addTrack(track, piece, from, to, samples);
    }
  }

  #addTrack(
    track: TrackName,
    piece: Piece,
    fromFrame: number,
    toFrame: number,
    samples: Float32Array,
  ): void {
    const reader = this.#readers[track];
    const curve = piece.curves[track];
    if (!reader || !curve) return;
    const channels = STEM_CHANNELS[track];
    const stemFrame = piece.stemFrame + fromFrame - piece.atFrame;
    const stemEnd = stemFrame + toFrame - fromFrame;
    if (isShut(curve, stemFrame, stemEnd)) return;
    const wanted = (stemEnd - stemFrame) * channels;
    if (this.#input.length < wanted) this.#input = new Float32Array(wanted);
    const input = reader.read(stemFrame, stemEnd - stemFrame, this.#input.subarray(0, wanted));
    const end = Math.min(stemEnd, stemFrame + Math.floor(input.length / channels));
    if (piece.fade) applyFade(piece.fade, fromFrame - piece.atFrame, input, channels);
    const mix = MIXERS[this.#job.layout][track];
    const { fold } = curve;
    const mixFolded = fold && FOLDING_MIXERS[this.#job.layout];
    let peak = this.#peaks[track] ?? 0;
    let at = stemFrame;
    while (at < end) {
      const hop = Math.floor(at / curve.hopFrames);
      const hopFrame = hop * curve.hopFrames;
      const count = Math.min(hopFrame + curve.hopFrames, end) - at;
      const gain = curve.gains[hop - curve.fromHop] ?? 0;
      const next = curve.gains[hop + 1 - curve.fromHop] ?? gain;
      if (gain !== 0 || next !== 0) {
        const slope = (next - gain) / curve.hopFrames;
        const args = [input, at - stemFrame, samples, at - stemFrame, count] as const;
        const line = [gain, slope, at - hopFrame, peak] as const;
        if (fold && mixFolded) {
          const [left, leftSlope] = lineAt(fold.left, hop - curve.fromHop, curve.hopFrames);
          const [right, rightSlope] = lineAt(fold.right, hop - curve.fromHop, curve.hopFrames);
          peak = mixFolded(...args, ...line, left, leftSlope, right, rightSlope);
        } else peak = mix(...args, ...line);
      }
      at += count;
    }
    this.#peaks[track] = peak;
  }
}

/** A curve's value at the begin of a hop, and what each frame of it adds. */
function lineAt(values: Float32Array, hop: number, hopFrames: number): [number, number] {
  const value = values[hop] ?? 0;
  return [value, ((values[hop + 1] ?? value) - value) / hopFrames];
}

/** Nothing of the track can be heard from `fromFrame` to `toFrame`, so that it need not be read. */
function isShut(curve: GainCurve, fromFrame: number, toFrame: number): boolean {
  const first = Math.floor(fromFrame / curve.hopFrames) - curve.fromHop;
  const last = Math.ceil(toFrame / curve.hopFrames) - curve.fromHop;
  for (let i = first; i <= last; i++) if (curve.gains[i] !== 0) return false;
  return true;
}

/** Fades samples that begin so many frames after their piece. */
function applyFade(fade: Fade, frame: number, samples: Float32Array, channels: number): void {
  const first = fade.doneFrames + frame;
  if (first >= fade.frames) return;
  const gains = raisedCosine(fade.frames);
  const count = Math.min(samples.length, (fade.frames - first) * channels);
  for (let i = 0; i < count; i++) {
    const at = first + Math.floor(i / channels);
    samples[i] = (samples[i] ?? 0) *
      (gains[fade.direction === "in" ? at : fade.frames - 1 - at] ?? 0);
  }
}
