/** The stems of a conversation of any length, for measurements. */
import { join } from "node:path";
import type { WavEncoding } from "../../formats/sample_encoder.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import type { StemFiles } from "./bench_peers.ts";
import { CONVERSATION_RATE_HZ, makeConversation } from "../stage/conversation.ts";

/** How the stems are written. */
export interface BenchStemsOptions {
  /** float32 as in a spool, or smaller. */
  readonly encoding?: WavEncoding;
  /** The last second is by far the loudest. */
  readonly latePeak?: boolean;
}

/** What brings the conversation up to full scale. */
const FULL_SCALE = 4;

/**
 * Writes the stems of a conversation: the same minute again and again, a little louder and softer, so that the loudest
 * moment is near the beginning, as in most meetings.
 */
export async function writeBenchStems(
  folder: string,
  minutes: number,
  { encoding = "float32", latePeak = false }: BenchStemsOptions = {},
): Promise<StemFiles> {
  const { near, far } = makeConversation(60);
  const both = new Float32Array(far.length * 2);
  for (let i = 0; i < far.length; i++) both.fill(far[i] ?? 0, i * 2, i * 2 + 2);
  const stems = { mic: join(folder, "mic.wav"), system: join(folder, "system.wav") };
  const common = { rateHz: CONVERSATION_RATE_HZ, encoding } as const;
  using mic = WavWriter.create(stems.mic, { ...common, channels: 1 });
  using system = WavWriter.create(stems.system, { ...common, channels: 2 });
  for (let minute = 0; minute < minutes; minute++) {
    const gain = minute === 0 ? 1 : 0.6 + 0.35 * Math.abs(Math.sin(minute));
    const louder = latePeak && minute === minutes - 1 ? FULL_SCALE : gain;
    const lastSecond = near.length - CONVERSATION_RATE_HZ;
    mic.write(near.map((x, i) => x * (i < lastSecond ? gain : louder)));
    system.write(both.map((x, i) => x * (i < 2 * lastSecond ? gain : louder)));
    await Promise.resolve();
  }
  mic.finish();
  system.finish();
  return stems;
}
