/** What a session left in its spool, as far as it is known. */
import { dirname } from "node:path";
import type { GapCause } from "../timeline/anchor.ts";
import type { HushedStretches } from "../ground/hush.ts";
import type { SpareSpan } from "../ground/spare_spans.ts";
import {
  mapTracks,
  type PerTrack,
  TRACK_NAMES,
  type TrackName,
  tracksOf,
} from "../ground/tracks.ts";
import { Journal, type JournalRecord } from "../spool/journal.ts";
import { type LeftPart, leftPart, owesTo } from "./left_part.ts";
import { type LeftTrouble, leftTroubles } from "./left_troubles.ts";
import { readRecords } from "./left_records.ts";
import { leftSpares } from "./left_spares.ts";
import { leftHushed } from "./left_hush.ts";
import { type MendedStem, mendStem } from "./mend_stem.ts";
import type { JsonValue, Mark, SessionReport, TrackReport } from "../session/session_types.ts";
import { journalPathIn, type Spool } from "../spool/spool.ts";

/** Rate of a session whose journal does not say it, Hz. */
const USUAL_RATE_HZ = 48_000;

/** A stem that ends so long before the last anchor was not cut short by a crash but is damaged, s. */
const DAMAGE_SECONDS = 3;

/** Silence that stands for what was not heard. */
export interface LeftGap {
  readonly track: TrackName;
  readonly atSeconds: number;
  readonly seconds: number;
  readonly cause: GapCause;
}

/** A file that was finished, and stands at its place. */
export interface PublishedFile {
  readonly out: string;
  readonly bytes: number;
  /** The stems are to be kept, whether the settings say so or not. */
  readonly keepStems?: boolean | undefined;
}

/** A session that somebody else has to finish. */
export interface LeftSession {
  /** When it began, if the journal says it. */
  readonly startedAt: Date | undefined;
  /** What the finished file was to be; empty when the journal does not say it. */
  readonly settings: Readonly<Record<string, JsonValue>>;
  /** Stems and their stories; `frames` is the length of the longest. */
  readonly report: SessionReport;
  /** Frames that the session had written by its last word, whatever there is of them now. */
  readonly reportedFrames: number;
  readonly gaps: readonly LeftGap[];
  /** When a spare device stood in for the one that was chosen. */
  readonly spares: PerTrack<readonly SpareSpan[]>;
  readonly marks: readonly Mark[];
  /** What was wrong with the sound of each side; what lasted to the end has no length. */
  readonly troubles: PerTrack<readonly LeftTrouble[]>;
  /** What was off the record, and which side was muted when. */
  readonly hushed: HushedStretches;
  /** Where the file ends, as nobody has spoken any more; Infinity for the end of the stems. */
  readonly tailFrame: number;
  /**
   * Bytes of the journal's lines that could not be read: what they said is missing here. A last line that a crash tore is
   * normal and does not count, nor do records that only a later version knows.
   */
  readonly damagedBytes: number;
  /** Which part of a session that was split; undefined for a whole one. */
  readonly part: LeftPart | undefined;
  /** The session came to its end; otherwise it was cut short. */
  readonly stopped: boolean;
  /** Why it ended, where that was somebody's decision. */
  readonly endReason: string | undefined;
  /** The finished file already stands at its place, and has so many bytes. */
  readonly published: PublishedFile | undefined;
}

type RecordOf<T extends JournalRecord["type"]> = Extract<JournalRecord, { type: T }>;

/**
 * Reads a spool, and makes its stems whole.
 *
 * A journal that is torn, damaged or missing costs what it would have said, and nothing that was heard.
 *
 * @param spool locked by this process
 * @throws {Deno.errors.InvalidData} when a stem or the journal is a link or a folder
 * @throws what the file system throws
 */
export function readLeftSession(spool: Pick<Spool, "journalPath" | "stemPath">): LeftSession {
  const { records, damagedBytes } = readRecords(spool.journalPath);
  const session = first(records, "session");
  const stop = last(records, "stop");
  const stems: PerTrack<MendedStem> = {};
  for (const track of TRACK_NAMES) {
    const stem = mendStem(spool.stemPath(track), track, session?.rateHz ?? USUAL_RATE_HZ);
    if (stem !== undefined) stems[track] = stem;
  }
  const rateHz = Object.values(stems)[0]?.rateHz ?? session?.rateHz ?? USUAL_RATE_HZ;
  const frames = Math.max(0, ...Object.values(stems).map((stem) => stem.frames));
  const tracks: PerTrack<TrackReport> = {};
  for (const track of TRACK_NAMES) {
    if (stems[track] === undefined && session?.tracks[track] === undefined) continue;
    tracks[track] = reportOf(track, stems[track]?.frames ?? 0, rateHz, records);
  }
  const startedAt = first(records, "zero")?.startedAt ?? session?.startedAt;
  const published = last(records, "published");
  const stemPaths = tracksOf(stems).map((track) => spool.stemPath(track));
  const part = leftPart(records, { folder: dirname(spool.journalPath), frames, rateHz });
  return {
    startedAt: startedAt === undefined ? undefined : validDate(startedAt),
    settings: session?.settings ?? {},
    report: { rateHz, frames, tracks },
    reportedFrames: Math.max(
      stop?.frames ?? 0,
      ...ofType(records, "anchor").map((anchor) => anchor.frames),
    ),
    spares: mapTracks(tracks, (_about, track) => leftSpares(track, records, rateHz, frames)),
    gaps: ofType(records, "gap").map(({ track, atFrame, frames, cause }) => ({
      track,
      atSeconds: atFrame / rateHz,
      seconds: frames / rateHz,
      // Causes are words; those of a later version stay as they are.
      cause: cause as GapCause,
    })),
    marks: ofType(records, "mark").map(({ atFrame, text }) => ({
      atSeconds: atFrame / rateHz,
      text,
    })),
    troubles: mapTracks(tracks, (_about, track) => leftTroubles(records, track, rateHz)),
    hushed: leftHushed(records, stemPaths, rateHz, damagedBytes > 0),
    tailFrame: last(records, "tail")?.atFrame ?? Infinity,
    damagedBytes,
    part,
    stopped: stop !== undefined || part?.toFrame !== undefined,
    endReason: stop?.reason,
    published,
  };
}

