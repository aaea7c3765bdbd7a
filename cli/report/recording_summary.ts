/** What a recording came to, for people and for programs. */
import { type PerTrack, TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import type { SessionReport, TrackReport } from "../../capture/session/session_types.ts";
import { jsonDb, jsonSeconds, type NewEvent } from "./event_stream.ts";
import { clockTime, counted, fileSize, level, shortTime } from "../../meeting/ground/figures.ts";
import type { OutputFile } from "../../meeting/output/output_path.ts";
import { reportWords } from "./sound_words.ts";
import type { ToldTrouble, TrackRecord } from "../../meeting/report/track_record.ts";

/** A recording must be so long before its clocks can be told; seconds. */
const TELLING_CLOCK_SECONDS = 60;

/** A recording that is finished. */
export interface Recorded {
  readonly output: OutputFile;
  readonly bytes: number;
  readonly report: SessionReport;
  readonly records: Readonly<Record<TrackName, TrackRecord>>;
  /** Where stems were left. */
  readonly stems: PerTrack<string>;
  /** Everything that makes the file less than complete; each one clause, such as "mic was lost (…)". */
  readonly faults: readonly string[];
}

/** What is missing of each side. */
export function faultsOf({ report, records }: Pick<Recorded, "report" | "records">): string[] {
  return TRACK_NAMES.flatMap((track) => {
    const about = report.tracks[track];
    if (!about) return [];
    return records[track].faults(track, about, report.rateHz)
      .map((fault) => `${track} ${fault}`);
  });
}

/** Lines for people. */
export function summaryLines(
  recorded: Recorded,
  did: "Recorded" | "Recovered" = "Recorded",
): string[] {
  const { output, bytes, report, records, stems } = recorded;
  const lines = [
    `${did} ${clockTime(report.frames / report.rateHz)} to ${output.shown} (${fileSize(bytes)})`,
  ];
  for (const track of TRACK_NAMES) {
    const about = report.tracks[track];
    if (about) {
      lines.push(`  ${track.padEnd(6)}  ${trackLine(about, records[track], report.rateHz)}`);
    }
  }
  for (const track of TRACK_NAMES) {
    const stem = stems[track];
    if (stem !== undefined) lines.push(`  ${track.padEnd(6)}  kept as ${stem}`);
  }
  return lines;
}

function trackLine(about: TrackReport, record: TrackRecord, rateHz: number): string {
  const { peakDb, rmsDb, gaps, missingSeconds } = record;
  const facts = [];
  if (peakDb !== undefined && rmsDb !== undefined) {
    facts.push(peakDb === -Infinity ? "silence" : `peak ${level(peakDb)}, mean ${level(rmsDb)}`);
  }
  // Over a short time the jitter of the callbacks is larger than any clock's error.
  if (about.frames >= TELLING_CLOCK_SECONDS * rateHz && about.ppm !== 0) {
    facts.push(`clock ${about.ppm > 0 ? "+" : ""}${about.ppm.toFixed(1)} ppm`);
  }
  if (gaps > 0) facts.push(`${counted(gaps, "gap")} (${shortTime(missingSeconds)})`);
  if (about.startOffsetSeconds >= 0.1) {
    facts.push(`began ${about.startOffsetSeconds.toFixed(1)} s late`);
  }
  if (about.dropped > 0) facts.push(`${counted(about.dropped, "frame")} dropped`);
  facts.push(...soundFacts(record, about.frames / rateHz));
  return facts.length === 0 ? about.name : `${about.name}: ${facts.join(", ")}`;
}

/** What was wrong with the sound, once for each kind; that all of it was silence is said already. */
function soundFacts(record: TrackRecord, endSeconds: number): string[] {
  const kinds = new Set(record.troubles.map(({ kind }) => kind));
  if (record.peakDb === -Infinity) kinds.delete("digital-silence");
  return [...kinds].map((kind) => {
    const lasted = record.troubles.filter((one) => one.kind === kind)
      .reduce((sum, one) => sum + lastingSeconds(one, endSeconds), 0);
    return reportWords(kind, lasted);
  });
}

function lastingSeconds({ atSeconds, seconds }: ToldTrouble, endSeconds: number): number {
  return seconds ?? Math.max(0, endSeconds - atSeconds);
}

/** The same as an event. */
export function finishedEvent(recorded: Recorded, exitCode: 0 | 4): NewEvent {
  return { event: "finished", ...facts(recorded, exitCode) };
}

/** A recording that was finished later than it was recorded. */
export function recoveredEvent(recorded: Recorded, exitCode: 0 | 4, spool: string): NewEvent {
  return { event: "recovered", spool, ...facts(recorded, exitCode) };
}

function facts(recorded: Recorded, exitCode: 0 | 4) {
  const { output, bytes, report, records, stems, faults } = recorded;
  const tracks = Object.fromEntries(
    TRACK_NAMES.flatMap((track) => {
      const about = report.tracks[track];
      return about ? [[track, trackFacts(about, records[track], report.rateHz)]] : [];
    }),
  );
  return {
    out: output.path,
    seconds: jsonSeconds(report.frames / report.rateHz),
    bytes,
    exitCode,
    faults: [...faults],
    tracks,
    stems,
  };
}

function trackFacts(about: TrackReport, record: TrackRecord, rateHz: number) {
  const { peakDb, rmsDb, troubles } = record;
  return {
    name: about.name,
    seconds: jsonSeconds(about.frames / rateHz),
    peakDb: jsonDb(peakDb ?? -Infinity),
    rmsDb: jsonDb(rmsDb ?? -Infinity),
    droppedFrames: about.dropped,
    gaps: { count: about.gaps.count, seconds: jsonSeconds(about.gaps.seconds) },
    ppm: Math.round(about.ppm * 100) / 100,
    startOffsetSeconds: jsonSeconds(about.startOffsetSeconds),
    warnings: troubles.map((trouble) => ({
      kind: trouble.kind,
      atSeconds: jsonSeconds(trouble.atSeconds),
      seconds: jsonSeconds(lastingSeconds(trouble, about.frames / rateHz)),
    })),
    ...(about.lost === undefined ? {} : { lost: about.lost }),
  };
}
