/** Sounds that tests play to the program. */
import { WavWriter } from "../../formats/wav_writer.ts";

/** Writes one channel at 48 kHz, its parts one after the other; returns the path. */
export function writeSound(path: string, ...parts: readonly Float32Array[]): string {
  using writer = WavWriter.create(path, { rateHz: 48_000, channels: 1, encoding: "pcm16" });
  for (const part of parts) writer.write(part);
  writer.finish();
  return path;
}

/** Ends players, also those that have played all that they had. */
export async function stopAll(players: readonly Deno.ChildProcess[]): Promise<void> {
  for (const player of players) {
    try {
      player.kill("SIGKILL");
    } catch {
      // It has ended.
    }
  }
  await Promise.all(players.map(({ status }) => status));
}
