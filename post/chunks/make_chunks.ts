/** Renders, encodes and cuts chunks: the work of a worker. */
import type { HeardPeaks } from "../ground/heard_peaks.ts";
import type { ChunkOrder, ChunkTask, MadeChunk } from "./chunk_order.ts";
import { type Mp3FramePlace, mp3Frames } from "../../formats/mp3_frame.ts";
import { Mp3Tally, type Mp3TallyData } from "../../formats/mp3_tally.ts";
import { MP3_FRAME_SAMPLES } from "./chunk_shape.ts";
import { encode } from "../encode/encode.ts";
import type { MeasuredSound } from "../ground/measured_sound.ts";
import { ProgrammeMeter } from "../render/programme_meter.ts";
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
 * gave to it, and how loud it is, is found by rendering it again, which is a tenth of the work.
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
    if (tally) made.push({ tally, ...await heardIn(order, chunks) });
    else made.push(...await encodeRun(order, chunks, signal));
  }
  return made;
}

/** What each track gives to a chunk that is there, and how loud it is. */
function heardIn(
  order: ChunkOrder,
  chunks: readonly ChunkTask[],
): Promise<{ peaks: HeardPeaks; sound: MeasuredSound }> {
  return withOpenStems(order.stems, (stems) => {
    const renderer = new Renderer(order.job, stems);
    const meter = meterOf(order, chunks);
    for (const _block of metered(rendered(renderer, ...rangeOf(chunks)), meter));
    return { peaks: renderer.peaks, sound: soundAt(meter.finish(), 0) };
  });
}

/** Listens to each chunk's own frames; what is encoded around them belongs to others. */
function meterOf({ mp3: { rateHz, channels } }: ChunkOrder, chunks: readonly ChunkTask[]) {
  const shapes = chunks.map(({ shape }) => shape);
  const first = shapes[0];
  const begin = (first?.fromFrame ?? 0) + (first?.dropMp3Frames ?? 0) * MP3_FRAME_SAMPLES;
  const borders = [begin];
  for (const { keepMp3Frames } of shapes) {
    borders.push((borders.at(-1) ?? 0) + keepMp3Frames * MP3_FRAME_SAMPLES);
  }
  return new ProgrammeMeter({ rateHz, channels, borders, fromFrame: first?.fromFrame ?? 0 });
}

function* metered(
  blocks: Iterable<Float32Array>,
  meter: ProgrammeMeter,
): Generator<Float32Array> {
  for (const block of blocks) {
    meter.push(block);
    yield block;
  }
}

function soundAt(sounds: readonly MeasuredSound[], index: number): MeasuredSound {
  return sounds[index] ?? { fromStep: 0, energies: new Float32Array(), truePeak: 0, peak: 0 };
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
  const { encoded, peaks, sounds } = await withOpenStems(order.stems, async (stems) => {
    const renderer = new Renderer(order.job, stems);
    let meter = meterOf(order, chunks);
    const blocks = () => {
      // Each attempt begins anew.
      meter = meterOf(order, chunks);
      return metered(rendered(renderer, ...rangeOf(chunks)), meter);
    };
    const encoded = await encode(blocks, {
      ...order.mp3,
      ffmpegPath: order.ffmpegPath,
      ...(signal ? { signal } : {}),
      ...(order.niceness === undefined ? {} : { niceness: order.niceness }),
    });
    return { encoded, peaks: renderer.peaks, sounds: meter.finish() };
  });
  const drop = chunks[0]?.shape.dropMp3Frames ?? 0;
  const parts = cutFrames(encoded, drop, chunks.map(({ shape }) => shape.keepMp3Frames));
  return chunks.map(({ path }, i) => {
    const own = parts[i] ?? new Uint8Array();
    const tally = new Mp3Tally();
    tally.push(own);
    writeWhole(path, own);
    return { tally: tally.data, peaks, sound: soundAt(sounds, i) };
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
