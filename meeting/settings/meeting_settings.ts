/** What a meeting can be asked for: every setting once, whoever asks. */
import * as z from "zod";
import { fileSchema } from "./file_settings.ts";
import { flag, settingInfo } from "./setting.ts";
import {
  duration,
  durationOrOff,
  gain,
  pace,
  path,
  preRoll,
  sourceText,
  split,
  text,
  timeOfDay,
} from "./setting_values.ts";
import { soundSchema } from "./sound_settings.ts";

/**
 * The settings of a recording.
 *
 * Values may be given as they are typed on a command line (`"90s"`, `"64k"`, `"-50dB"`), or as numbers in the unit that
 * stands there (seconds, kbit/s, dBFS).
 */
export const meetingSchema = z.object({
  mic: sourceText.optional().register(settingInfo, {
    group: "Sources",
    value: "SOURCE",
    example: "jabra",
    help:
      "your microphone, by part of its name or by its id (see confrec devices), none, or file:PATH " +
      "to play a WAV [the default one]",
  }),
  micFallback: sourceText.optional().register(settingInfo, {
    group: "Sources",
    value: "DEVICE",
    example: "default",
    help: "the microphone that is recorded while the one of --mic is not there",
  }),
  system: sourceText.optional().register(settingInfo, {
    group: "Sources",
    value: "SOURCE",
    example: "Speakers",
    help:
      "the call: the speakers whose sound is recorded, with the same choices [the default ones]",
  }),
  monitor: sourceText.optional().register(settingInfo, {
    group: "Sources",
    value: "[DEVICE]",
    bare: "default",
    example: "headset",
    help:
      "play the microphone on headphones while it is recorded: an output by part of its name or by " +
      "its id, or the default one; it cannot be the one that the call is recorded from",
  }),
  monitorGain: gain.prefault("0dB").register(settingInfo, {
    group: "Sources",
    value: "DB",
    help: "how much louder --monitor plays: -40dB to 20dB",
  }),
  pace: pace.prefault("1").register(settingInfo, {
    group: "Sources",
    value: "N",
    help: "play file: sources N times faster than real time",
  }),

  out: text.register(settingInfo, {
    group: "Output",
    value: "FILE",
    example: "~/Meetings/{date} {time}.mp3",
    short: "o",
    help: "the .mp3 or .wav to write; {date}, {time} and {host} are filled in, folders are made",
  }),
  force: flag({ group: "Output", short: "f", help: "replace the file if it exists" }),
  spool: path.optional().register(settingInfo, {
    group: "Output",
    value: "FOLDER",
    example: "/var/tmp",
    help: "folder for the recording while it is made [beside the file]",
  }),
  keepStems: flag({
    group: "Output",
    help: "keep each side as it was heard, beside the file: NAME.mic.wav and NAME.system.wav",
  }),

  ...fileSchema.shape,
  ...soundSchema.shape,

  waitForDevices: flag({
    group: "Running",
    help: "wait for a microphone or output that is not there yet, and for the sound server",
  }),
  duration: duration.optional().register(settingInfo, {
    group: "Running",
    value: "TIME",
    example: "1h30m",
    short: "d",
    help: "stop by itself after 90s, 45m, 1h30m or 1:30:00; otherwise Ctrl+C stops",
  }),
  until: timeOfDay.optional().register(settingInfo, {
    group: "Running",
    value: "17:30",
    example: "17:30",
    help: "stop by itself when the clock shows this, today or tomorrow; instead of --duration",
  }),
  split: split.optional().register(settingInfo, {
    group: "Running",
    value: "TIME|SIZE",
    example: "1h",
    help: "begin another file after 1h or 500MB, in a pause: NAME.001.mp3, or {part} in the name",
  }),
  startOnSpeech: flag({
    group: "Running",
    help: "listen, and record nothing until somebody speaks",
  }),
  preRoll: preRoll.prefault("10s").register(settingInfo, {
    group: "Running",
    value: "TIME",
    help: "with --start-on-speech: begin so long before the first word, 60s at most",
  }),
  stopOnSilence: durationOrOff.prefault("off").register(settingInfo, {
    group: "Running",
    value: "TIME|off",
    help: "stop by itself when neither side has spoken for so long (10m), and cut that silence off",
  }),
  warnSilence: durationOrOff.prefault("60s").register(settingInfo, {
    group: "Running",
    value: "TIME|off",
    help: "warn of a side that gives no signal for so long while the other talks",
  }),
});

/** The settings as they are given; only `out` must be. */
export type MeetingInput = Readonly<z.input<typeof meetingSchema>>;

/** The settings, checked. */
export type MeetingSettings = Readonly<z.output<typeof meetingSchema>>;

/** The settings that were given, by name; what stands for "not given" is left out. */
export function givenOf(input: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  return new Set(Object.keys(input).filter((name) => input[name] !== undefined));
}
