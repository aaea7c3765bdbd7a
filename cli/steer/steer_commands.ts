/** The commands that steer a recording which runs. Their code is loaded when they run. */
import type { HushOrder } from "../../capture/ground/hush.ts";
import { type Command, command, type CommandCall } from "../options/command.ts";
import type { Io } from "../terminal/io.ts";

/** In the order of help. */
export const STEER_COMMANDS: readonly Command[] = [
  command({
    name: "status",
    summary: "say how a recording goes",
    usage: "confrec status [--json] [--watch] [--session NAME]",
    examples: [
      { line: "confrec status", does: "time, levels and disk space of the one that runs" },
      { line: "confrec status --json --watch", does: "one JSON object a second" },
    ],
    options: ["session", "watch", "json", "help"],
    required: [],
    run: async (call, io) => {
      const [{ status }, { realSteerWorld }] = await Promise.all([
        import("./status.ts"),
        import("./search_place.ts"),
      ]);
      return await status(call, io, realSteerWorld);
    },
  }),
  command({
    name: "mark",
    summary: "mark this moment of a recording: a chapter begins",
    usage: "confrec mark [TEXT] [--session NAME]",
    argument: "TEXT",
    examples: [
      { line: "confrec mark", does: "a chapter of the MP3 begins here" },
      { line: "confrec mark 'The vote'", does: "with a title" },
    ],
    options: ["session", "help"],
    required: [],
    run: async (call, io) => {
      const [{ mark }, { realSteerWorld }] = await Promise.all([
        import("./mark.ts"),
        import("./search_place.ts"),
      ]);
      return await mark(call, io, realSteerWorld);
    },
  }),
  command({
    name: "pause",
    isRare: true,
    summary: "take a recording off the record: nothing is kept until resume",
    usage: "confrec pause [--session NAME]",
    examples: [
      { line: "confrec pause", does: "both sides; the file is cut there" },
    ],
    options: ["session", "help"],
    required: [],
    run: (call, io) => hushed("pause", call, io),
  }),
  command({
    name: "resume",
    isRare: true,
    summary: "go on after a pause",
    usage: "confrec resume [--session NAME]",
    examples: [
      { line: "confrec resume", does: "both sides are kept again" },
    ],
    options: ["session", "help"],
    required: [],
    run: (call, io) => hushed("resume", call, io),
  }),
  command({
    name: "mute",
    isRare: true,
    summary: "keep nothing of one side until unmute",
    usage: "confrec mute [mic|system] [--session NAME]",
    argument: "SIDE",
    examples: [
      { line: "confrec mute", does: "your microphone" },
      { line: "confrec mute system", does: "the call" },
    ],
    options: ["session", "help"],
    required: [],
    run: (call, io) => hushed("mute", call, io),
  }),
  command({
    name: "unmute",
    isRare: true,
    summary: "keep a side again",
    usage: "confrec unmute [mic|system] [--session NAME]",
    argument: "SIDE",
    examples: [
      { line: "confrec unmute", does: "your microphone" },
    ],
    options: ["session", "help"],
    required: [],
    run: (call, io) => hushed("unmute", call, io),
  }),
  command({
    name: "extend",
    isRare: true,
    summary: "have a recording with --duration end later",
    usage: "confrec extend TIME [--session NAME]",
    argument: "TIME",
    examples: [{ line: "confrec extend 15m", does: "a quarter of an hour later" }],
    options: ["session", "help"],
    required: [],
    run: async (call, io) => {
      const [{ extend }, { realSteerWorld }] = await Promise.all([
        import("./extend.ts"),
        import("./search_place.ts"),
      ]);
      return await extend(call, io, realSteerWorld);
    },
  }),
  command({
    name: "split",
    isRare: true,
    summary: "go on in another file from now on",
    usage: "confrec split [--session NAME]",
    examples: [
      {
        line: "confrec split",
        does: "what was heard so far becomes a file, while the rest is recorded",
      },
    ],
    options: ["session", "help"],
    required: [],
    run: async (call, io) => {
      const [{ split }, { realSteerWorld }] = await Promise.all([
        import("./split.ts"),
        import("./search_place.ts"),
      ]);
      return await split(call, io, realSteerWorld);
    },
  }),
  command({
    name: "stop",
    summary: "end a recording, and wait for its file",
    usage: "confrec stop [--meeting] [--no-wait] [--session NAME]",
    examples: [
      { line: "confrec stop", does: "end the one that runs, and print the path of its file" },
      { line: "confrec stop --session weekly", does: "the one whose file is called so" },
      { line: "confrec stop --meeting", does: "of a room only the meeting, the room goes on" },
    ],
    options: ["session", "meeting", "noWait", "help"],
    required: [],
    run: async (call, io) => {
      const [{ stop }, { realSteerWorld }] = await Promise.all([
        import("./stop.ts"),
        import("./search_place.ts"),
      ]);
      return await stop(call, io, realSteerWorld);
    },
  }),
];

async function hushed(
  order: HushOrder["type"],
  call: CommandCall<"session" | "help">,
  io: Io,
): Promise<number> {
  const [{ hush }, { realSteerWorld }] = await Promise.all([
    import("./hush.ts"),
    import("./search_place.ts"),
  ]);
  return await hush(order, call, io, realSteerWorld);
}
