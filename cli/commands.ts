/** The commands of confrec. Their code is loaded when they run: `--help` and bad input need none of it. */
import { SOUND_NAMES } from "../meeting/settings/sound_settings.ts";
import { type Command, command } from "./options/command.ts";
import { STEER_COMMANDS } from "./steer/steer_commands.ts";

/** What is said of a recording that exists; it has no pauses that are known. */
const MIX_SOUND_NAMES = SOUND_NAMES.filter((name) => name !== "keepPauses");

/** All of them, the one that is meant when none is named first. */
export const COMMANDS: readonly Command[] = [
  command({
    name: "record",
    summary: "record a meeting (the command when none is named)",
    usage: "confrec [record] --out FILE [options]",
    examples: [
      { line: "confrec --out meeting.mp3", does: "record both sides until Ctrl+C" },
      { line: "confrec --out 'Meetings/{date} {time}.mp3'", does: "a new file for each meeting" },
      { line: "confrec --out talk.mp3 --mic usb --duration 1h30m", does: "a microphone by name" },
      { line: "confrec --out far.mp3 --mic none", does: "only the call" },
      { line: "confrec --out meeting.wav --keep-stems", does: "a WAV, and one WAV for each side" },
    ],
    options: [
      ...["out", "force", "spool", "keepStems", ...SOUND_NAMES] as const,
      ...[
        "mic",
        "system",
        "monitor",
        "monitorGain",
        "pace",
        "duration",
        "startOnSpeech",
        "preRoll",
        "stopOnSilence",
        "warnSilence",
      ] as const,
      ...["recover", "quiet", "json"] as const,
      ...["help", "version", "licenses"] as const,
    ],
    required: ["out"],
    run: async (call, io) => {
      const [{ record }, { realCommandWorld }] = await Promise.all([
        import("./record/record.ts"),
        import("./process/command_world.ts"),
      ]);
      return await record(call, io, realCommandWorld);
    },
  }),
  command({
    name: "mix",
    summary: "make the file from recordings that exist",
    usage: "confrec mix [--mic FILE] [--system FILE] --out FILE [options]",
    examples: [
      {
        line: "confrec mix --mic a.wav --system b.wav --out meeting.mp3",
        does: "as if both had just been recorded",
      },
      {
        line: "confrec mix --mic a.wav --out voice.mp3 --bitrate 64k --channels mono",
        does: "one side only",
      },
    ],
    options: [
      ...["mic", "system", "out", "force", ...MIX_SOUND_NAMES] as const,
      ...["quiet", "json", "help"] as const,
    ],
    differences: {
      mic: { value: "FILE", help: "a WAV with the microphone's side, if there is one" },
      system: { value: "FILE", help: "a WAV with what the computer played, if there is one" },
    },
    required: ["out"],
    run: async (call, io) => {
      const [{ mix }, { realCommandWorld }] = await Promise.all([
        import("./mix/mix.ts"),
        import("./process/command_world.ts"),
      ]);
      return await mix(call, io, realCommandWorld);
    },
  }),
  command({
    name: "recover",
    summary: "finish recordings that a crash or a full disk cut short",
    usage: "confrec recover [SPOOL|FOLDER] [options]",
    argument: "SPOOL|FOLDER",
    examples: [
      { line: "confrec recover", does: "all that wait in this folder" },
      { line: "confrec recover meeting.mp3.confrec", does: "this one" },
      { line: "confrec recover meeting.mp3.confrec --out found.mp3", does: "to another file" },
    ],
    options: [...["out", "force", "quiet", "json", "help"] as const],
    differences: {
      out: { help: "the .mp3 or .wav to make of a single recording [the one it was to become]" },
    },
    required: [],
    run: async (call, io) => {
      const [{ recover }, { realCommandWorld }] = await Promise.all([
        import("./recover/recover.ts"),
        import("./process/command_world.ts"),
      ]);
      return await recover(call, io, realCommandWorld);
    },
  }),
  ...STEER_COMMANDS,
  command({
    name: "devices",
    summary: "list microphones and speakers",
    usage: "confrec devices [--json]",
    examples: [
      { line: "confrec devices", does: "names for --mic and --system" },
      { line: "confrec devices --json", does: "the same for programs" },
    ],
    options: ["json", "help"],
    required: [],
    run: async (call, io) => (await import("./doctor/devices.ts")).devices(call, io),
  }),
  command({
    name: "doctor",
    summary: "check devices, disk and installation, and say what to do",
    usage: "confrec doctor [options]",
    examples: [
      { line: "confrec doctor", does: "everything that a recording here would need" },
      { line: "confrec doctor --mic usb --out /srv/talks/a.mp3", does: "this device, that folder" },
    ],
    options: ["mic", "system", "out", "spool", "json", "help"],
    differences: {
      mic: { help: "the only microphone to check, or none [all]" },
      system: { help: "the only speakers to check, or none [all]" },
      out: { help: "a file in the folder to check [this folder]" },
      json: { help: "one JSON object a line for each check" },
    },
    required: [],
    run: async (call, io) => {
      const [{ doctor }, { realDoctorWorld }] = await Promise.all([
        import("./doctor/doctor.ts"),
        import("./doctor/real_doctor_world.ts"),
      ]);
      return await doctor(call, io, realDoctorWorld);
    },
  }),
];
