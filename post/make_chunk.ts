import { type Mp3FramePlace, mp3Frames } from "../formats/mp3_frame.ts";
import { Mp3Tally, type Mp3TallyData } from "../formats/mp3_tally.ts";
import { type ChunkShape, MP3_FRAME_SAMPLES } from "./chunk_shape.ts";
import { encode } from "./encode.ts";
import type { ChunkOrder } from "./post_protocol.ts";
import { Renderer } from "./renderer.ts";
import { withStems } from "./stem_files.ts";
import { writeWhole } from "./write_whole.ts";

/** Programme frames rendered at a time: half a second, so that a chunk costs no memory. */
const BLOCK_FRAMES = 24_000;

/**
 * Makes the file of one chunk: renders it with what must be around it, encodes that, cuts the chunk's own frames out and
 * puts them under the order's path, whole or not at all.
 *
 * A file that is there and has the right number of frames is taken as it is: the path names its contents.
 *
 * @returns what the Info tag must know of the frames
 * @throws what `encode`, the stems' readers and the file system throw
 */
export async function makeChunk(order: ChunkOrder, signal?: AbortSignal): Promise<Mp3TallyData> {
  const { shape, path } = order;
  const found = existingChunk(path, shape.keepMp3Frames);
  if (found) return found;
  const encoded = await withStems(order.stems, (stems) => {
    const renderer = new Renderer(order.job, stems);
    return encode(() => rendered(renderer, shape), {
      ...order.mp3,
      ffmpegPath: order.ffmpegPath,
      ...(signal ? { signal } : {}),
      ...(order.niceness === undefined ? {} : { niceness: order.niceness }),
    });
  });
  const own = cutFrames(encoded, shape.dropMp3Frames, shape.keepMp3Frames);
  const tally = new Mp3Tally();
  tally.push(own);
  writeWhole(path, own);
  return tally.data;
}

/** The shape's samples, block by block. An empty programme is one MP3 frame of silence. */
function* rendered(renderer: Renderer, shape: ChunkShape): Generator<Float32Array> {
  const toFrame = Math.max(
    shape.toFrame,
    shape.fromFrame + (shape.toFrame === 0 ? MP3_FRAME_SAMPLES : 0),
  );
  for (let at = shape.fromFrame; at < toFrame; at += BLOCK_FRAMES) {
    yield renderer.read(at, Math.min(BLOCK_FRAMES, toFrame - at));
  }
}

/**
 * The `keep` frames after the first `drop`.
 *
 * @throws {Deno.errors.InvalidData} when they are not there, or the bytes are not MP3 frames
 */
export function cutFrames(bytes: Uint8Array, drop: number, keep: number): Uint8Array {
  const starts = Array.from(mp3Frames(bytes), (place: Mp3FramePlace) => place.at);
  if (starts.length < drop + keep) {
    throw new Deno.errors.InvalidData(
      `Cannot use the encoder's output: it has ${starts.length} frames, not ${drop + keep}; ` +
        `check that ffmpeg is the one that belongs to confrec`,
    );
  }
  return bytes.subarray(starts[drop] ?? bytes.length, starts[drop + keep] ?? bytes.length);
}

/** The tally of a chunk's file, if there is a whole one: after a power cut it may be empty or torn. */
function existingChunk(path: string, mp3Frames: number): Mp3TallyData | undefined {
  const tally = new Mp3Tally();
  try {
    if (!Deno.lstatSync(path).isFile) return undefined;
    tally.push(Deno.readFileSync(path));
  } catch (error) {
    const expected = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.InvalidData;
    if (!expected) throw error;
    return undefined;
  }
  return tally.frames === mp3Frames ? tally.data : undefined;
}
