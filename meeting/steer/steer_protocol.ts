/** What is asked of a session that runs, and what it answers: small files of JSON. */
import * as z from "zod";
import { TRIGGERS } from "../ground/trigger.ts";

/** A file of a request, an answer or a status is never longer, bytes. */
export const MOST_BYTES = 8_192;
/** The longest text of a mark, UTF-16 units. */
export const MOST_TEXT = 500;
/** A mark is not put further back, s. */
export const MOST_AGO_SECONDS = 10;
/** Pauses, mutes and their ends in one recording: one every few seconds for hours. */
export const MOST_HUSHES = 5_000;
/** A recording is not extended by more at a time, s. */
export const MOST_EXTENSION_SECONDS = 7 * 24 * 3_600;

const track = z.enum(["mic", "system"]);

/** Random, so that nobody answers for another; asked again with the same one, nothing is done twice. */
const id = z.uuid();

/** Something to be done. */
export const requestSchema = z.discriminatedUnion("order", [
  /** Mark this moment. */
  z.strictObject({
    id,
    order: z.literal("mark"),
    text: z.string().max(MOST_TEXT),
    /** How long ago it was asked for: a program takes its time to start. */
    agoSeconds: z.number().min(0).max(MOST_AGO_SECONDS).optional(),
  }),
  /** Off the record, and on it again. */
  z.strictObject({ id, order: z.literal("pause") }),
  z.strictObject({ id, order: z.literal("resume") }),
  /** One side silent, and no longer. */
  z.strictObject({ id, order: z.literal("mute"), track }),
  z.strictObject({ id, order: z.literal("unmute"), track }),
  /** Go on in another file. */
  z.strictObject({ id, order: z.literal("split") }),
  /** End so many seconds later than it would have. */
  z.strictObject({
    id,
    order: z.literal("extend"),
    seconds: z.number().positive().max(MOST_EXTENSION_SECONDS),
  }),
  /** End the recording; who waits finds a note of what came of it (see `result_note.ts`). */
  z.strictObject({
    id,
    order: z.literal("stop"),
    wait: z.boolean(),
    /** A room goes on, and waits for the next meeting. */
    only: z.literal("meeting").optional(),
  }),
]);

/** A request that was understood. */
export type SteerRequest = z.output<typeof requestSchema>;

/** A request before it has its id. */
export type SteerOrder = SteerRequest extends infer R ? R extends unknown ? Omit<R, "id"> : never
  : never;

/** What came of a request. */
export const answerSchema = z.discriminatedUnion("done", [
  z.object({
    id,
    done: z.literal(true),
    /** The place in the recording where it holds from; of an extension, where the recording ends; seconds. */
    atSeconds: z.number().nonnegative().optional(),
  }),
  z.object({
    id,
    done: z.literal(false),
    why: z.string(),
    /** There is nothing at this moment that could be steered. */
    isIdle: z.boolean().optional(),
  }),
]);

/** What came of a request. */
export type SteerAnswer = z.output<typeof answerSchema>;

const levelDb = z.number().nullable();

/** How a session goes. */
export const statusSchema = z.object({
  /** Version of this file. */
  format: z.literal(1),
  /** The file to be made. */
  out: z.string(),
  state: z.enum(["recording", "paused", "finishing", "waiting"]),
  /** Recorded so far. */
  seconds: z.number().nonnegative(),
  /** Where it ends by itself, if it does. */
  endSeconds: z.number().nonnegative().optional(),
  /** Sides that are muted. */
  muted: z.array(track).default([]),
  /** The last mark. */
  mark: z.object({ atSeconds: z.number().nonnegative(), text: z.string() }).optional(),
  /** By track, of the last quarter of a second, dBFS; null is digital silence. */
  tracks: z.partialRecord(
    track,
    z.object({ peakDb: levelDb, rmsDb: levelDb }),
  ),
  /** The device that is recorded in the place of the one that was chosen, by track. */
  spares: z.partialRecord(track, z.string()).optional(),
  /** For how much longer there is disk space, where the system says. */
  secondsLeft: z.number().nonnegative().optional(),
  chunksWaiting: z.int().nonnegative(),
  /** Of a room, which has a status of its own beside that of each meeting; its `out` is as it was typed. */
  room: z.object({
    trigger: z.enum(TRIGGERS),
    /** Meetings so far, and the spool of the one that is being recorded; those whose files are being made. */
    meetings: z.int().nonnegative(),
    recording: z.string().optional(),
    finishing: z.array(z.string()),
    /** The last file. */
    last: z.string().optional(),
    /** What is in the way, if anything is. */
    trouble: z.string().optional(),
  }).optional(),
  pid: z.int(),
  /** When this was written. */
  time: z.iso.datetime(),
});

/** How a session goes. */
export type SteerStatus = z.output<typeof statusSchema>;

/** How a recording ended, for who asked it to stop. */
export const resultSchema = z.object({
  exitCode: z.int().min(0).max(255),
  /** The finished file, if there is one; the first of several. */
  out: z.string().optional(),
  /** All of them, of a recording that was split. */
  parts: z.array(z.string()).optional(),
  /** Why there is none. */
  message: z.string().optional(),
});

/** How a recording ended. */
export type SteerResult = z.output<typeof resultSchema>;
