/** What names all settings on which the bytes of a chunk depend. */
import type { ProgrammeSound } from "../ground/sound.ts";

/**
 * The settings as text: two that differ give other chunks.
 *
 * @param rate of the encoder, as plain data
 * @param ffmpegPath the path of an embedded one holds its SHA-256
 */
export function settingsKey(rate: unknown, ffmpegPath: string, sound: ProgrammeSound): string {
  return JSON.stringify([
    "confrec chunk 4",
    Object.entries(sound).sort(([one], [other]) => one < other ? -1 : 1),
    rate,
    ffmpegPath,
  ]);
}
