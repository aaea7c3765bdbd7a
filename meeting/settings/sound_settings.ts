/**
 * What the finished file sounds like: each setting once, with its default and its help.
 *
 * A new one is added here, in `ProgrammeOptions` (post/ground/options.ts), and where plan and DSP use it: the command
 * line, its help, the journal and the library follow this schema. Those of the file's form (bit rate, bits) go to
 * `formOf` in programme_settings.ts instead.
 */
import * as z from "zod";
import { flag, settingInfo } from "./setting.ts";
import {
  bitrate,
  BITRATES_KBPS,
  choice,
  fileMode,
  gate,
  gateDepth,
  normalize,
  numberChoice,
  quality,
} from "./setting_values.ts";

/** The sound settings by name. */
export const soundSchema = z.object({
  bitrate: bitrate.prefault("128k").register(settingInfo, {
    group: "Output",
    value: "RATE",
    values: BITRATES_KBPS.map((rate) => `${rate}k`),
    help: "constant bit rate of the MP3: 32k to 320k",
  }),
  quality: quality.optional().register(settingInfo, {
    group: "Output",
    value: "0-9",
    values: Array.from({ length: 10 }, (_, quality) => String(quality)),
    example: "2",
    help: "variable bit rate of the MP3: 0 is best, 9 smallest; instead of --bitrate",
  }),
  bits: numberChoice(16, 24).prefault("16").register(settingInfo, {
    group: "Output",
    value: "16|24",
    help: "of each sample in a .wav",
  }),
  mode: fileMode.optional().register(settingInfo, {
    group: "Output",
    value: "MODE",
    example: "0640",
    help: "who may read the file, as for chmod; 0640: your group too [0600; not on Windows]",
  }),

  channels: choice("stereo", "mono", "split").prefault("stereo").register(settingInfo, {
    group: "Sound",
    value: "stereo|mono|split",
    help: "of the file; split: you left, the call right; else both are mixed",
  }),
  rate: numberChoice(44_100, 48_000, 96_000).prefault("48000").register(settingInfo, {
    group: "Sound",
    value: "HZ",
    values: ["44100", "48000", "96000"],
    help: "44100, 48000 or 96000 samples a second; at 96000 an .mp3 has half of them",
  }),
  echo: choice("auto", "off").prefault("auto").register(settingInfo, {
    group: "Sound",
    value: "auto|off",
    help: "take the call out of the microphone where it hears the loudspeakers",
  }),
  denoise: flag({
    group: "Sound",
    help: "take noise out of the microphone's side (RNNoise; needs 48000 Hz)",
  }),
  gate: gate.prefault("auto").register(settingInfo, {
    group: "Sound",
    value: "auto|off|LEVEL",
    help: "silence the microphone while nobody speaks: auto adapts, -50dB is a fixed threshold",
  }),
  gateDepth: gateDepth.prefault("silence").register(settingInfo, {
    group: "Sound",
    value: "silence|20dB",
    help: "how much quieter the gate makes the microphone: by 3dB to 60dB, or silent",
  }),
  normalize: normalize.prefault("peak").register(settingInfo, {
    group: "Sound",
    value: "peak|loudness|off",
    help:
      "bring both sides to one level: by their peaks, or by loudness: -16 LUFS (mono and split " +
      "-19), or another such as -23LUFS",
  }),
  trim: choice("off", "ends", "all").prefault("off").register(settingInfo, {
    group: "Sound",
    value: "off|ends|all",
    help: "cut silence out: at the beginning and end, or all over 2 s; FILE.cuts.json lists cuts",
  }),
  keepPauses: flag({
    group: "Sound",
    help: "what was off the record is silence in the file, instead of cut out",
  }),
});

/** What the file is to sound like, checked. */
export type SoundSettings = Readonly<z.output<typeof soundSchema>>;

/** The names of the sound settings. */
export const SOUND_NAMES: readonly (keyof SoundSettings)[] = soundSchema.keyof().options;

/** The sound of a recording for which nobody asks for anything. */
export function usualSound(): SoundSettings {
  return soundSchema.parse({});
}
