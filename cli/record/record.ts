/** `confrec record`: settings, checks, the meeting; what it reports goes to a terminal or to a program. */
import { afterMs } from "../../capture/ground/timers.ts";
import { platform } from "../../ffi/system/platform.ts";
import { messageOf } from "../../ffi/system/message_of.ts";
import { isAbsolute } from "node:path";
import { Aftercare } from "../../meeting/aftercare/aftercare.ts";
import { type Listener, type MeetingEvent, warning } from "../../meeting/events/events.ts";
import { Meeting } from "../../meeting/meeting.ts";
import { secondsBefore } from "../../meeting/recording/begin_session.ts";
import { NothingBegunError } from "../../meeting/ground/nothing_begun_error.ts";
import { askedBeside, checkRequest, withFilesFound } from "../../meeting/prepare/check_request.ts";
import { pathsOf } from "../../meeting/output/output_path.ts";
import { prepareMeeting } from "../../meeting/prepare/prepare_meeting.ts";
import { leftSpools } from "../../meeting/recover/left_spools.ts";
import { givenOf, meetingSchema } from "../../meeting/settings/meeting_settings.ts";
import type { MeetingReport } from "../../meeting/report/meeting_report.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { readSettings } from "../../meeting/settings/read_settings.ts";
import { type CommandCall, inputOf } from "../options/command.ts";
import type { SettingName } from "../options/settings.ts";
import type { CommandWorld } from "../process/command_world.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { printPath } from "../process/print_path.ts";
import { errorLine, traceOf } from "../process/failure.ts";
import { reasonOfSignal, type StopSignals } from "../process/stop_signals.ts";
import { SteerSignals } from "../process/steer_signals.ts";
import { StrayErrors } from "../process/stray_errors.ts";
import { recoverAll, type RecoverAudience } from "../recover/recover.ts";
import { openEventsFile, OwnNameError, refuseOwnName } from "../report/events_file.ts";
import { JsonLines } from "../report/json_lines.ts";
import { RecordingView } from "../report/recording_view.ts";
import { serviceManager } from "../service/service_manager.ts";
import type { Io } from "../terminal/io.ts";
import { Keyboard } from "../terminal/keyboard.ts";
import { StatusLine } from "../terminal/status_line.ts";
import { type AskedStream, askedStream, type StreamOptionName } from "./stream_request.ts";
import { StreamOut } from "./stream_out.ts";
import { KeyControl } from "./key_control.ts";
import { noteEnd } from "./note_end.ts";

/** Who waits for longer than that wants to know for what, ms. */
const HINT_MS = 2_000;

/** The options that recording looks at. */
export type RecordOptionName =
  | SettingName
  | StreamOptionName
  | "onFinish"
  | "events"
  | "stopWithReader";

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
  platform.keepHeapSmall();
  const { quiet, json, out } = call.options;
  const asked = askedStream(call, io.stdout);
  const status = new StatusLine(io.stderr, !quiet && !json);
  const lines = new JsonLines(io.stdout, io.now, json);
  await using file = openEventsFile(call.options.events, io.now, (message) => {
    status.say(`confrec: ${message}`);
  });
  let tell: Listener = (event) => {
    if (event.event === "warning") status.say(`confrec: ${event.message}`);
    lines.show(event);
    file.lines.show(event);
  };
  const aftercare = new Aftercare(call.options, out, world, (event) => tell(event));
  const audience = { status, lines, quiet, onFile: (r: MeetingReport) => aftercare.add(r) };
  // Before any program is run: it is not to speak for confrec.
  const manager = serviceManager();
  const outside: Listener = (event) => {
    manager.hear(event);
    file.lines.show(event);
    const done = finishedFile(event);
    if (done !== undefined && !asked) printPath(done.report.output.path, io, json);
  };
  const hearers = { outside, begin: (one: Listener) => void (tell = one) };
  try {
    await recoverBefore(call, world, audience);
    return await recordOne(call, io, world, { asked, aftercare, audience, hearers });
  } catch (error) {
    if (!(error instanceof OwnNameError)) file.lines.fail(errorLine(error));
    throw error;
  } finally {
    await aftercare.settled;
  }
}

/** Finishes what waits in the same folder, if that is asked for. */
async function recoverBefore(
  call: CommandCall<RecordOptionName>,
  world: CommandWorld,
  audience: RecoverAudience,
): Promise<void> {
  if (!call.options.recover) return;
  const input = inputOf(meetingSchema, call);
  const settings = withFilesFound(readSettings(meetingSchema, input));
  const { spoolParent } = checkRequest(settings, givenOf(input), world);
  await recoverAll(await leftSpools(spoolParent), { force: false }, world, audience);
}

/** Who has to do with what is recorded. */
interface Parties {
  /** What goes to standard output. */
  readonly asked: AskedStream | undefined;
  readonly aftercare: Aftercare;
  readonly audience: RecoverAudience;
  /** The service manager and programs that want the path; and who is given the listener to all, as soon as there is one. */
  readonly hearers: { readonly outside: Listener; begin(tell: Listener): void };
}

