/** From settings to what the finished file is to be. */
import { builtUrl, LIGHTLY_PACKED } from "../../ffi/bundle/manifest.ts";
import { SUPPRESSOR_RATE_HZ } from "../../dsp/noise_suppressor.ts";
import type { ProgrammeOptions } from "../../post/ground/options.ts";
import type { ProgrammeForm } from "../../post/programme.ts";
import { UserError } from "../ground/user_error.ts";
import { flagOf } from "./read_settings.ts";
import type { SoundSettings } from "./sound_settings.ts";
import type { OutputFormat } from "../ground/output_file.ts";

/** Settings that only one format knows. */
const ONLY_FOR: Readonly<Partial<Record<string, OutputFormat>>> = {
  bitrate: "mp3",
  quality: "mp3",
  bits: "wav",
  cover: "mp3",
};

/** Whether a setting says anything about a file of this format. */
export function concerns(name: string, format: OutputFormat): boolean {
  const only = ONLY_FOR[name];
  return only === undefined || only === format;
}

/** Whether noise can be taken out at a rate, Hz. */
export function canDenoise(rate: number): boolean {
  return rate === SUPPRESSOR_RATE_HZ;
}

/** Highest rate of an MP3: that of MPEG-1. */
const MOST_MP3_RATE_HZ = 48_000;

/**
 * What analysis, plan and render need to know.
 *
 * @param rateHz of the stems
 */
export function programmeOptions(
  { rate, bitrate: _bitrate, quality: _quality, bits: _bits, mode: _mode, ...sound }: SoundSettings,
  format: OutputFormat,
  rateHz: number = rate,
): ProgrammeOptions {
  const isHalved = format === "mp3" && rateHz === 2 * MOST_MP3_RATE_HZ;
  return { ...sound, rateHz, fileRateHz: isHalved ? MOST_MP3_RATE_HZ : rateHz };
}

/** Where RNNoise is, for those who suppress noise. */
export function rnnoiseUrl(): string {
  return builtUrl("rnnoise.wasm" + (Deno.build.standalone ? LIGHTLY_PACKED : "")).href;
}

/** What the encoder needs to know. */
export function formOf(options: SoundSettings, format: OutputFormat): ProgrammeForm {
  const { bitrate, quality, bits, mode } = options;
  const permissions = mode === undefined ? {} : { mode };
  if (format === "wav") return { type: "wav", bits, ...permissions };
  const rate = quality === undefined ? { bitrateKbps: bitrate } : { vbrQuality: quality };
  return { type: "mp3", rate, ...permissions };
}

/** What LAME aims at for stereo at each quality, kbit/s; speech takes less. */
const VARIABLE_KBPS = [245, 225, 190, 175, 165, 130, 115, 100, 85, 65] as const;

/** Bytes of a second of the finished file, without what stands in front of the sound. */
export function bytesPerSecond(options: SoundSettings, format: OutputFormat): number {
  if (format === "mp3") {
    const kbps = options.quality === undefined ? options.bitrate : VARIABLE_KBPS[options.quality];
    return (kbps ?? options.bitrate) * 1_000 / 8;
  }
  return options.rate * options.bits / 8 * (options.channels === "mono" ? 1 : 2);
}

/**
 * Refuses what was asked for and would have no effect, or cannot be done.
 *
 * @param streamed what else is made, beside the file
 * @throws {UserError} of kind usage
 */
export function checkFormatSettings(
  given: ReadonlySet<string>,
  format: OutputFormat,
  { denoise, rate, gate }: Pick<SoundSettings, "denoise" | "rate" | "gate">,
  streamed: OutputFormat = format,
): void {
  if (denoise && !canDenoise(rate)) {
    throw new UserError(
      "usage",
      `Cannot use --denoise at ${rate} Hz: RNNoise hears ${SUPPRESSOR_RATE_HZ} Hz only; leave --rate out`,
    );
  }
  if (given.has("gateDepth") && gate === "off") {
    throw new UserError(
      "usage",
      "Cannot use --gate-depth with --gate off: it is how much quieter the gate makes the microphone; " +
        "use --gate auto, or leave it out",
    );
  }
  if (given.has("bitrate") && given.has("quality")) {
    throw new UserError(
      "usage",
      "Cannot use --bitrate and --quality together: one is constant, the other varies; leave one out",
    );
  }
  for (const name of given) {
    if (concerns(name, format) || concerns(name, streamed)) continue;
    throw new UserError(
      "usage",
      `Cannot use ${flagOf(name)} with a .${format} file: it is for .${
        ONLY_FOR[name]
      }; leave it out`,
    );
  }
}
