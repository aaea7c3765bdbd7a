/** `confrec record`: settings, checks, the meeting; what it reports goes to a terminal or to a program. */
import { messageOf } from "../../ffi/system/message_of.ts";
import { isAbsolute } from "node:path";
import { type Listener, warning } from "../../meeting/events/events.ts";
import { Meeting } from "../../meeting/meeting.ts";
import { checkRequest, withFilesFound } from "../../meeting/prepare/check_request.ts";
import { prepareMeeting } from "../../meeting/prepare/prepare_meeting.ts";
import { leftSpools } from "../../meeting/recover/left_spools.ts";
import { givenOf, meetingSchema } from "../../meeting/settings/meeting_settings.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { readSettings } from "../../meeting/settings/read_settings.ts";
import { type CommandCall, inputOf } from "../options/command.ts";
import type { OptionName } from "../options/options.ts";
import type { CommandWorld } from "../process/command_world.ts";
import { traceOf } from "../process/failure.ts";
import { reasonOfSignal, type StopSignals } from "../process/stop_signals.ts";
import { MarkSignal } from "../process/mark_signal.ts";
import { StrayErrors } from "../process/stray_errors.ts";
import { recoverAll } from "../recover/recover.ts";
import { JsonLines } from "../report/json_lines.ts";
import { RecordingView } from "../report/recording_view.ts";
import type { Io } from "../terminal/io.ts";
import { Keyboard } from "../terminal/keyboard.ts";
import { StatusLine } from "../terminal/status_line.ts";
import { KeyControl } from "./key_control.ts";
import { noteEnd } from "./note_end.ts";
import { steeringOf } from "./steering.ts";

/** The options that recording looks at. */
export type RecordOptionName = Exclude<
  OptionName,
  "help" | "version" | "licenses" | "session" | "watch" | "noWait"
>;

/**
 * Records, until something ends it, and makes the file.
 *
 * @returns the exit code: complete or degraded
 * @throws what `failureOf` knows
 */
export async function record(
  call: CommandCall<RecordOptionName>,
  io: Io,
  world: CommandWorld,
): Promise<number> {
  const { quiet, json, recover } = call.options;
  const status = new StatusLine(io.stderr, !quiet && !json);
  const lines = new JsonLines(io.stdout, io.now, json);
  const input = inputOf(meetingSchema, call);
  if (recover) {
    const settings = withFilesFound(readSettings(meetingSchema, input));
    const { spoolParent } = checkRequest(settings, givenOf(input), world);
    const left = await leftSpools(spoolParent);
    await recoverAll(left, { force: false }, world, { status, lines, quiet });
  }
  const prepared = await prepareMeeting(input, world);
  const isRelative = Object.values(prepared.tracks).some((choice) => {
    return choice.kind === "file" && !isAbsolute(choice.path);
  });
  if (!isRelative) world.leaveFolder();

  using signals = world.signals();
  const view = new RecordingView(prepared.about, status, { quiet, colour: io.colour });
  const tell: Listener = (event) => {
    view.show(event);
    lines.show(event);
  };
  using _stray = new StrayErrors((error) => {
    tell(
      warning(
        `Cannot explain this: ${traceOf(error)}; it is a bug in confrec, and recording goes on`,
      ),
    );
  });
  let meeting: Meeting | undefined;
  const warn = (error: unknown) => tell(warning(steeringTrouble(error)));
  // Before there is anything to mark it must not end the process, as it would with nobody listening.
  using _marks = new MarkSignal(() => {
    meeting?.mark().catch(warn);
  });
  // Who sees nothing of what keys do should not press them.
  using _keys = quiet || json || !io.keys ? null : new Keyboard(
    io.keys,
    new KeyControl({
      steering: () => meeting && steeringOf(meeting),
      view,
      stop: () => signals.stopped || signals.receive("SIGINT"),
      interrupt: () => signals.receive("SIGINT"),
      warn,
    }),
  );
  try {
    meeting = await Meeting.start(prepared, world, tell);
    obey(signals, meeting, view);
    return await noteEnd(meeting, world.cacheFolder());
  } finally {
    status.clear();
  }
}

function steeringTrouble(error: unknown): string {
  if (error instanceof UserError) return error.message;
  return `Cannot do that: ${messageOf(error)}; recording goes on`;
}

/** Ctrl+C stops; again, while the file is made, it leaves. */
function obey(signals: StopSignals, meeting: Meeting, view: RecordingView): void {
  let isEnding = false;
  meeting.events.listen(({ event }) => isEnding ||= event === "stopping");
  signals.stop.then((signal) => {
    // Pressed for the first time only now, when it has nothing to stop.
    if (isEnding) view.say("Finishing; Ctrl+C again leaves, and keeps the recording");
    meeting.stop(reasonOfSignal(signal));
  });
  signals.again.then(() => meeting.giveUp("Ctrl+C was pressed again"));
}