async function recordOne(
  call: CommandCall<RecordOptionName>,
  io: Io,
  world: CommandWorld,
  { asked, aftercare, audience: { status, lines, quiet }, hearers }: Parties,
): Promise<number> {
  const { json, events } = call.options;
  const prepared = await prepareMeeting(inputOf(meetingSchema, call), world, {
    streamed: asked?.format,
  });
  refuseOwnName(events, pathsOf(prepared.output.path, askedBeside(prepared.settings)));
  const isRelative = Object.values(prepared.tracks).some((choice) => {
    return choice.kind === "file" && !isAbsolute(choice.path);
  });
  if (!isRelative) world.leaveFolder();

  using signals = world.signals();
  let startedAt = world.now();
  const view = new RecordingView(prepared.about, status, { quiet, colour: io.colour });
  let meeting: Meeting | undefined;
  let stream: StreamOut | undefined;
  const tell: Listener = (event) => {
    stream?.hear(event, meeting);
    // Whether that file stays is known when all is written.
    if (event.event !== "finished" || !asked?.isAlone) view.show(event);
    lines.show(event);
    hearers.outside(event);
    if (event.event === "started") startedAt = secondsBefore(world.now(), event.agoSeconds);
    const done = finishedFile(event);
    if (done === undefined || asked?.isAlone) return;
    aftercare.add(done.report, secondsBefore(startedAt, -done.atSeconds));
  };
  hearers.begin(tell);
  const warn = (error: unknown) => tell(warning(steeringTrouble(error)));
  const onGone = () => call.options.stopWithReader && meeting?.stop("reader-gone");
  io.stdout.gone.then(onGone);
  signals.again.then(() => stream?.[Symbol.asyncDispose]());
  using _stray = new StrayErrors((error) => {
    tell(
      warning(
        `Cannot explain this: ${traceOf(error)}; it is a bug in confrec, and recording goes on`,
      ),
    );
  });
  // Before there is anything to steer they must not end the process, as they would with nobody listening.
  using _steering = new SteerSignals({
    mark: () => meeting?.controls.mark().catch(warn),
    togglePause: () => meeting?.controls.togglePause().catch(warn),
  });
  const control = new KeyControl({
    steering: () => meeting?.controls,
    nowMs: () => performance.now(),
    view,
    stop: () => signals.stopped || signals.receive("SIGINT"),
    interrupt: () => signals.receive("SIGINT"),
    warn,
  });
  // Who sees nothing of what keys do should not press them.
  using _keys = quiet || json || !io.keys ? null : new Keyboard(io.keys, control);
  signals.stop.then(() => control.settle());
  const leaving = new AbortController();
  signals.stop.then(() => leaving.abort());
  try {
    stream = asked && await StreamOut.open(asked, prepared, world, {
      ...{ sink: world.stdout, onGone },
      say: (line) => view.say(line),
      warn: (message) => tell(warning(message)),
    });
    meeting = await Meeting.start(prepared, world, tell, { signal: leaving.signal });
    obey(signals, meeting, aftercare, view);
    const exitCode = await noteEnd(meeting, world.cacheFolder());
    const report = await meeting.finished;
    const isKept = await stream?.settle(report) ?? true;
    if (asked?.isAlone && isKept) view.show({ event: "finished", report });
    return exitCode;
  } catch (error) {
    const isInVain = error === leaving.signal.reason || error instanceof NothingBegunError;
    if (!isInVain) throw error;
    if (view.state.awaitsDevice) {
      view.say("No device came; nothing was recorded");
      return EXIT_CODE.device;
    }
    view.say("Nobody spoke; nothing was recorded");
    return EXIT_CODE.complete;
  } finally {
    await stream?.[Symbol.asyncDispose]();
    status.clear();
    await untilSettled(aftercare, signals, view);
  }
}

/** Waits for programs that are run for files; Ctrl+C ends them, the first time already if nothing else was stopped. */
async function untilSettled(
  aftercare: Aftercare,
  signals: StopSignals,
  view: RecordingView,
): Promise<void> {
  const { stopped } = signals;
  signals.stop.then((signal) => {
    if (!stopped && reasonOfSignal(signal) === "interrupt") aftercare.giveUp();
  });
  const cancel = afterMs(
    HINT_MS,
    () => view.say("Waiting for --on-finish; Ctrl+C ends it"),
  );
  await aftercare.settled;
  cancel();
}

/** A file that is there now, and where it begins in the recording; of one that was split each part is told of. */
function finishedFile(
  event: MeetingEvent,
): { readonly report: MeetingReport; readonly atSeconds: number } | undefined {
  if (event.event === "part-finished") return event;
  const isOne = event.event === "finished" && event.report.parts === undefined;
  return isOne ? { report: event.report, atSeconds: 0 } : undefined;
}

function steeringTrouble(error: unknown): string {
  if (error instanceof UserError) return error.message;
  return `Cannot do that: ${messageOf(error)}`;
}

/** Ctrl+C stops; again, while the file is made, it leaves. */
function obey(
  signals: StopSignals,
  meeting: Meeting,
  aftercare: Aftercare,
  view: RecordingView,
): void {
  let isEnding = false;
  meeting.events.listen(({ event }) => {
    isEnding = event === "stopping" || (isEnding && event !== "finished");
  });
  signals.stop.then((signal) => {
    // Pressed for the first time only now, when it has nothing to stop.
    if (isEnding) view.say("Finishing; Ctrl+C again leaves, and keeps the recording");
    meeting.stop(reasonOfSignal(signal));
  });
  signals.again.then(() => {
    meeting.giveUp("Ctrl+C was pressed again");
    aftercare.giveUp();
  });
}
