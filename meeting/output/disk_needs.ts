/** What a recording takes on the disk. */
import type { OutputFormat } from "../ground/output_file.ts";
import { type PerTrack, STEM_CHANNELS, tracksOf } from "../../capture/ground/tracks.ts";
import type { DiskNeeds } from "./disk_space.ts";
import type { SoundSettings } from "../settings/sound_settings.ts";
import { bytesPerSecond } from "../settings/programme_settings.ts";

/** Bytes of a stem's sample: float32. */
export const SAMPLE_BYTES = 4;

/**
 * Bytes that each second of a recording takes.
 *
 * @param tracks those that are recorded, whatever they are
 */
export function diskNeeds(
  options: SoundSettings,
  format: OutputFormat,
  tracks: PerTrack<unknown>,
): DiskNeeds {
  const recorded = tracksOf(tracks);
  const isChanged = [options.denoise, options.echo !== "off" && tracks.system !== undefined];
  const changed = tracks.mic === undefined ? 0 : isChanged.filter((is) => is).length;
  const channels = recorded.reduce(
    (sum, track) => sum + STEM_CHANNELS[track],
    changed * STEM_CHANNELS.mic,
  );
  return {
    stemsPerSecond: SAMPLE_BYTES * channels * options.rate,
    filePerSecond: bytesPerSecond(options, format),
    growsFile: format === "mp3",
  };
}
