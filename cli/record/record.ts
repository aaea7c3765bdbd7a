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
import { EXIT_CODE } from "../process/exit_code.ts";
import { traceOf } from "../process/failure.ts";
import { reasonOfSignal, type StopSignals } from "../process/stop_signals.ts";
import { SteerSignals } from "../process/steer_signals.ts";
import { StrayErrors } from "../process/stray_errors.ts";
import { recoverAll } from "../recover/recover.ts";
import { JsonLines } from "../report/json_lines.ts";
import { RecordingView } from "../report/recording_view.ts";
import type { Io } from "../terminal/io.ts";
import { StatusLine } from "../terminal/status_line.ts";
import { noteEnd } from "./note_end.ts";

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
  const view = new RecordingView(prepared.about, status, quiet);
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
  // Before there is anything to steer they must not end the process, as they would with nobody listening.
  let isPaused = false;
  const listen: Listener = (event) => {
    if (event.event === "paused" || event.event === "resumed") isPaused = event.event === "paused";
    tell(event);
  };
  using _steering = new SteerSignals({
    mark: () => {
      meeting?.controls.mark().catch((error) => tell(warning(steerTrouble("mark", error))));
    },
    togglePause: () => {
      const order = isPaused ? "resume" : "pause";
      meeting?.controls[order]().catch((error) => tell(warning(steerTrouble(order, error))));
    },
  });
  const leaving = new AbortController();
  signals.stop.then(() => leaving.abort());
  try {
    meeting = await Meeting.start(prepared, world, listen, leaving.signal);
    obey(signals, meeting, view);
    return await noteEnd(meeting, world.cacheFolder());
  } catch (error) {
    if (error !== leaving.signal.reason) throw error;
    view.say("Nobody spoke; nothing was recorded");
    return EXIT_CODE.complete;
  } finally {
    status.clear();
  }
}

function steerTrouble(what: string, error: unknown): string {
  if (error instanceof UserError) return error.message;
  return `Cannot ${what}: ${messageOf(error)}`;
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
