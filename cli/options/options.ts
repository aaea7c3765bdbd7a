/**
 * Every option of confrec, once: arguments, checks, help text and types all come from this schema.
 *
 * Values arrive as text, however they were given. Which command takes which options stands in commands.ts.
 */
import { z } from "zod";
import {
  bitrate,
  choice,
  duration,
  durationOrOff,
  gate,
  gateDepth,
  normalize,
  numberChoice,
  pace,
  quality,
  text,
} from "../../meeting/settings/setting_values.ts";

/** The headings of `--help`, in their order. */
export const OPTION_GROUPS = ["Sources", "Output", "Sound", "Running", "Help"] as const;

/** What help says about an option. */
export interface OptionInfo {
  readonly help: string;
  readonly group: typeof OPTION_GROUPS[number];
  /** The placeholder of its value; options without one are switches. */
  readonly value?: string;
  /** One letter, without its dash. */
  readonly short?: string;
}

/** Holds the information of each schema in `optionSchema`. */
export const optionInfo = z.registry<OptionInfo>();

/** A switch: on when it is written. */
function flag(info: OptionInfo) {
  return z.boolean().default(false).register(optionInfo, info);
}

/** All options by name; values are given as text, switches as true. */
export const optionSchema = z.strictObject({
  mic: text.optional().register(optionInfo, {
    group: "Sources",
    value: "SOURCE",
    help:
      "a microphone by part of its name or by its id (see confrec devices), none, or file:PATH " +
      "to play a WAV [the default one]",
  }),
  system: text.optional().register(optionInfo, {
    group: "Sources",
    value: "SOURCE",
    help: "the speakers whose sound is recorded: the same choices [the default ones]",
  }),
  pace: pace.prefault("1").register(optionInfo, {
    group: "Sources",
    value: "N",
    help: "play file: sources N times faster than real time",
  }),

  out: text.register(optionInfo, {
    group: "Output",
    value: "FILE",
    short: "o",
    help: "the .mp3 or .wav to write; {date}, {time} and {host} are filled in, folders are made",
  }),
  force: flag({ group: "Output", short: "f", help: "replace the file if it exists" }),
  spool: text.optional().register(optionInfo, {
    group: "Output",
    value: "FOLDER",
    help: "where the recording grows until the file is finished [beside the file]",
  }),
  keepStems: flag({
    group: "Output",
    help: "keep each side as it was heard, beside the file: NAME.mic.wav and NAME.system.wav",
  }),
  bitrate: bitrate.prefault("128k").register(optionInfo, {
    group: "Output",
    value: "RATE",
    help: "of the MP3, constant: 32k to 320k",
  }),
  quality: quality.optional().register(optionInfo, {
    group: "Output",
    value: "0-9",
    help: "of the MP3, with a bit rate that varies: 0 is best, 9 smallest; instead of --bitrate",
  }),
  bits: numberChoice(16, 24).prefault("16").register(optionInfo, {
    group: "Output",
    value: "16|24",
    help: "of each sample in a .wav",
  }),

  channels: choice("stereo", "mono", "split").prefault("stereo").register(optionInfo, {
    group: "Sound",
    value: "stereo|mono|split",
    help: "of the file; split: the microphone left, the computer right; else both are mixed",
  }),
  rate: numberChoice(44_100, 48_000, 96_000).prefault("48000").register(optionInfo, {
    group: "Sound",
    value: "HZ",
    help: "44100, 48000 or 96000 samples a second; at 96000 an .mp3 has half of them",
  }),
  denoise: flag({
    group: "Sound",
    help: "take noise out of the microphone's side (RNNoise; needs 48000 Hz)",
  }),
  gate: gate.prefault("auto").register(optionInfo, {
    group: "Sound",
    value: "auto|off|LEVEL",
    help: "silence the microphone while nobody speaks: auto follows the noise, a level such as " +
      "-50dB stays",
  }),
  gateDepth: gateDepth.prefault("silence").register(optionInfo, {
    group: "Sound",
    value: "silence|20dB",
    help: "how far down the gate turns the microphone: 3dB to 60dB, or to silence",
  }),
  normalize: normalize.prefault("peak").register(optionInfo, {
    group: "Sound",
    value: "peak|loudness|off",
    help:
      "bring both sides to one level: by their peaks, or by loudness: -16 LUFS (mono and split " +
      "-19), or another such as -23LUFS",
  }),
  trim: choice("off", "ends", "all").prefault("off").register(optionInfo, {
    group: "Sound",
    value: "off|ends|all",
    help: "cut silence out: at begin and end, or all over 2 s; FILE.cuts.json tells what was cut",
  }),

  duration: duration.optional().register(optionInfo, {
    group: "Running",
    value: "TIME",
    short: "d",
    help: "stop by itself after 90s, 45m, 1h30m or 1:30:00; otherwise Ctrl+C stops",
  }),
  warnSilence: durationOrOff.prefault("60s").register(optionInfo, {
    group: "Running",
    value: "TIME|off",
    help: "warn of a side that gives no signal for so long while the other talks",
  }),
  recover: flag({ group: "Running", help: "first finish recordings that wait in the same folder" }),
  quiet: flag({ group: "Running", short: "q", help: "say nothing but warnings and errors" }),
  json: flag({ group: "Running", help: "one JSON object a line on standard output" }),

  help: flag({ group: "Help", short: "h", help: "show this" }),
  version: flag({ group: "Help", short: "V", help: "show versions and licences" }),
  licenses: flag({ group: "Help", help: "print the licence notices of everything inside" }),
});

/** Every option with its checked value. */
export type Options = Readonly<z.output<typeof optionSchema>>;

/** An option, as the program calls it. */
export type OptionName = keyof Options;

/** The options that decide what the file sounds like. */
export const SOUND_OPTION_NAMES = [
  ...["bitrate", "quality", "bits", "channels", "rate"] as const,
  ...["denoise", "gate", "gateDepth", "normalize", "trim"] as const,
] as const;

/** What the file is to sound like. */
export type SoundOptions = Pick<Options, typeof SOUND_OPTION_NAMES[number]>;

/** All names, in the order of help. */
export const OPTION_NAMES: readonly OptionName[] = optionSchema.keyof().options;

/** What help says about an option. */
export function infoOf(name: OptionName): OptionInfo {
  const info = optionInfo.get(optionSchema.shape[name]);
  if (!info) throw new TypeError(`Cannot describe option ${name}: it was not registered`);
  return info;
}

/** The text of the value that holds when the option is not given; undefined where there is none. */
export function defaultTextOf(name: OptionName): string | undefined {
  const schema = optionSchema.shape[name];
  return schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : undefined;
}

/** How an option is written: `keepStems` → `--keep-stems`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
