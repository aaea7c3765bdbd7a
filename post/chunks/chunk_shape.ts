/** Where a chunk begins and ends, and what is encoded around it. */
import type { FileSpan } from "../ground/part_place.ts";
import { DECODER_DELAY, ENCODER_DELAY } from "../../formats/mp3_info_tag.ts";

/** Samples of each channel in an MP3 frame of MPEG-1 layer III (ISO/IEC 11172-3). */
export const MP3_FRAME_SAMPLES = 1_152;

/** MP3 frames of a chunk: 24 s at 48 kHz. */
export const CHUNK_MP3_FRAMES = 1_000;

/** Fewest MP3 frames that the encoder must have heard before it is where a whole-file encode would be. */
export const PRE_ROLL_MP3_FRAMES = 100;

/**
 * At 44.1 kHz a frame of constant bit rate is a whole number of bytes only on average: 144 × bit rate / rate is a multiple of
 * 1/49 byte for every bit rate there is, so the pattern of padded frames repeats after 49. An encode that begins at a
 * multiple of 49 pads the same frames as one of the whole file. At 48 and 32 kHz there is no padding.
 */
const PADDING_CYCLE_44100 = 49;

/** MP3 frames after which the pattern of padded ones begins again. */
export function paddingCycle(rateHz: number): number {
  return rateHz === 44_100 ? PADDING_CYCLE_44100 : 1;
}

/** What must be rendered and encoded to get the MP3 frames of one chunk. Plain data. */
export interface ChunkShape {
  readonly index: number;
  /** Programme frames to encode: pre-roll, the chunk, and one MP3 frame after it; `toFrame` is excluded. */
  readonly fromFrame: number;
  readonly toFrame: number;
  /** MP3 frames of the pre-roll, to be dropped from the front. */
  readonly dropMp3Frames: number;
  /** MP3 frames to keep after those; what comes behind is dropped. */
  readonly keepMp3Frames: number;
}

/**
 * MP3 frames of a whole programme: what LAME makes of `frames` samples and its delays. An empty one has as many as one of
 * a single sample: decoders look for a second frame before they believe the first.
 */
export function mp3FrameCount(frames: number): number {
  return Math.ceil(Math.max(1, frames) / MP3_FRAME_SAMPLES) + 1;
}

/** MP3 frames of an encode of the whole programme; `to` is excluded. */
export interface Mp3Range {
  readonly from: number;
  readonly to: number;
}

/** What a decoder puts out before the first sample of the programme: the encoder's delay, and its own. */
const CODEC_DELAY = ENCODER_DELAY + DECODER_DELAY;

/**
 * The MP3 frames that a file needs: all of the programme's, or of a part of it those that its samples come out of, and one
 * before them. A decoder that begins with that one has, where the part begins, in its memory what it would have had.
 *
 * @param frames of the whole programme, in which the span lies
 */
export function mp3RangeOf({ fromFrame, toFrame }: FileSpan, frames: number): Mp3Range {
  const first = Math.floor((fromFrame + CODEC_DELAY) / MP3_FRAME_SAMPLES) - 1;
  const end = Math.ceil((toFrame + CODEC_DELAY) / MP3_FRAME_SAMPLES);
  return { from: Math.max(0, first), to: toFrame < frames ? end : mp3FrameCount(frames) };
}

/** What a decoder shall leave out at the beginning of such a file beside its own delay, as the info tag says it. */
export function delayIn({ from }: Mp3Range, { fromFrame }: FileSpan): number {
  return ENCODER_DELAY + fromFrame - from * MP3_FRAME_SAMPLES;
}

/** Chunks of so many MP3 frames; the last may have one more, which flushes the encoder. */
export function chunkCountOf({ from, to }: Mp3Range, chunkMp3Frames = CHUNK_MP3_FRAMES): number {
  return Math.max(1, Math.ceil((to - from - 1) / chunkMp3Frames));
}

/** What of a programme decides on its chunks; a plan has it. */
export interface ChunkedProgramme {
  /** Length of the programme so far. */
  readonly frames: number;
  /** That is all: the last chunk keeps the frames that flush the encoder. */
  readonly final: boolean;
  readonly rateHz: number;
  /** By default all of it. */
  readonly file?: FileSpan;
}

/**
 * The shape of chunk `index` of a programme that has, or will have, at least its `toFrame` frames.
 *
 * @returns undefined while the chunk, or the one MP3 frame after it, is not there yet
 */
export function chunkShape(
  index: number,
  { frames, final, rateHz, file = { fromFrame: 0, toFrame: frames } }: ChunkedProgramme,
  chunkMp3Frames = CHUNK_MP3_FRAMES,
): ChunkShape | undefined {
  const range = mp3RangeOf(file, frames);
  const first = range.from + index * chunkMp3Frames;
  const end = first + chunkMp3Frames;
  const cycle = paddingCycle(rateHz);
  const earliest = Math.max(0, first - PRE_ROLL_MP3_FRAMES);
  const start = Math.floor(earliest / cycle) * cycle;
  const wantedFrame = (end + 1) * MP3_FRAME_SAMPLES;
  const shape = {
    index,
    fromFrame: start * MP3_FRAME_SAMPLES,
    toFrame: Math.min(wantedFrame, frames),
    dropMp3Frames: first - start,
  };
  if (!final) return frames < wantedFrame ? undefined : { ...shape, keepMp3Frames: chunkMp3Frames };
  const last = chunkCountOf(range, chunkMp3Frames) - 1;
  if (index > last) return undefined;
  if (index < last) return { ...shape, keepMp3Frames: chunkMp3Frames };
  const keepMp3Frames = range.to - first;
  return { ...shape, keepMp3Frames, toFrame: Math.min((range.to + 1) * MP3_FRAME_SAMPLES, frames) };
}
