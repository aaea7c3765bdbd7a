/** A recording from its first frame to the finished file. */
import { isThere } from "../ffi/system/is_there.ts";
import { type PerTrack, TRACK_NAMES } from "../capture/ground/tracks.ts";
import type { SessionEnd, SessionEvent, SessionReport } from "../capture/session/session_types.ts";
import { FileHold } from "../capture/spool/file_hold.ts";
import { notePublished } from "../capture/recovery/left_session.ts";
import { type Spool } from "../capture/spool/spool.ts";
import { clearAway } from "./output/clear_away.ts";
import { CommandError } from "./ground/user_error.ts";
import type { DiskWatch } from "./output/disk_watch.ts";
import type { EventStream } from "../cli/report/event_stream.ts";
import { EXIT_CODE, traceOf } from "../cli/process/failure.ts";
import { clockTime } from "./ground/figures.ts";
import { keepStems } from "./output/keep_stems.ts";
import { KeptSpoolError } from "./ground/kept_spool_error.ts";
import type { OutputFile } from "./output/output_path.ts";
import {
  faultsOf,
  finishedEvent,
  type Recorded,
  summaryLines,
} from "../cli/report/recording_summary.ts";
import type { ProgrammeState, RecordingView } from "../cli/report/recording_view.ts";
import type { StatusLine } from "../cli/terminal/status_line.ts";
import { SpoolGuard } from "./output/spool_guard.ts";
import { isSignal, reasonOfSignal, type StopReason } from "./ground/stop_reason.ts";
import type { StopSignals } from "../cli/process/stop_signals.ts";
import { StrayErrors } from "../cli/process/stray_errors.ts";

/** What is needed of `Session`. */
export interface LiveSession {
  readonly ended: Promise<SessionEnd>;
  /** Resolves when, some time after `stop`, the devices are closed. */
  readonly closed: Promise<void>;
  stop(): Promise<SessionReport>;
}

/** What is needed of `Programme`. */
export interface LiveProgramme extends ProgrammeState {
  /** So many frames of each stem are on disk. */
  grow(frames: PerTrack<number>): void;
  /**
   * Makes, verifies and publishes the file.
   *
   * @returns its length in bytes
   */
  finish(report: SessionReport, onShare: (share: number) => void): Promise<number>;
  /** Gives up; another takes its place. */
  close(): Promise<void>;
}

/** Everything that a recording has to do with. */
export interface Recording {
  readonly output: OutputFile;
  readonly spool: Spool;
  /** The command that finishes what the spool holds. */
  recovery(): string;
  readonly keepStems: boolean;
  /** The room on the disk. */
  readonly disk: DiskWatch;
  readonly force: boolean;
  /**
   * Begins; nothing is recorded when this throws.
   *
   * @param onEvent must not throw
   */
  start(onEvent: (event: SessionEvent) => void): Promise<LiveSession>;
  /** Called when the session has started, and again when its spool had to be put back. */
  programme(): LiveProgramme;
}

/** Who is told, and who may interrupt. */
export interface Audience {
  readonly view: RecordingView;
  readonly status: StatusLine;
  readonly events: EventStream;
  readonly signals: StopSignals;
}

const NOTHING_YET: ProgrammeState = { chunksWaiting: 0 };

/**
 * Records until something ends it, and finishes the file.
 *
 * @returns the exit code: complete or degraded
 * @throws what `start` throws, as it is: nothing has been recorded then
 * @throws {KeptSpoolError} for everything later
 */
export async function conduct(recording: Recording, audience: Audience): Promise<number> {
  const { view, status, signals } = audience;
  using _stray = new StrayErrors((error) => {
    view.warn(
      `Cannot explain this: ${traceOf(error)}; it is a bug in confrec, and recording goes on`,
    );
  });
  let begun: Begun | undefined;
  const guard = new SpoolGuard(recording.spool, view, async () => {
    // It has read files that have lost their names, and made chunks that are gone; the next one uses the same names.
    await begun?.programme?.close().catch(() => {});
    begun = begin(recording, view);
  });
  const session = await recording.start((event) => {
    try {
      if (event.type === "progress") {
        begun?.programme?.grow(framesOf(event));
        recording.disk.look(event.seconds);
        if (begun) void guard.look();
      }
      view.show(event, begun?.programme ?? NOTHING_YET);
    } catch (error) {
      view.warn(`Cannot show how the recording goes: ${String(error)}; it goes on`);
    }
  });
  try {
    begun = begin(recording, view);
    const reason = await Promise.race([
      signals.stop.then(reasonOfSignal),
      session.ended as Promise<StopReason>,
      recording.disk.full,
    ]);
    signals.stop.then(() => {
      // Pressed for the first time only now, when it has nothing to stop.
      if (!isSignal(reason)) view.say("Finishing; Ctrl+C again leaves, and keeps the recording");
    });
    const impatient = signals.again.then(() => {
      throw new CommandError("output", "Cannot finish: Ctrl+C was pressed again");
    });
    const settle = async () => {
      await guard.look();
      return begun ??= begin(recording, view);
    };
    const finished = finish(recording, audience, session, settle, reason);
    const exitCode = await Promise.race([impatient, finished]);
    // Told before: the file is there, and the stems of a long day take seconds to remove.
    const remains = await clearAway(recording.spool);
    if (remains !== undefined) view.warn(remains);
    // A process that ends while an audio thread runs may crash.
    await session.closed;
    return exitCode;
  } catch (error) {
    const { folder } = recording.spool;
    if (!holdsStem(recording.spool)) throw lostSpool(folder, error);
    throw new KeptSpoolError(folder, recording.recovery(), error);
  } finally {
    status.clear();
  }
}

