/** What a meeting came to: the facts, for people, programs and files alike. */
import type { SpareSpan } from "../../capture/ground/spare_spans.ts";
import type { HushedStretches, Stretch } from "../../capture/ground/hush.ts";
import {
  mapTracks,
  type PerTrack,
  TRACK_NAMES,
  type TrackName,
} from "../../capture/ground/tracks.ts";
import type { Mark, SessionReport, TrackReport } from "../../capture/session/session_types.ts";
import type { SoundTrouble } from "../../capture/sound/sound_trouble.ts";
import type { BriefFacts, FileFacts } from "../facts/facts_schema.ts";
import type { OutputFile } from "../ground/output_file.ts";
import type { FileSound } from "./file_sound.ts";
import type { TrackRecord } from "./track_record.ts";

/** Something that was wrong with the sound of a side. */
export interface TroubleFacts {
  readonly kind: SoundTrouble["kind"];
  /** Where it began, seconds of the session, and how long it lasted. */
  readonly atSeconds: number;
  readonly seconds: number;
}

/** A part of a session, seconds. */
export interface Span {
  readonly atSeconds: number;
  readonly seconds: number;
}

/** What one side came to. */
export interface TrackFacts {
  /** Of the device, or the file that was played. */
  readonly name: string;
  readonly seconds: number;
  /** Of the stem; a device's own may be another. */
  readonly rateHz: number;
  /** Highest sample and mean level, dBFS; −Infinity for digital silence, undefined where nobody has measured. */
  readonly peakDb?: number;
  readonly rmsDb?: number;
  /** Frames that the device delivered and that found no place in memory. */
  readonly droppedFrames: number;
  /** Frames that came when silence had long been written in their place; undefined where nobody counted. */
  readonly unplacedFrames?: number;
  /** Times that the source was there and yet not heard, and what those come to. */
  readonly missing: { readonly count: number; readonly seconds: number };
  /** Silences in the stem that stand for what was not heard, without a late start. */
  readonly gaps: { readonly count: number; readonly seconds: number };
  /** How much faster its clock ran than the machine's, parts per million. */
  readonly ppm: number;
  readonly startOffsetSeconds: number;
  /** Called `warnings` in JSON. */
  readonly troubles: readonly TroubleFacts[];
  /** When which device stood in for the one that was chosen. */
  readonly spares: readonly SpareSpan[];
  /** Why the source was not there at the end, or never. */
  readonly lost?: string;
}

/** A file of a meeting that was split. */
export interface PartOfReport {
  /** Counted from 1. */
  readonly number: number;
  readonly output: OutputFile;
  /** Where it begins in the recording, and how long it is there, seconds. */
  readonly atSeconds: number;
  readonly seconds: number;
  readonly bytes: number;
  /** What is known of it; undefined where nobody has found it out. */
  readonly facts?: BriefFacts;
}

/** What a meeting came to. */
export interface MeetingReport {
  /** The files of one that was split; `output` is the first then, `bytes` are those of all. */
  readonly parts?: readonly PartOfReport[];
  readonly output: OutputFile;
  readonly bytes: number;
  /** Length of the session, seconds. */
  readonly seconds: number;
  /** Length of the file, which is shorter where something was cut, seconds; undefined where nobody measured. */
  readonly fileSeconds?: number;
  /** What was off the record, and which side was muted when; of the session. */
  readonly pauses: readonly Span[];
  readonly mutes: readonly (Span & { readonly track: TrackName })[];
  readonly marks: readonly Mark[];
  /** What is cut off the end since nobody spoke any more, if the recording ended for that. */
  readonly tail?: Span;
  readonly tracks: PerTrack<TrackFacts>;
  /** Where stems were left. */
  readonly stems: PerTrack<string>;
  /** Everything that makes the file less than complete; each one clause, such as "your microphone was lost (…)". */
  readonly faults: readonly string[];
  /** What of its sound is not as it was asked for. */
  readonly sound: FileSound;
  /** All that is known of the file, by its own time; undefined where nobody has found it out, and of several parts, which have their own. */
  readonly facts?: FileFacts;
}

/** What to say of a file that is there, and less than complete; undefined of a complete one. */
export function incompleteWords({ output, faults }: MeetingReport): string | undefined {
  return faults.length === 0 ? undefined : `${output.shown} is not complete: ${faults.join("; ")}`;
}

/** What was done to a session while it ran; what lasted to its end ends there. */
export function storyOf(
  { frames, rateHz }: SessionReport,
  { pauses, mutes }: HushedStretches,
  marks: readonly Mark[],
  tailFrame = Infinity,
): Pick<MeetingReport, "pauses" | "mutes" | "marks" | "tail"> {
  const span = ({ fromFrame, toFrame }: Stretch) => ({
    atSeconds: fromFrame / rateHz,
    seconds: Math.max(0, Math.min(frames, toFrame) - fromFrame) / rateHz,
  });
  return {
    pauses: pauses.map(span),
    mutes: TRACK_NAMES.flatMap((track) => mutes[track].map((one) => ({ track, ...span(one) }))),
    marks: [...marks],
    ...(tailFrame < frames ? { tail: span({ fromFrame: tailFrame, toFrame: frames }) } : {}),
  };
}

/** What was remembered of each side while it was recorded. */
export type TrackRecords = Readonly<Record<TrackName, TrackRecord>>;

/** The facts of each side that the session had. */
export function trackFactsOf(report: SessionReport, records: TrackRecords): PerTrack<TrackFacts> {
  return mapTracks(report.tracks, (about, track) => {
    return factsOf(about, records[track], report.rateHz);
  });
}

function factsOf(about: TrackReport, record: TrackRecord, rateHz: number): TrackFacts {
  const { peakDb, rmsDb, missingCount, missingSeconds, troubles } = record;
  const seconds = about.frames / rateHz;
  return {
    name: about.name,
    seconds,
    rateHz,
    ...(peakDb === undefined || rmsDb === undefined ? {} : { peakDb, rmsDb }),
    droppedFrames: about.dropped,
    ...(about.unplacedFrames === undefined ? {} : { unplacedFrames: about.unplacedFrames }),
    missing: { count: missingCount, seconds: missingSeconds },
    gaps: about.gaps,
    ppm: about.ppm,
    startOffsetSeconds: about.startOffsetSeconds,
    spares: record.spares.upTo(seconds),
    troubles: troubles.map((trouble) => ({
      kind: trouble.kind,
      atSeconds: trouble.atSeconds,
      seconds: trouble.seconds ?? Math.max(0, seconds - trouble.atSeconds),
    })),
    ...(about.lost === undefined ? {} : { lost: about.lost }),
  };
}
