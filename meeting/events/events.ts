/** What a meeting reports while it goes on: one stream, of which docs/events.md describes each kind. */
import * as z from "zod";
import { TROUBLES } from "../../capture/sound/sound_trouble.ts";
import { STOP_REASONS } from "../ground/stop_reason.ts";
import { TRIGGERS } from "../ground/trigger.ts";
import type { MeetingReport } from "../report/meeting_report.ts";

const track = z.enum(["mic", "system"]);
const perTrack = <T extends z.ZodType>(value: T) => z.partialRecord(track, value);
const seconds = z.number().nonnegative();
/** dBFS; null is digital silence, which JSON has no number for, or that nobody has measured. */
const levelDb = z.number().nullable();

const source = z.object({
  name: z.string(),
  rateHz: z.number().positive(),
  channels: z.int().positive(),
  /** It stands in for the microphone that was chosen. */
  isSpare: z.literal(true).optional(),
});

const trackShape = z.object({
  name: z.string(),
  seconds,
  peakDb: levelDb,
  rmsDb: levelDb,
  droppedFrames: z.int().nonnegative(),
  unplacedFrames: z.int().nonnegative().optional(),
  gaps: z.object({ count: z.int().nonnegative(), seconds }),
  ppm: z.number(),
  startOffsetSeconds: z.number(),
  /** When which device stood in for the one that was chosen. */
  spares: z.array(z.object({ name: z.string(), atSeconds: seconds, seconds })).optional(),
  /** What was wrong with its sound, where it began, and for how long. */
  warnings: z.array(z.object({ kind: z.enum(TROUBLES), atSeconds: seconds, seconds })),
  lost: z.string().optional(),
});

/** What is reported of a file that is there. */
const finishedFile = {
  out: z.string(),
  seconds,
  fileSeconds: seconds.optional(),
  bytes: z.int().nonnegative(),
  /** What was off the record, and which side was muted when. */
  pauses: z.array(z.object({ atSeconds: seconds, seconds })),
  mutes: z.array(z.object({ track, atSeconds: seconds, seconds })),
  marks: z.array(z.object({ atSeconds: seconds, text: z.string() })),
  /** What is cut off the end, since nobody spoke any more. */
  tail: z.object({ atSeconds: seconds, seconds }).optional(),
  /** What makes the file less than complete. */
  faults: z.array(z.string()),
  tracks: perTrack(trackShape),
  stems: perTrack(z.string()),
  /** Sides that are in the file ungated, although a gate was asked for, and why. */
  gateOpenings: perTrack(z.enum(["silent", "speech", "unheard"])),
  /** Sides that are in the file as they were recorded, although noise was to be suppressed, and why. */
  cleaningLosses: perTrack(z.enum(["silent", "speech", "most"])),
  /** What of the call the microphone heard; where that was alone its level as recorded, and as it is in the file. */
  echo: z.object({ seconds, leftAloneSeconds: seconds, levelDb, leftDb: levelDb }).optional(),
  /** Sides from which a threshold that was asked for has removed what sounds like speech. */
  gatedSpeech: z.array(track),
  /** Sides too quiet to be brought to their level. */
  boostLimited: z.array(track),
};

const partShape = z.object({
  part: z.int().positive(),
  out: z.string(),
  atSeconds: seconds,
  seconds,
  bytes: z.int().nonnegative(),
});

