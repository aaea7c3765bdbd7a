/** The command `record`: what it takes. Its code is loaded when it runs. */
import { FILE_NAMES } from "../../meeting/settings/file_settings.ts";
import { SOUND_NAMES } from "../../meeting/settings/sound_settings.ts";
import { type Command, command } from "../options/command.ts";
import { SETTING_NAMES } from "../options/settings.ts";

/** It is meant when no command is named. */
export const RECORD_COMMAND: Command = command({
  name: "record",
  summary: "record a meeting (the command when none is named)",
  usage: "confrec [record] [--out FILE] [options]",
  examples: [
    { line: "confrec --out meeting.mp3", does: "both sides, until Ctrl+C" },
    { line: "confrec --out 'Meetings/{date} {time}.mp3'", does: "one file for each meeting" },
    { line: "confrec --out talk.mp3 --mic usb --duration 1h30m", does: "a microphone by name" },
    { line: "confrec --out far.mp3 --mic none", does: "only the call" },
    { line: "confrec --out meeting.wav --keep-stems", does: "also one WAV for each side" },
  ],
  options: [
    ...["out", "toStdout", "format", "name", "force", "spool", "keepStems"] as const,
    ...FILE_NAMES,
    ...SOUND_NAMES,
    ...["mic", "micFallback", "waitForDevices", "system", "monitor", "monitorGain"] as const,
    ...["pace", "duration", "until", "split", "startOnSpeech", "preRoll", "keep"] as const,
    ...["stopOnSilence", "warnSilence", "recover", "quiet", "json", "events"] as const,
    ...["stopWithReader", "onFinish", "config", "profile", "verbose"] as const,
    ...["help", "helpAll", "version", "licenses"] as const,
  ],
  configured: SETTING_NAMES,
  required: ["out"],
  run: async (call, io) => {
    const [{ record }, { realCommandWorld }] = await Promise.all([
      import("./record.ts"),
      import("../process/command_world.ts"),
    ]);
    return await record(call, io, realCommandWorld);
  },
});
