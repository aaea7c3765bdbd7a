/** Where a chunk begins and ends, and what is encoded around it. */

/** Samples of each channel in an MP3 frame of MPEG-1 layer III (ISO/IEC 11172-3). */
export const MP3_FRAME_SAMPLES = 1_152;

/** MP3 frames of a chunk: 24 s at 48 kHz. */
export const CHUNK_MP3_FRAMES = 1_000;

/** Fewest MP3 frames that the encoder must have heard before it is where a whole-file encode would be. */
const PRE_ROLL_MP3_FRAMES = 100;

/**
 * At 44.1 kHz a frame of constant bit rate is a whole number of bytes only on average: 144 × bit rate / rate is a multiple of
 * 1/49 byte for every bit rate there is, so the pattern of padded frames repeats after 49. An encode that begins at a
 * multiple of 49 pads the same frames as one of the whole file. At 48 and 32 kHz there is no padding.
 */
const PADDING_CYCLE_44100 = 49;

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

/** Chunks of a programme of `frames` samples; one even if it is empty. */
export function chunkCountOf(frames: number, chunkMp3Frames = CHUNK_MP3_FRAMES): number {
  return Math.max(1, Math.ceil(frames / (chunkMp3Frames * MP3_FRAME_SAMPLES)));
}

/**
 * The shape of chunk `index` of a programme that has, or will have, at least its `toFrame` frames.
 *
 * @param frames length of the programme so far
 * @param final that is all: the last chunk keeps the frames that flush the encoder
 * @returns undefined while the chunk, or the one MP3 frame after it, is not there yet
 */
export function chunkShape(
  index: number,
  frames: number,
  final: boolean,
  rateHz: number,
  chunkMp3Frames = CHUNK_MP3_FRAMES,
): ChunkShape | undefined {
  const first = index * chunkMp3Frames;
  const end = first + chunkMp3Frames;
  const cycle = rateHz === 44_100 ? PADDING_CYCLE_44100 : 1;
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
  const last = chunkCountOf(frames, chunkMp3Frames) - 1;
  if (index > last) return undefined;
  const keepMp3Frames = index === last ? mp3FrameCount(frames) - first : chunkMp3Frames;
  return { ...shape, keepMp3Frames };
}
