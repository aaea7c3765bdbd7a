/**
 * confrec as a library: records web conferences, mixes and recovers recordings.
 *
 * Nothing here writes to a terminal or ends the process. The command line is built on the same functions.
 *
 * @example Record ten seconds, and show how loud you are
 * ```ts
 * import { startMeeting } from "./mod.ts";
 *
 * const meeting = await startMeeting({ out: "meeting.mp3", duration: "10s" });
 * for await (const event of meeting.events) {
 *   if (event.event === "progress") console.log(event.seconds, event.tracks.mic?.peakDb);
 * }
 * const { output, faults } = await meeting.finished;
 * console.log(output.path, faults);
 * ```
 *
 * @module
 */
import { listDevices as listOf, type ListedDevice } from "./capture/source/devices.ts";
import type { Listener } from "./meeting/events/events.ts";
import { typedPath } from "./meeting/ground/typed_path.ts";
import { Meeting } from "./meeting/meeting.ts";
import { mixFiles, prepareMix } from "./meeting/mix/mix_files.ts";
import { checkOutput } from "./meeting/output/output_path.ts";
import { prepareMeeting } from "./meeting/prepare/prepare_meeting.ts";
import { spoolsBelow, unheld } from "./meeting/recover/left_spools.ts";
import {
  checkPlace,
  checkSingle,
  isSpool,
  recoverEach,
  recoverOne,
} from "./meeting/recover/recover.ts";
import type { MeetingReport } from "./meeting/report/meeting_report.ts";
import type { MeetingInput } from "./meeting/settings/meeting_settings.ts";
import type { MixInput } from "./meeting/settings/mix_settings.ts";
import type { WaitOrders } from "./meeting/recording/begin_session.ts";
import { realWorld } from "./meeting/world/real_world.ts";

export type { ListedDevice } from "./capture/source/devices.ts";
export { SpoolBusyError } from "./capture/spool/spool.ts";
export { DeviceChoiceError } from "./capture/source/device_choice.ts";
export { DeviceError, type DeviceErrorKind } from "./ffi/device_error.ts";
export { type JsonEvent, jsonEvent } from "./meeting/events/json_event.ts";
export type { EventHub } from "./meeting/events/event_hub.ts";
export type { Listener, MeetingEvent } from "./meeting/events/events.ts";
export type { WaitOrders } from "./meeting/recording/begin_session.ts";
export { NothingBegunError } from "./meeting/ground/nothing_begun_error.ts";
export { KeptSpoolError } from "./meeting/ground/kept_spool_error.ts";
export { UserError, type UserErrorKind } from "./meeting/ground/user_error.ts";
export type { Meeting } from "./meeting/meeting.ts";
export type { FileFacts } from "./meeting/facts/facts_schema.ts";
export type { RecordingFacts } from "./meeting/events/session_news.ts";
export type { OutputFile } from "./meeting/ground/output_file.ts";
export type { MeetingReport, TrackFacts } from "./meeting/report/meeting_report.ts";
export type { MeetingInput } from "./meeting/settings/meeting_settings.ts";
export type { MixInput } from "./meeting/settings/mix_settings.ts";
export { OutputError } from "./post/publish/output_error.ts";

/**
 * Begins to record both sides of a conference.
 *
 * @param settings only `out` is needed; values as on the command line (`"90s"`, `"64k"`, `"-50dB"`) or as numbers in the
 *   unit that stands there (seconds, kbit/s, dBFS)
 * @param listener hears all events, from the first on; the same as `meeting.events` for those who come early
 * @param wait what is said to one that waits before it records (`startOnSpeech`): that it is to begin, or is given up
 * @returns the meeting, once sound is being recorded; `stop()` ends it, `finished` resolves when the file is there
 * @throws {UserError} of kind `usage` when a setting is wrong or something is in the way, `output` when the file cannot be
 *   made there; nothing was touched
 * @throws {DeviceChoiceError} when a name fits no device, or several
 * @throws {DeviceError} when no device can be opened; nothing was recorded
 * @throws {SpoolBusyError} when another process is recording to the same file
 *
 * @example Record until the listener has heard enough
 * ```ts
 * import { startMeeting } from "./mod.ts";
 *
 * const meeting = await startMeeting({ out: "talk.mp3", mic: "file:talk.wav", system: "none" });
 * setTimeout(() => meeting.stop(), 500);
 * console.log((await meeting.finished).seconds);
 * ```
 */
