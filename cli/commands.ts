/** The commands of confrec. Their code is loaded when they run: `--help` and bad input need none of it. */
import { FILE_NAMES } from "../meeting/settings/file_settings.ts";
import { SOUND_NAMES } from "../meeting/settings/sound_settings.ts";
import { type Command, command } from "./options/command.ts";
import { RECORD_COMMAND } from "./record/record_command.ts";
import { STEER_COMMANDS } from "./steer/steer_commands.ts";
import { SERVICE_COMMAND } from "./service/recipe.ts";

/** What is said of a recording that exists; it has no pauses that are known. */
const MIX_SOUND_NAMES = SOUND_NAMES.filter((name) => name !== "keepPauses");

/** All of them, the one that is meant when none is named first. */
export const COMMANDS: readonly Command[] = [
  RECORD_COMMAND,
  command({
    name: "room",
    summary: "record this room for months: one file for each meeting",
    usage: "confrec room [--trigger call|speech|always] --out FILE [options]",
    examples: [
      { line: "confrec room --out 'Meetings/{date} {time}.mp3'", does: "each call, until Ctrl+C" },
      {
        line: "confrec room --out 'Meetings/{date} {time}.mp3' --keep 30d --split 2h",
        does: "none longer, none older",
      },
    ],
    options: [
      ...["trigger", "ignore", "out", "spool", "keepStems"] as const,
      ...FILE_NAMES,
      ...SOUND_NAMES,
      ...["mic", "micFallback", "system", "monitor", "monitorGain", "split", "preRoll"] as const,
      ...["stopOnSilence", "warnSilence", "quiet", "json", "events", "onFinish", "keep"] as const,
      ...["config", "profile", "verbose", "help"] as const,
    ],
    configured: [
      ...["out", "spool", "keepStems", ...FILE_NAMES, ...SOUND_NAMES] as const,
      ...["mic", "micFallback", "system", "monitor"] as const,
      ...["monitorGain", "split", "preRoll", "warnSilence", "quiet", "json", "keep"] as const,
    ],
    differences: {
      preRoll: { help: "where speech begins a meeting: begin so long before the first word" },
      stopOnSilence: {
        help: "end a meeting when neither side has spoken for so long, and cut that off [5m]",
      },
      out: {
        help:
          "the .mp3 or .wav to write for each meeting; {date}, {time} and {host} are filled in, and " +
          "a name that is taken gets a number",
      },
    },
    required: ["out"],
    writesMany: true,
    run: async (call, io) => {
      const [{ room }, { realRoomWorld }] = await Promise.all([
        import("./room/room.ts"),
        import("./room/command_room_world.ts"),
      ]);
      return await room(call, io, realRoomWorld);
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
      ...["mic", "system", "out", "force", ...FILE_NAMES, ...MIX_SOUND_NAMES] as const,
      ...["quiet", "json", "config", "profile", "help"] as const,
    ],
    configured: [...FILE_NAMES, ...MIX_SOUND_NAMES, "quiet"],
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
    options: [
      ...["out", "force", "onFinish", "quiet", "json", "config", "profile", "help"] as const,
    ],
    configured: ["quiet"],
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
  command({
    name: "report",
    isRare: true,
    summary: "write a page to look at about a recording that exists",
    usage: "confrec report FILE [--sidecar] [--labels] [--vtt] [options]",
    argument: "FILE",
    examples: [
      { line: "confrec report meeting.mp3", does: "meeting.html beside it" },
      { line: "confrec report call.wav --channels split", does: "you left, the call right" },
      { line: "confrec report meeting.mp3 --labels --vtt", does: "for Audacity, for players" },
    ],
    options: ["sidecar", "labels", "vtt", "title", "channels", "force", "quiet", "help"],
    differences: {
      channels: {
        help: "split: you are its left channel, the call its right one [as it was recorded]",
      },
      title: { help: "what it is called [as it says itself]" },
      force: { help: "replace what is there, also what confrec has not written" },
    },
    required: [],
    run: async (call, io) => {
      const [{ review }, { realCommandWorld }] = await Promise.all([
        import("./review/review.ts"),
        import("./process/command_world.ts"),
      ]);
      return await review(call, io, realCommandWorld);
    },
  }),
  ...STEER_COMMANDS,
  command({
    name: "prune",
    isRare: true,
    summary: "remove the oldest recordings of a folder",
    usage: "confrec prune FOLDER --keep 30d|50GB|200 [--dry-run] [--json]",
    argument: "FOLDER",
    examples: [
      { line: "confrec prune Meetings --keep 30d --dry-run", does: "say what would be removed" },
      { line: "confrec prune Meetings --keep 50GB", does: "until the rest takes no more" },
    ],
    options: ["keep", "dryRun", "json", "help"],
    differences: {
      keep: {
        help:
          "what stays: recordings younger than that (h, d, w, y), so much in all (MB, GB, TB), or " +
          "so many",
      },
      json: { help: "one JSON object a line for each recording" },
    },
    required: ["keep"],
    run: async (call, io) => {
      const [{ pruneFolder }, { realSteerWorld }] = await Promise.all([
        import("./prune/prune.ts"),
        import("./steer/search_place.ts"),
      ]);
      return await pruneFolder(call, io, realSteerWorld);
    },
  }),
  command({
    name: "service",
    isRare: true,
    summary: "record whenever this machine runs: install, status, uninstall",
    usage: "confrec service install|status|uninstall [--print [--for SYSTEM]] [-- OPTIONS]",
    argument: "install|status|uninstall",
    passesOn: SERVICE_COMMAND,
    examples: [
      {
        line: "confrec service install -- --out 'Meetings/{date} {time}.mp3' --keep 30d",
        does: "from now on, and after each log-on",
      },
      { line: "confrec service status", does: "is it installed, and does it run?" },
      { line: "confrec service uninstall", does: "finish the file, and end that" },
    ],
    options: ["print", "for", "help"],
    required: [],
    run: async (call, io) => {
      const [{ service }, { realServiceWorld }] = await Promise.all([
        import("./service/service.ts"),
        import("./service/service_world.ts"),
      ]);
      return await service(call, io, realServiceWorld);
    },
  }),
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
    options: ["mic", "system", "out", "spool", "json", "config", "profile", "help"],
    configured: ["out", "spool"],
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
  command({
    name: "config",
    isRare: true,
    summary: "show each setting, and where its value comes from",
    usage: "confrec config [--json] [--example] [--config FILE] [--profile NAME]",
    examples: [
      { line: "confrec config", does: "what a recording would use, and why" },
      { line: "confrec config --example", does: "a file with all settings, each explained" },
    ],
    options: ["config", "profile", "example", "json", "help"],
    required: [],
    run: async (call, io) => {
      const [{ config }, { configPlace }] = await Promise.all([
        import("./config/config.ts"),
        import("./config/config_place.ts"),
      ]);
      return config(call, io, configPlace());
    },
  }),
  command({
    name: "completions",
    isRare: true,
    summary: "print what a shell needs to complete command lines",
    usage: "confrec completions bash|zsh|fish|powershell",
    argument: "SHELL",
    examples: [
      {
        line: "confrec completions bash",
        does: 'in ~/.bashrc: eval "$(confrec completions bash)"',
      },
      { line: "confrec completions zsh", does: "likewise in ~/.zshrc, below compinit" },
      { line: "confrec completions fish", does: "its first line says where it goes" },
      { line: "confrec completions powershell", does: "likewise" },
    ],
    options: ["help"],
    required: [],
    run: async (call, io) => (await import("./completions/completions.ts")).completions(call, io),
  }),
];
