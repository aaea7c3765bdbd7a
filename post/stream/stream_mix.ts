/** Both sides as they are heard while they are recorded: the worker's part. */
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import type { GainCurve } from "../ground/gain_curve.ts";
import type { ProgrammeSound } from "../ground/sound.ts";
import type { FrameReader } from "../ground/stem_readers.ts";
import { stemSpan } from "../plan/stem_span.ts";
import { Renderer } from "../render/renderer.ts";
import type { RenderSound } from "../render/render_job.ts";
import type { StreamOrder, StreamPiece } from "./stream_order.ts";
import { StreamTrack } from "./stream_track.ts";

/** Programme frames rendered at a time, at most: with what surrounds them they lie in what a track remembers. */
const BLOCK_SECONDS = 2;

/**
 * The mix of a recording that goes on: the same gate, leveller and limiter as in the file, and gains that follow what was
 * heard so far (`SlowGain`), since nobody knows what is to come. Nothing is cut: a pause is silence.
 */
export class StreamMix implements Disposable {
  readonly #sound: ProgrammeSound;
  readonly #render: RenderSound;
  readonly #tracks: Partial<Record<TrackName, StreamTrack>> = {};
  /** Stem frames of a block's unit: a hop, which is whole at both rates. */
  readonly #unit: number;
  #atFrame = 0;

  constructor({ sound, rnnoiseUrl, tracks }: StreamOrder) {
    const { rateHz: stemRateHz, fileRateHz: rateHz, channels: layout, highPassHz } = sound;
    this.#sound = sound;
    this.#unit = Math.round(stemRateHz / 100);
    this.#render = {
      ...{ rateHz, stemRateHz, layout, highPassHz },
      channels: layout === "mono" ? 1 : 2,
      truePeakDb: sound.normalize === "loudness" ? sound.truePeakDb : Infinity,
    };
    for (const track of TRACK_NAMES) {
      if (tracks[track]) this.#tracks[track] = new StreamTrack(track, sound, rnnoiseUrl);
    }
  }

  /** Hears what an order says, and gives what is known by now of the programme. */
  goOn({ tracks, toFrame, finish, isWanted }: StreamOrder): StreamPiece {
    const all = Object.values(this.#tracks);
    for (const name of TRACK_NAMES) this.#tracks[name]?.setPlaces(tracks[name] ?? []);
    const endFrame = finish ? Math.max(0, ...all.map((track) => track.endFrame)) : toFrame;
    // In steps that the tracks can remember, however much there is.
    const step = BLOCK_SECONDS * this.#sound.rateHz;
    const pieces: Float32Array[] = [];
    const fromFrame = this.#inProgramme(this.#atFrame);
    for (let heard = this.#atFrame; heard < endFrame || finish;) {
      heard = Math.min(heard + step, endFrame);
      for (const track of all) track.hear(heard);
      const isLast = finish && heard >= endFrame;
      if (isLast) { for (const track of all) track.finish(); }
      const piece = this.#next(isLast ? endFrame : this.#settledFrame(), isWanted);
      if (piece) pieces.push(piece);
      if (heard >= endFrame) break;
    }
    return {
      fromFrame,
      toFrame: this.#inProgramme(this.#atFrame),
      samples: joined(pieces),
      isLacking: all.some((track) => track.isLacking),
    };
  }

  [Symbol.dispose](): void {
    for (const track of Object.values(this.#tracks)) track[Symbol.dispose]();
  }

  #inProgramme(stemFrame: number): number {
    return Math.ceil(stemFrame * this.#render.rateHz / this.#render.stemRateHz);
  }

  /** Up to where all of them are settled, and what rendering looks at behind it. */
  #settledFrame(): number {
    const settled = Math.min(...Object.values(this.#tracks).map((track) => track.settledFrames));
    const { to: ahead } = stemSpan(this.#render, 0, 0);
    const whole = Math.floor((settled - ahead) / this.#unit) * this.#unit;
    return Math.max(this.#atFrame, whole);
  }

  #next(toStemFrame: number, isWanted: boolean): Float32Array | undefined {
    const fromFrame = this.#inProgramme(this.#atFrame);
    const toFrame = this.#inProgramme(toStemFrame);
    this.#atFrame = toStemFrame;
    if (!isWanted || toFrame <= fromFrame) return undefined;
    const span = stemSpan(this.#render, fromFrame, toFrame);
    const stemFrame = Math.max(0, Math.floor(span.from / this.#unit) * this.#unit);
    const endFrame = Math.ceil(span.to / this.#unit) * this.#unit;
    const curves: Partial<Record<TrackName, GainCurve>> = {};
    const readers: Partial<Record<TrackName, FrameReader>> = {};
    for (const name of TRACK_NAMES) {
      const track = this.#tracks[name];
      if (!track) continue;
      curves[name] = track.curve(stemFrame, endFrame);
      readers[name] = track.reader;
    }
    const piece = { atFrame: stemFrame, stemFrame, frames: endFrame - stemFrame, curves };
    const job = { ...this.#render, fromFrame, toFrame, pieces: [piece] };
    return new Renderer(job, readers).read(fromFrame, toFrame - fromFrame).slice();
  }
}

function joined(pieces: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const samples = new Float32Array(length);
  let at = 0;
  for (const piece of pieces) {
    samples.set(piece, at);
    at += piece.length;
  }
  return samples;
}
