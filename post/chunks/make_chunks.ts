/** Renders, encodes and cuts chunks: the work of a worker. */
import type { HeardPeaks } from "../ground/heard_peaks.ts";
import type { ChunkOrder, ChunkTask, MadeChunk } from "./chunk_order.ts";
import { type Mp3FramePlace, mp3Frames } from "../../formats/mp3_frame.ts";
import { Mp3Tally, type Mp3TallyData } from "../../formats/mp3_tally.ts";
import { MP3_FRAME_SAMPLES } from "./chunk_shape.ts";
import { encode } from "../encode/encode.ts";
import { Renderer } from "../render/renderer.ts";
import { withOpenStems } from "../ground/open_stems.ts";
import { writeWhole } from "./write_whole.ts";

/** Programme frames rendered at a time: half a second, so that a chunk costs no memory. */
const BLOCK_FRAMES = 24_000;

/**
 * Makes the files of chunks that follow one another: renders them with what must be around them, encodes that in one go,
 * cuts each chunk's own frames out and puts them under its path, whole or not at all.
 *
 * A file that is there and has the right number of frames is taken as it is: the path names its contents. What each track
 * gave to it is found by rendering it again, which is a tenth of the work.
 *
 * @throws what `encode`, the stems' readers and the file system throw
 */
export async function makeChunks(order: ChunkOrder, signal?: AbortSignal): Promise<MadeChunk[]> {
  const tallies = order.chunks.map(({ path, shape }) => existingChunk(path, shape.keepMp3Frames));
  const made: MadeChunk[] = [];
  for (let from = 0; from < tallies.length; from = made.length) {
    const tally = tallies[from];
    let to = from + 1;
    while (!tally && to < tallies.length && !tallies[to]) to++;
    const chunks = order.chunks.slice(from, to);
    if (tally) made.push({ tally, peaks: await peaksOf(order, chunks) });
    else made.push(...await encodeRun(order, chunks, signal));
  }
  return made;
}

/** What each track gives to chunks that are there. */
function peaksOf(order: ChunkOrder, chunks: readonly ChunkTask[]): Promise<HeardPeaks> {
  return withOpenStems(order.stems, (stems) => {
    const renderer = new Renderer(order.job, stems);
    for (const _block of rendered(renderer, ...rangeOf(chunks)));
    return renderer.peaks;
  });
}

/** The frames that chunks are encoded from. */
function rangeOf(chunks: readonly ChunkTask[]): [number, number] {
  return [chunks[0]?.shape.fromFrame ?? 0, chunks.at(-1)?.shape.toFrame ?? 0];
}

/** Encodes chunks that follow one another, and writes their files. */
async function encodeRun(
  order: ChunkOrder,
  chunks: readonly ChunkTask[],
  signal: AbortSignal | undefined,
): Promise<MadeChunk[]> {
  const { encoded, peaks } = await withOpenStems(order.stems, async (stems) => {
    const renderer = new Renderer(order.job, stems);
    const encoded = await encode(() => rendered(renderer, ...rangeOf(chunks)), {
      ...order.mp3,
      ffmpegPath: order.ffmpegPath,
      ...(signal ? { signal } : {}),
      ...(order.niceness === undefined ? {} : { niceness: order.niceness }),
    });
    return { encoded, peaks: renderer.peaks };
  });
  const drop = chunks[0]?.shape.dropMp3Frames ?? 0;
  const parts = cutFrames(encoded, drop, chunks.map(({ shape }) => shape.keepMp3Frames));
  return chunks.map(({ path }, i) => {
    const own = parts[i] ?? new Uint8Array();
    const tally = new Mp3Tally();
    tally.push(own);
    writeWhole(path, own);
    return { tally: tally.data, peaks };
  });
}

/** Samples of the programme, block by block. An empty programme is one MP3 frame of silence. */
function* rendered(
  renderer: Renderer,
  fromFrame: number,
  toFrame: number,
): Generator<Float32Array> {
  const endFrame = toFrame === 0 ? MP3_FRAME_SAMPLES : toFrame;
  for (let at = fromFrame; at < endFrame; at += BLOCK_FRAMES) {
    yield renderer.read(at, Math.min(BLOCK_FRAMES, endFrame - at));
  }
}

/**
 * The frames after the first `drop`, in parts of `keeps` frames each.
 *
 * @throws {Deno.errors.InvalidData} when they are not there, or the bytes are not MP3 frames
 */
export function cutFrames(bytes: Uint8Array, drop: number, keeps: readonly number[]): Uint8Array[] {
  const starts = Array.from(mp3Frames(bytes), (place: Mp3FramePlace) => place.at);
  const needed = keeps.reduce((sum, keep) => sum + keep, drop);
  if (starts.length < needed) {
    throw new Deno.errors.InvalidData(
      `Cannot use the encoder's output: it has ${starts.length} frames, not ${needed}; ` +
        `check that ffmpeg is the one that belongs to confrec`,
    );
  }
  let at = drop;
  return keeps.map((keep) => {
    const [from, to] = [starts[at], starts[at += keep]];
    return bytes.subarray(from ?? bytes.length, to ?? bytes.length);
  });
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