/**
 * Whether a spool is that of the part before another, which may not have all of its own yet.
 *
 * @throws what the file system throws
 */
export function isOwing(folder: string, next: string): boolean {
  return owesTo(next, readRecords(journalPathIn(folder)).records);
}

/** Notes in the journal that the finished file stands at its place, so that nobody makes it again. */
export async function notePublished(spool: Spool, file: PublishedFile): Promise<void> {
  using journal = Journal.open(spool.journalPath);
  journal.append({ type: "published", ...file });
  await journal.sync();
}

/** Notes in the journal of a part that the next part has all that is its own. */
export async function noteGiven(spool: Pick<Spool, "journalPath">): Promise<void> {
  using journal = Journal.open(spool.journalPath);
  journal.append({ type: "given" });
  await journal.sync();
}

/** Notes in the journal of a part with which gains the part before has ended. */
export async function noteGains(folder: string, steps: PerTrack<number>): Promise<void> {
  using journal = Journal.open(journalPathIn(folder));
  journal.append({ type: "gains", steps });
  await journal.sync();
}

/** What the session would have reported; as it did, when it came to that. */
function reportOf(
  track: TrackName,
  frames: number,
  rateHz: number,
  records: readonly JournalRecord[],
): TrackReport {
  const stop = last(records, "stop");
  const own = stop?.tracks[track];
  if (own !== undefined) {
    const { lost = damage(frames, own.frames, rateHz), ...facts } = own;
    return { ...facts, frames, ...(lost === undefined ? {} : { lost }) };
  }
  const silences = ofType(records, "gap").filter((gap) => gap.track === track);
  const late = silences.find((gap) => gap.cause === "late-start");
  // As a session counts them: who begins late has an offset, and no gap.
  const gaps = silences.filter((gap) => gap.cause !== "late-start");
  const anchor = last(records, "anchor", track);
  const lost = awayReason(track, records) ?? stop?.lost?.[track] ??
    damage(frames, anchor?.frames ?? 0, rateHz) ??
    (frames === 0 ? "it was never heard" : undefined);
  return {
    name: nameOf(track, records),
    frames,
    dropped: anchor?.dropped ?? 0,
    gaps: {
      count: gaps.length,
      seconds: gaps.reduce((sum, gap) => sum + gap.frames, 0) / rateHz,
    },
    ppm: anchor?.ppm ?? 0,
    startOffsetSeconds: (late?.frames ?? 0) / rateHz,
    ...(lost === undefined ? {} : { lost }),
  };
}

/** What is missing of a stem that the journal knows to have been longer, if that is more than a crash takes. */
function damage(frames: number, reportedFrames: number, rateHz: number): string | undefined {
  const seconds = (reportedFrames - frames) / rateHz;
  if (seconds < DAMAGE_SECONDS && (frames > 0 || seconds < 1)) return undefined;
  return frames === 0
    ? "its stem is missing from the spool, or empty"
    : `the last ${seconds.toFixed(1)} s of its stem are missing from the spool`;
}

/** Why a track was away when the journal ends, if it was. */
function awayReason(track: TrackName, records: readonly JournalRecord[]): string | undefined {
  let reason: string | undefined;
  for (const record of records) {
    if (record.type === "lost" && record.track === track) reason = record.reason;
    if (record.type === "back" && record.track === track) reason = undefined;
  }
  return reason;
}

/** The device's name as it was reported last. */
function nameOf(track: TrackName, records: readonly JournalRecord[]): string {
  let name = first(records, "session")?.tracks[track]?.name ?? track;
  for (const record of records) {
    const hasName = record.type === "opened" || record.type === "back" || record.type === "moved";
    if (hasName && record.track === track) name = record.name;
  }
  return name;
}

function ofType<T extends JournalRecord["type"]>(
  records: readonly JournalRecord[],
  type: T,
): RecordOf<T>[] {
  return records.filter((record): record is RecordOf<T> => record.type === type);
}

function first<T extends JournalRecord["type"]>(records: readonly JournalRecord[], type: T) {
  return ofType(records, type)[0];
}

function last<T extends JournalRecord["type"]>(
  records: readonly JournalRecord[],
  type: T,
  track?: TrackName,
): RecordOf<T> | undefined {
  return ofType(records, type).findLast((record) => {
    return track === undefined || ("track" in record && record.track === track);
  });
}

function validDate(text: string): Date | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
