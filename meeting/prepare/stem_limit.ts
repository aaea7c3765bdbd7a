/** Disks that take no large files: 4 GiB, which FAT allows, is 3.1 hours of a stereo stem. */
import { type PerTrack, STEM_CHANNELS, tracksOf } from "../../capture/ground/tracks.ts";
import { SAMPLE_BYTES } from "../output/disk_needs.ts";
import { fileSize, timeSpan } from "../ground/figures.ts";

/**
 * Says which side of a recording ends before the others, and when.
 *
 * @param folder of the stems
 * @param largestBytes the largest file that it takes; undefined for any
 * @param tracks those that are recorded, whatever they are
 * @returns undefined when none does, by all that is known
 */
export function stemLimit(
  folder: string,
  largestBytes: number | undefined,
  { rate, duration = Infinity }: { readonly rate: number; readonly duration?: number | undefined },
  tracks: PerTrack<unknown>,
): string | undefined {
  if (largestBytes === undefined) return undefined;
  const recorded = tracksOf(tracks);
  const [widest] = recorded.toSorted((a, b) => STEM_CHANNELS[b] - STEM_CHANNELS[a]);
  if (widest === undefined) return undefined;
  const seconds = largestBytes / (SAMPLE_BYTES * STEM_CHANNELS[widest] * rate);
  if (duration <= seconds) return undefined;
  return `The disk of ${folder} takes no file over ${fileSize(largestBytes)}: after ` +
    `${
      timeSpan(seconds)
    } the ${widest} side ends; choose another with --spool for a longer meeting`;
}
