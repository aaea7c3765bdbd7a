/** Writes the programme as a WAV file: the work of a worker. */
import type { HeardPeaks } from "../ground/heard_peaks.ts";
import type { WavOrder } from "./wav_order.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import type { MeasuredSound } from "../ground/measured_sound.ts";
import { ProgrammeMeter } from "./programme_meter.ts";
import { Renderer } from "./renderer.ts";
import type { OrderContext } from "../workers/serve_worker.ts";
import { withOpenStems } from "../ground/open_stems.ts";

/** What was written. */
export interface WrittenWav {
  readonly frames: number;
  readonly peaks: HeardPeaks;
  readonly sounds: readonly MeasuredSound[];
}

/** Programme frames rendered and written at a time: about a second. */
const BLOCK_FRAMES = 48_000;
/** Blocks between two reports of progress. */
const BLOCKS_PER_REPORT = 60;

/**
 * Writes the programme as a WAV file, block by block: memory does not grow with its length.
 *
 * A file that is there is replaced. The worker stays able to hear that it is cancelled.
 *
 * @returns how much was written, and what each track gave to it
 * @throws {DOMException} `AbortError` when cancelled; what the stems' readers and the file system throw
 */
export async function writeWav(order: WavOrder, context: OrderContext): Promise<WrittenWav> {
  const { job } = order;
  return await withOpenStems(order.stems, async (stems) => {
    const renderer = new Renderer(job, stems);
    using writer = WavWriter.create(order.path, {
      rateHz: job.rateHz,
      channels: job.channels,
      encoding: order.bits === 16 ? "pcm16" : "pcm24",
      origin: order.origin,
      overwrite: true,
    });
    const { rateHz, channels, fromFrame, toFrame } = job;
    const meter = new ProgrammeMeter({
      ...{ rateHz, channels, fromFrame },
      borders: [fromFrame, toFrame],
    });
    let blocks = 0;
    for (let at = job.fromFrame; at < job.toFrame; at += BLOCK_FRAMES) {
      const block = renderer.read(at, Math.min(BLOCK_FRAMES, job.toFrame - at));
      meter.push(block);
      writer.write(block);
      if (++blocks % BLOCKS_PER_REPORT !== 0) continue;
      context.progress(writer.frames);
      await new Promise((resolve) => setTimeout(resolve, 0));
      context.signal.throwIfAborted();
    }
    writer.finish();
    return { frames: writer.frames, peaks: renderer.peaks, sounds: meter.finish() };
  });
}
