/** What `--json` prints: one object a line, described in docs/events.md. */
import { z } from "zod";
import { TROUBLES } from "../../capture/sound/sound_trouble.ts";
import { STOP_REASONS } from "../../meeting/ground/stop_reason.ts";
import type { Output } from "../terminal/stream_output.ts";

const track = z.enum(["mic", "system"]);
const perTrack = <T extends z.ZodType>(value: T) => z.partialRecord(track, value);
const seconds = z.number().nonnegative();
/** dBFS; null is digital silence, which JSON has no number for. */
const levelDb = z.number().nullable();

const trackReport = z.object({
  name: z.string(),
  seconds,
  peakDb: levelDb,
  rmsDb: levelDb,
  droppedFrames: z.int().nonnegative(),
  gaps: z.object({ count: z.int().nonnegative(), seconds }),
  ppm: z.number(),
  startOffsetSeconds: z.number(),
  /** What was wrong with its sound, and for how long from when it was told. */
  warnings: z.array(z.object({ kind: z.enum(TROUBLES), atSeconds: seconds, seconds })),
  lost: z.string().optional(),
});

const time = z.iso.datetime();

/** What is told of a file that is there. */
const finishedFile = {
  out: z.string(),
  seconds,
  bytes: z.int().nonnegative(),
  exitCode: z.literal([0, 4]),
  /** What makes the file less than complete; none with exit code 0. */
  faults: z.array(z.string()),
  tracks: perTrack(trackReport),
  stems: perTrack(z.string()),
};

/** Every line of `--json`. */
export const eventSchema = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("started"),
    time,
    /** Version of these events. */
    format: z.literal(1),
    out: z.string(),
    rateHz: z.int().positive(),
    tracks: perTrack(
      z.object({ name: z.string(), rateHz: z.number().positive(), channels: z.int().positive() }),
    ),
    /** Until the disk is full, as far as the system tells. */
    secondsLeft: seconds.optional(),
  }),
  z.object({
    event: z.literal("progress"),
    time,
    seconds,
    bytes: z.int().nonnegative(),
    chunksWaiting: z.int().nonnegative(),
    secondsLeft: seconds.optional(),
    tracks: perTrack(
      z.object({ peakDb: levelDb, rmsDb: levelDb, ppm: z.number(), droppedFrames: z.int() }),
    ),
  }),
  z.object({
    event: z.literal("gap"),
    time,
    track,
    atSeconds: seconds,
    seconds,
    cause: z.string(),
  }),
  z.object({
    event: z.literal("track"),
    time,
    track,
    state: z.enum(["lost", "back", "moved", "ended"]),
    atSeconds: seconds,
    /** The device that delivers from now on: of back and moved. */
    name: z.string().optional(),
    /** Of lost. */
    reason: z.string().optional(),
  }),
  z.object({
    event: z.literal("warning"),
    time,
    message: z.string(),
    /** These are there when it is about the sound of a side; it is taken back by a warning-ended of the same. */
    kind: z.enum(TROUBLES).optional(),
    track: track.optional(),
    atSeconds: seconds.optional(),
    gentle: z.boolean().optional(),
    levelDb: levelDb.optional(),
    hz: z.number().positive().optional(),
  }),
  z.object({
    event: z.literal("warning-ended"),
    time,
    message: z.string(),
    kind: z.enum(TROUBLES),
    track,
    atSeconds: seconds,
    seconds,
  }),
  z.object({ event: z.literal("stopping"), time, reason: z.enum(STOP_REASONS) }),
  z.object({ event: z.literal("finishing"), time, share: z.number().min(0).max(1) }),
  z.object({ event: z.literal("finished"), time, ...finishedFile }),
  z.object({
    event: z.literal("recovered"),
    time,
    /** The folder that was finished. */
    spool: z.string(),
    ...finishedFile,
  }),
  z.object({
    event: z.literal("error"),
    time,
    exitCode: z.int(),
    message: z.string(),
    spool: z.string().optional(),
  }),
]);

/** An event as it is printed. */
export type ConfrecEvent = z.output<typeof eventSchema>;

type WithoutTime<E> = E extends unknown ? Omit<E, "time"> : never;

/** An event before its time is noted. */
export type NewEvent = WithoutTime<ConfrecEvent>;

/** JSON's number for a level: −Infinity becomes null; hundredths of a dB are enough. */
export function jsonDb(level: number): number | null {
  return Number.isFinite(level) ? Math.round(level * 100) / 100 : null;
}

/** Seconds to the millisecond. */
export function jsonSeconds(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** Writes events as they come; a reader that has gone away is of no concern. */
export class EventStream {
  readonly #output: Output;
  readonly #now: () => Date;
  readonly #enabled: boolean;

  constructor(output: Output, now: () => Date, enabled: boolean) {
    this.#output = output;
    this.#now = now;
    this.#enabled = enabled;
  }

  emit(event: NewEvent): void {
    if (!this.#enabled) return;
    // A reader that sleeps misses progress, and nothing else.
    if (event.event === "progress" && this.#output.busy) return;
    const { event: name, ...rest } = event;
    const line = { event: name, time: this.#now().toISOString(), ...rest };
    this.#output.write(`${JSON.stringify(line)}\n`);
  }
}