export async function startMeeting(
  settings: MeetingInput,
  listener?: Listener,
  wait?: WaitOrders,
): Promise<Meeting> {
  const prepared = await prepareMeeting(settings, realWorld);
  return await Meeting.start(prepared, realWorld, listener, wait);
}

/** What else can be said to a piece of work. */
export interface WorkOptions {
  /** Hears warnings, progress (0 to 1), and of the finished file. */
  readonly listener?: Listener;
  /** Gives up; what was there before is as it was. */
  readonly signal?: AbortSignal;
}

/**
 * Makes the file of recordings that exist, as if they had just been recorded.
 *
 * @param settings `out`, and at least one of `mic` and `system`: paths of WAV files of any rate and encoding
 * @returns what was made; its `seconds` are those of the file
 * @throws {UserError} of kind `usage` when a setting or an input is wrong, `output` when the file cannot be made there, or
 *   the signal came
 * @throws {OutputError} when the file could not be written
 *
 * @example Mix two files
 * ```ts
 * import { mix } from "./mod.ts";
 *
 * const { output, bytes } = await mix({ mic: "talk.wav", out: "mixed.mp3", bitrate: 64 });
 * console.log(output.path, bytes);
 * ```
 */
export async function mix(settings: MixInput, options: WorkOptions = {}): Promise<MeetingReport> {
  const { listener = () => {}, signal = new AbortController().signal } = options;
  return await mixFiles(prepareMix(settings, realWorld), realWorld, listener, signal);
}

/** What `recover` is told beside the place. */
export interface RecoverOptions extends WorkOptions {
  /** The file to make of a single recording; by default the one that it was to become. */
  readonly out?: string;
  /** Replace what is there. */
  readonly force?: boolean;
}

/** What became of one recording that was to be finished. */
export interface RecoveredRecording {
  /** The folder in which it waited; gone when there is a report. */
  readonly spool: string;
  readonly report?: MeetingReport;
  /** Why there is no file. */
  readonly error?: unknown;
}

/**
 * Finishes recordings that a crash, a power cut or a full disk has cut short.
 *
 * @param place a spool (`meeting.mp3.confrec`), or a folder that holds some
 * @returns for each recording its spool, and the report of its file, or the error for which it could not be finished:
 *   then all that was heard is still in the spool. Those that another process is recording are left alone.
 * @throws {UserError} of kind `usage` when there is no such place, or `out` is given for several; `output` when the signal
 *   came
 *
 * @example Finish what waits in this folder
 * ```ts
 * import { recover } from "./mod.ts";
 *
 * for (const { spool, report, error } of await recover(".")) {
 *   console.log(spool, report?.output.path ?? error);
 * }
 * ```
 */
export async function recover(
  place: string,
  options: RecoverOptions = {},
): Promise<readonly RecoveredRecording[]> {
  const { listener = () => {}, signal = new AbortController().signal, out, force = false } =
    options;
  const path = typedPath(place);
  checkPlace(path);
  const spools = isSpool(path) ? [path] : await unheld(spoolsBelow(path).spools);
  const output = out === undefined ? {} : {
    output: checkOutput({
      ...{ out, force, keepStems: false, inputs: [] },
      now: realWorld.now(),
      hostName: realWorld.hostName(),
    }),
  };
  checkSingle(path, spools, out);
  const outcomes = await recoverEach(spools, (spool) => {
    return recoverOne(spool, { force, ...output }, realWorld, listener, signal);
  });
  return outcomes.flatMap(({ spool, recovered, error }): RecoveredRecording[] => {
    if (recovered === undefined) return [{ spool, error }];
    return recovered.outcome === "recovered" ? [{ spool, report: recovered.report }] : [];
  });
}

/**
 * The microphones and speakers that can be recorded, the default ones first.
 *
 * @returns for each its id and name, as `mic` or `system` of a meeting takes them, its rate (Hz) and channels
 * @throws {DeviceError} of kind `missing` when there is no sound server
 *
 * @example Name the microphones
 * ```ts
 * import { listDevices } from "./mod.ts";
 *
 * for (const { track, name } of await listDevices()) if (track === "mic") console.log(name);
 * ```
 */
export async function listDevices(): Promise<readonly ListedDevice[]> {
  return listOf(await realWorld.devices());
}
