/** One spool: from what a session left to the finished file. */
import { isThere } from "../../ffi/system/is_there.ts";
import { type PerTrack, TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { basename, dirname, extname, join } from "node:path";
import {
  type LeftSession,
  notePublished,
  readLeftSession,
} from "../../capture/recovery/left_session.ts";
import { Spool } from "../../capture/spool/spool.ts";
import { isOwn } from "../../ffi/system/private_folder.ts";
import { padWav } from "../../formats/wav_pad.ts";
import { clearAway } from "../output/clear_away.ts";
import { CommandError } from "../ground/user_error.ts";
import { EXIT_CODE } from "../../cli/process/failure.ts";
import { clockTime } from "../ground/figures.ts";
import { keepStems } from "../output/keep_stems.ts";
import type { OutputFile } from "../output/output_path.ts";
import type { RecoverParts } from "../../cli/recover/recover_parts.ts";
import { recoverCommand } from "../ground/recovery_command.ts";
import { faultsOf, type Recorded } from "../../cli/report/recording_summary.ts";
import { sameBytes } from "./same_bytes.ts";
import {
  readJournalSettings,
  type SessionSettings,
  usualSound,
} from "../settings/journal_settings.ts";
import { TrackRecord } from "../report/track_record.ts";

/** What a person asked for beside the spool. */
export interface RecoverChoice {
  /** Where the file goes; by default where the session would have put it. */
  readonly output?: OutputFile;
  /** Replace what is there, also where the session would not have. */
  readonly force: boolean;
}

/** A spool that is no more. */
export interface Recovered extends Recorded {
  readonly exitCode: 0 | 4;
  /** What to tell when the spool could not be removed whole. */
  readonly remains: string | undefined;
}

/** Who is told, and who may interrupt. */
export interface RecoverWatch {
  readonly signal: AbortSignal;
  onShare(share: number): void;
}

/**
 * Makes the file, reads it back, and removes the spool.
 *
 * @param folder the spool
 * @returns `unheard` when nothing had been heard yet, `finished` when the session had only not come to remove the spool;
 * it is removed then too
 * @throws {SpoolBusyError} when a running process holds it
 * @throws {CommandError} usage: it is another user's; output: something else is at the file's place, or the stems are gone
 * @throws what the making of the file throws; the spool is as it was then
 */
export async function recoverSpool(
  folder: string,
  choice: RecoverChoice,
  parts: RecoverParts,
  watch: RecoverWatch,
): Promise<Recovered | "unheard" | "finished"> {
  using spool = await Spool.open(folder);
  const left = readLeftSession(spool);
  const settings = readJournalSettings(left.settings);
  const output = choice.output ?? ownOutput(folder, settings);
  if (left.report.frames === 0) {
    if (left.published === undefined) refuseIfHeard(folder, left);
    spool.remove();
    return left.published === undefined ? "unheard" : "finished";
  }
  const job = { spool, left, settings, output, force: choice.force || settings?.force === true };
  const bytes = publishedBytes(job) ?? await makeFile(job, parts, watch);
  await notePublished(spool, output.path, bytes).catch(() => {});
  const stems = settings?.keepStems === true ? keepWholeStems(job) : {};
  const story = { report: left.report, records: recordsOf(left) };
  const faults = [...cutFault(left), ...faultsOf(story)];
  return {
    ...{ output, bytes, ...story, stems, faults },
    exitCode: faults.length > 0 ? EXIT_CODE.degraded : EXIT_CODE.complete,
    remains: await clearAway(spool),
  };
}

/** @throws {CommandError} output: the journal tells of sound that is not there; its pieces may be all there is */
function refuseIfHeard(folder: string, { reportedFrames, report: { rateHz } }: LeftSession): void {
  if (reportedFrames < rateHz) return;
  throw new CommandError(
    "output",
    `Cannot recover ${folder}: ${
      clockTime(reportedFrames / rateHz)
    } had been recorded, but its stems are ` +
      `missing or empty; bring them back, or listen to what is in ${
        join(folder, "chunks")
      } and remove it`,
  );
}

interface Job {
  readonly spool: Spool;
  readonly left: LeftSession;
  readonly settings: SessionSettings | undefined;
  readonly output: OutputFile;
  readonly force: boolean;
}

/**
 * Where the session would have put the file: beside the spool, also if both were moved since; elsewhere if the session
 * said so.
 *
 * @throws {CommandError} of kind usage when the spool is another user's, who could have this one's files replaced
 */
function ownOutput(folder: string, settings: SessionSettings | undefined): OutputFile {
  if (!isOwn(Deno.lstatSync(folder))) {
    throw new CommandError(
      "usage",
      `Cannot recover ${folder}: it belongs to another user; say with --out which file to make`,
    );
  }
  const wasBeside = settings === undefined || Spool.folderFor(settings.out) === settings.spool;
  const name = basename(folder).replace(/\.confrec$/, "");
  const path = wasBeside ? join(dirname(folder), name) : settings.out;
  const isKnown = /\.(mp3|wav)$/i.test(path);
  return outputAt(isKnown ? path : `${path}.mp3`);
}

function outputAt(path: string): OutputFile {
  const stem = join(dirname(path), basename(path, extname(path)));
  return {
    path,
    shown: path,
    format: /\.wav$/i.test(path) ? "wav" : "mp3",
    stemPaths: { mic: `${stem}.mic.wav`, system: `${stem}.system.wav` },
  };
}

/** The size of the finished file, when the session came to publish it and it is still that one. */
function publishedBytes({ left: { published }, output }: Job): number | undefined {
  if (published === undefined || !isThere(output.path)) return undefined;
  const { size, isFile } = Deno.lstatSync(output.path);
  const isIt = isFile && size === published.bytes &&
    basename(published.out) === basename(output.path);
  return isIt ? size : undefined;
}

async function makeFile(job: Job, parts: RecoverParts, watch: RecoverWatch): Promise<number> {
  const { spool, left, settings, output, force } = job;
  // What is at the place may be this very file, from the moment between its publishing and the spool's end.
  const isTaken = !force && isThere(output.path);
  const target = isTaken ? join(spool.chunksFolder, `recovered.${output.format}`) : output.path;
  const bytes = await parts.finish({
    spool,
    report: left.report,
    sound: settings?.sound ?? usualSound(),
    target,
    format: output.format,
    force: force || isTaken,
    startedAt: settings?.startedAt ?? left.startedAt ?? new Date(),
    ffmpegPath: output.format === "mp3" ? await parts.unpack("ffmpeg") : "",
    advice: `finish it with: ${recoverCommand(spool.folder)}`,
    ...watch,
  });
  if (isTaken && !sameBytes(target, output.path)) {
    throw new CommandError(
      "output",
      `Cannot recover to ${output.path}: another file is there; move it away, ` +
        `replace it with --force, or choose another name with --out`,
    );
  }
  return bytes;
}

/** Stems of one length, as a session that comes to its end leaves them. */
function keepWholeStems({ spool, left, output, force }: Job): PerTrack<string> {
  for (const track of TRACK_NAMES) {
    if (isThere(spool.stemPath(track))) padWav(spool.stemPath(track), left.report.frames);
  }
  return keepStems(spool, output.stemPaths, force);
}

function cutFault({ stopped, report }: LeftSession): string[] {
  if (stopped) return [];
  const end = clockTime(report.frames / report.rateHz);
  return [`the recording was cut short at ${end}, when the program or the machine stopped`];
}

function recordsOf({ gaps, report }: LeftSession): Recorded["records"] {
  const records = { mic: new TrackRecord(), system: new TrackRecord() };
  for (const gap of gaps) records[gap.track].gap({ type: "gap", ...gap });
  for (const track of TRACK_NAMES) if (report.tracks[track]?.lost) records[track].lost();
  return records;
}
