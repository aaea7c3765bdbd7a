/** `confrec room`: one recording after the other, for months; what happens goes to a terminal, a program, a file. */
import { platform } from "../../ffi/system/platform.ts";
import { checkRoom, type RoomRequest } from "../../meeting/room/check_room.ts";
import type { MeetingOutcome } from "../../meeting/room/finishing.ts";
import { Room, type RoomReport } from "../../meeting/room/room.ts";
import type { RoomListener } from "../../meeting/room/room_audience.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { warning } from "../../meeting/events/events.ts";
import { meetingSchema } from "../../meeting/settings/meeting_settings.ts";
import { noteResult } from "../../meeting/steer/result_note.ts";
import { type CommandCall, inputOf } from "../options/command.ts";
import type { OptionName } from "../options/options.ts";
import { EXIT_CODE, exitCodeOf } from "../process/exit_code.ts";
import { failureOf, traceOf } from "../process/failure.ts";
import { printPath } from "../process/print_path.ts";
import { resultOfFile } from "../process/result_of_file.ts";
import { SteerSignals } from "../process/steer_signals.ts";
import { reasonOfSignal } from "../process/stop_signals.ts";
import { StrayErrors } from "../process/stray_errors.ts";
import { openEventsFile } from "../report/events_file.ts";
import { JsonLines } from "../report/json_lines.ts";
import { serviceManager } from "../service/service_manager.ts";
import type { Io } from "../terminal/io.ts";
import { StatusLine } from "../terminal/status_line.ts";
import type { CommandRoomWorld } from "./command_room_world.ts";
import { RoomView } from "./room_view.ts";

/** The options that a room looks at beside the settings of its meetings. */
export type RoomOptionName = Extract<
  OptionName,
  "trigger" | "ignore" | "events" | "quiet" | "json" | "onFinish" | "keep"
>;

/**
 * Records meetings until somebody stops it.
 *
 * @returns the exit code: of the meeting that was recorded at the end, if there was one
 * @throws {UserError} usage: a setting is wrong, or another room has the folder
 */
export async function room(
  call: CommandCall<RoomOptionName>,
  io: Io,
  world: CommandRoomWorld,
): Promise<number> {
  platform.keepHeapSmall();
  const { quiet, json, events } = call.options;
  const status = new StatusLine(io.stderr, !quiet && !json);
  const lines = new JsonLines(io.stdout, io.now, json);
  await using file = openEventsFile(events, io.now, (message) => {
    status.say(`confrec: ${message}`);
  });
  const manager = serviceManager();
  const view = new RoomView(status, { quiet, colour: io.colour });
  const hear: RoomListener = (event, meeting) => {
    manager.hear(event);
    view.show(event, meeting);
    lines.show(event, meeting);
    file.lines.show(event, meeting);
    if (event.event === "part-finished" || event.event === "recovered") {
      printPath(event.report.output.path, io, json);
    }
    if (event.event === "finished" && event.report.parts === undefined) {
      printPath(event.report.output.path, io, json);
    }
  };
  const checked = checkRoom(requestOf(call, world), world);
  world.leaveFolder();
  using _stray = new StrayErrors((error) => {
    hear(
      warning(`Cannot explain this: ${traceOf(error)}; it is a bug in confrec, the room goes on`),
    );
  });
  using signals = world.signals();
  const cache = world.cacheFolder();
  const noting = new Set<Promise<void>>();
  const opened = await Room.open(checked, world, {
    hear,
    onBegin: (meeting, about) => view.begin(meeting, about),
    onSign: () => manager.sign(),
    onOutcome: (outcome) => {
      view.end(outcome.meeting);
      noting.add(noteResult(outcome.stopRequests, resultOf(outcome), cache));
    },
  });
  const warn = (error: unknown) => hear(warning(failureOf(error).message));
  using _steering = new SteerSignals({
    mark: () => opened.controls?.mark().catch(warn),
    togglePause: () => opened.controls?.togglePause().catch(warn),
  });
  signals.stop.then((signal) => opened.stop(reasonOfSignal(signal)));
  signals.again.then(() => opened.giveUp("Ctrl+C was pressed again"));
  const report = await opened.finished;
  status.clear();
  const exitCode = codeOf(report);
  await Promise.all(noting);
  await noteResult(opened.stopRequests, { exitCode }, cache);
  return exitCode;
}

function requestOf(
  call: CommandCall<RoomOptionName>,
  { tellsOfCalls }: CommandRoomWorld,
): RoomRequest {
  const { trigger = tellsOfCalls ? "call" : "speech", ignore = "" } = call.options;
  if (trigger === "call" && !tellsOfCalls) {
    throw new UserError(
      "usage",
      "Cannot wait for a call: this system does not tell who is in one; use --trigger speech",
    );
  }
  return {
    input: inputOf(meetingSchema, call),
    aftercare: call.options,
    trigger,
    ignored: ignore.split(",").map((name) => name.trim()).filter((name) => name !== ""),
  };
}

function resultOf({ report, error }: MeetingOutcome) {
  if (report !== undefined) return resultOfFile(report);
  const { exitCode, message } = failureOf(error);
  return { exitCode, message };
}

function codeOf({ last, left }: RoomReport): number {
  if (left.length > 0) return EXIT_CODE.output;
  return last === undefined ? EXIT_CODE.complete : exitCodeOf(last);
}