/** The kinds of events, each by its fields as JSON. */
export const EVENT_SHAPES = {
  /** Sources are listened to, and nothing is recorded until somebody speaks; or a device is waited for. */
  waiting: {
    /** Version of these events. */
    format: z.literal(1),
    /** The file, as it would be called if it began now. */
    out: z.string(),
    tracks: perTrack(source),
    /** Why no source can be opened, where that is what is waited for. */
    missing: perTrack(z.string()).optional(),
  },
  started: {
    /** Version of these events. */
    format: z.literal(1),
    out: z.string(),
    rateHz: z.int().positive(),
    tracks: perTrack(source),
    /** How long ago the first frame was heard. */
    agoSeconds: seconds.optional(),
    /** When it ends by itself, as far as that is known, since the first frame. */
    endSeconds: seconds.optional(),
    /** Until the disk is full, as far as the system tells. */
    secondsLeft: seconds.optional(),
  },
  progress: {
    seconds,
    bytes: z.int().nonnegative(),
    chunksWaiting: z.int().nonnegative(),
    secondsLeft: seconds.optional(),
    /** For how long nobody has spoken, where that may end the recording. */
    silentSeconds: seconds.optional(),
    tracks: perTrack(
      z.object({
        /** On the disk. */
        frames: z.int().nonnegative(),
        peakDb: levelDb,
        rmsDb: levelDb,
        ppm: z.number(),
        droppedFrames: z.int(),
      }),
    ),
  },
  gap: { track, atSeconds: seconds, seconds, cause: z.string() },
  track: {
    track,
    state: z.enum(["lost", "back", "moved", "ended"]),
    atSeconds: seconds,
    /** The device that delivers from now on: of back and moved. */
    name: z.string().optional(),
    /** It stands in for the microphone that was chosen. */
    isSpare: z.literal(true).optional(),
    /** Of lost. */
    reason: z.string().optional(),
  },
  warning: {
    message: z.string(),
    /** These are there when it is about the sound of a side; it is taken back by a warning-ended of the same. */
    kind: z.enum(TROUBLES).optional(),
    track: track.optional(),
    atSeconds: seconds.optional(),
    gentle: z.boolean().optional(),
    levelDb: levelDb.optional(),
    hz: z.number().positive().optional(),
    /** The spool of a part that could not be made a file; that is still to be done. */
    spool: z.string().optional(),
  },
  "warning-ended": {
    message: z.string(),
    kind: z.enum(TROUBLES),
    track,
    atSeconds: seconds,
    seconds,
  },
  /** Somebody marked a moment; `text` may be empty. */
  marked: { atSeconds: seconds, text: z.string() },
  /** Nothing of either side is kept from here on, until it is resumed. */
  paused: { atSeconds: seconds },
  resumed: { atSeconds: seconds },
  /** Nothing of one side is kept from here on. */
  muted: { track, atSeconds: seconds },
  unmuted: { track, atSeconds: seconds },
  /** It ends later than it would have: at `endSeconds`. */
  extended: { atSeconds: seconds, endSeconds: seconds },
  /** Another file begins here: the part `part` of the recording. */
  split: { atSeconds: seconds, part: z.int().min(2), out: z.string() },
  /** A part of the recording is a file now, while the next is recorded; times in it count from `atSeconds`. */
  "part-finished": { part: z.int().positive(), atSeconds: seconds, ...finishedFile },
  stopping: { reason: z.enum(STOP_REASONS) },
  finishing: { share: z.number().min(0).max(1) },
  finished: {
    ...finishedFile,
    /** The files of a recording that was split; `out` is the first of them, `bytes` those of all. */
    parts: z.array(partShape).optional(),
  },
  recovered: {
    /** The folder that was finished. */
    spool: z.string(),
    ...finishedFile,
  },
  /** What a room does from now on; it records one meeting after the other. */
  room: {
    state: z.enum(["waiting", "meeting", "ending"]),
    /** What a meeting begins with. */
    trigger: z.enum(TRIGGERS),
    /** Of the meeting that begins: counted from 1, and the programs that are in a call. */
    meeting: z.int().positive().optional(),
    programs: z.array(z.string()).optional(),
  },
  /** An old recording was removed, with what belonged to it. */
  pruned: { out: z.string(), bytes: z.int().nonnegative(), why: z.string() },
} as const;

type Shapes = typeof EVENT_SHAPES;
type PlainEvent<K extends keyof Shapes> = K extends unknown
  ? { readonly event: K } & Readonly<z.output<z.ZodObject<Shapes[K]>>>
  : never;

/** Something that happened; `event` says what. */
export type MeetingEvent =
  | PlainEvent<Exclude<keyof Shapes, "part-finished" | "finished" | "recovered">>
  /** A part of it is a file. */
  | {
    readonly event: "part-finished";
    readonly part: number;
    readonly atSeconds: number;
    readonly report: MeetingReport;
  }
  /** The file is there. */
  | { readonly event: "finished"; readonly report: MeetingReport }
  /** A file was made of what another session had left in a spool. */
  | { readonly event: "recovered"; readonly spool: string; readonly report: MeetingReport };

/** Hears events, in order. What it throws goes to who works, unless an `EventHub` stands between; so it should not. */
export type Listener = (event: MeetingEvent) => void;

/** An event's number for a level: −Infinity becomes null; hundredths of a dB are enough. */
export function eventDb(levelDb: number): number | null {
  return Number.isFinite(levelDb) ? Math.round(levelDb * 100) / 100 : null;
}

/** Seconds to the millisecond. */
export function eventSeconds(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** A warning that is about no side in particular; of a spool where that waits to be finished. */
export function warning(message: string, spool?: string): MeetingEvent {
  return { event: "warning", message, ...(spool === undefined ? {} : { spool }) };
}