function holdsStem(spool: Spool): boolean {
  return TRACK_NAMES.some((track) => isThere(spool.stemPath(track)));
}

/** Nothing can be promised any more: whoever removed it for good has lost the recording. */
function lostSpool(folder: string, cause: unknown): CommandError {
  return new CommandError(
    "output",
    `Cannot finish: ${folder} was removed or moved before the file was made of it; ` +
      "if it is in the wastebasket or elsewhere, put it back and finish it with confrec recover",
    { cause },
  );
}

type Begun = { readonly programme: LiveProgramme; readonly error?: undefined } | {
  readonly programme: undefined;
  readonly error: unknown;
};

/** What is heard is worth more than a file that is ready at once: the recording does without its programme. */
function begin(recording: Recording, view: RecordingView): Begun {
  try {
    return { programme: recording.programme() };
  } catch (error) {
    view.warn(`Cannot encode while recording: ${String(error)}; both sides are kept as they are`);
    return { programme: undefined, error };
  }
}

async function finish(
  recording: Recording,
  { view, status, events }: Audience,
  session: LiveSession,
  settle: () => Promise<Begun>,
  reason: StopReason,
): Promise<number> {
  events.emit({ event: "stopping", reason });
  const report = await session.stop();
  // The spool may have been removed a moment ago.
  const begun = await settle();
  if (!begun.programme) throw begun.error;
  view.finishing(0);
  const { output, spool, force } = recording;
  const bytes = await makeFile(begun.programme, report, recording, view);
  // Whoever finishes this spool after a crash need not, and must not, make the file again.
  await notePublished(spool, output.path, bytes).catch(() => {});
  const stems = recording.keepStems ? keepStems(spool, output.stemPaths, force) : {};
  status.clear();

  const { records } = view;
  const faults = [...endFault(reason, report), ...faultsOf({ report, records })];
  const recorded: Recorded = { output, bytes, report, records, stems, faults };
  for (const line of summaryLines(recorded)) view.say(line);
  if (faults.length > 0) view.warn(`${output.shown} is not complete: ${faults.join("; ")}`);
  const exitCode = faults.length > 0 ? EXIT_CODE.degraded : EXIT_CODE.complete;
  events.emit(finishedEvent(recorded, exitCode));
  return exitCode;
}

/** Somebody may remove the spool even now: when there is no file for that reason, it is put back to be recovered. */
async function makeFile(
  programme: LiveProgramme,
  report: SessionReport,
  { spool, output }: Recording,
  view: RecordingView,
): Promise<number> {
  const stems = TRACK_NAMES.map((track) => spool.stemPath(track));
  using hold = new FileHold([...stems, spool.journalPath]);
  try {
    return await programme.finish(report, (share) => view.finishing(share));
  } catch (error) {
    if (!isPutBack(hold)) throw error;
    throw new CommandError(
      "output",
      `Cannot make ${output.shown}: ${spool.folder} was removed or moved meanwhile, and is put back`,
      { cause: error },
    );
  }
}

function isPutBack(hold: FileHold): boolean {
  try {
    return hold.putBack();
  } catch {
    // Something else has its name, or nothing can be written there now.
    return false;
  }
}

/** An end that nobody wanted. */
function endFault(reason: StopReason, { frames, rateHz }: SessionReport): string[] {
  if (reason !== "disk-full") return [];
  return [
    `the recording had to end at ${clockTime(frames / rateHz)}, when the disk was nearly full`,
  ];
}

function framesOf(event: Extract<SessionEvent, { type: "progress" }>): PerTrack<number> {
  return Object.fromEntries(
    Object.entries(event.tracks).map(([track, { frames }]) => [track, frames]),
  );
}
