import { join } from "node:path";
import { WavWriter } from "../formats/wav_writer.ts";
import { CONVERSATION_RATE_HZ, makeConversation } from "./conversation.ts";

/**
 * Writes the stems of a conversation: the same minute again and again, a little louder and softer, so that the loudest
 * moment is near the beginning, as in most meetings.
 */
export async function writeBenchStems(
  folder: string,
  minutes: number,
): Promise<{ mic: string; system: string }> {
  const { near, far } = makeConversation(60);
  const both = new Float32Array(far.length * 2);
  for (let i = 0; i < far.length; i++) both.fill(far[i] ?? 0, i * 2, i * 2 + 2);
  const stems = { mic: join(folder, "mic.wav"), system: join(folder, "system.wav") };
  const common = { rateHz: CONVERSATION_RATE_HZ, encoding: "float32" } as const;
  using mic = WavWriter.create(stems.mic, { ...common, channels: 1 });
  using system = WavWriter.create(stems.system, { ...common, channels: 2 });
  for (let minute = 0; minute < minutes; minute++) {
    const gain = minute === 0 ? 1 : 0.6 + 0.35 * Math.abs(Math.sin(minute));
    mic.write(near.map((x) => x * gain));
    system.write(both.map((x) => x * gain));
    await Promise.resolve();
  }
  mic.finish();
  system.finish();
  return stems;
}
