/** From options to what the finished file is to be. */
import { readManifest } from "../ffi/manifest.ts";
import type { Id3Tag } from "../formats/id3.ts";
import { DEFAULT_PROGRAMME_OPTIONS, type ProgrammeOptions } from "../post/options.ts";
import type { ProgrammeForm } from "../post/programme.ts";
import { CommandError } from "./command_error.ts";
import { flagOf, type OptionName, type SoundOptions } from "./options.ts";
import type { OutputFormat } from "./output_path.ts";

/** Options that only one format knows. */
const ONLY_FOR: Readonly<Partial<Record<OptionName, OutputFormat>>> = {
  bitrate: "mp3",
  bits: "wav",
};

/** Rate of every session and file, Hz. */
export const SESSION_RATE_HZ = 48_000;

/** What analysis, plan and render are told. */
export function programmeOptions({ channels, gate, normalize }: SoundOptions): ProgrammeOptions {
  return { ...DEFAULT_PROGRAMME_OPTIONS, rateHz: SESSION_RATE_HZ, channels, gate, normalize };
}

/** What the encoder is told. */
export function formOf({ bitrate, bits }: SoundOptions, format: OutputFormat): ProgrammeForm {
  return format === "wav" ? { type: "wav", bits } : { type: "mp3", rate: { bitrateKbps: bitrate } };
}

/** Bytes of a second of the finished file, without what stands in front of the sound. */
export function bytesPerSecond(options: SoundOptions, format: OutputFormat): number {
  if (format === "mp3") return options.bitrate * 1_000 / 8;
  return SESSION_RATE_HZ * options.bits / 8 * (options.channels === "mono" ? 1 : 2);
}

/**
 * The tag of a file.
 *
 * It has no title: the file's name would be one, and then a file that is made again of the same stems would be another.
 *
 * @param startedAt told in local time
 */
export function id3Of(startedAt: Date): Id3Tag {
  const local = new Date(startedAt.getTime() - startedAt.getTimezoneOffset() * 60_000);
  return {
    recorded: local.toISOString().slice(0, "2026-11-21T09:30:00".length),
    encoder: `confrec ${readManifest().confrec}`,
  };
}

/**
 * Refuses what was asked for and would have no effect.
 *
 * @throws {CommandError} of kind usage
 */
export function checkFormatOptions(given: ReadonlySet<OptionName>, format: OutputFormat): void {
  for (const name of given) {
    const only = ONLY_FOR[name];
    if (only === undefined || only === format) continue;
    throw new CommandError(
      "usage",
      `Cannot use ${flagOf(name)} with a .${format} file: it is for .${only}; leave it out`,
    );
  }
}
