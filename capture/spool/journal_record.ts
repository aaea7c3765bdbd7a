/** The kinds of records that a journal has. Times are session frames (`atFrame`) or host nanoseconds (`…Ns`). */
import * as z from "zod";
import type { SourceChoice } from "../source/source.ts";

const track = z.enum(["mic", "system"]);
const frame = z.int().min(0);

/** Whether it stands in for the device that was chosen. */
const spare = z.literal(true).optional();

const anchorRecord = z.object({
  type: z.literal("anchor"),
  track,
  /** Stem frames written. */
  frames: frame,
  /** Device frames so far, and the host time at which they had come, ns. */
  position: frame,
  hostNs: z.number(),
  ppm: z.number(),
  dropped: frame,
});

const source = z.object({
  name: z.string(),
  /** As it was asked for. */
  kind: z.enum(["device", "file"]),
  stream: z.enum(["input", "loopback"]).optional(),
  id: z.string().optional(),
  path: z.string().optional(),
});

const trackReport = z.object({
  name: z.string(),
  frames: frame,
  dropped: frame,
  /** Not in journals of confrec 0.1. */
  unplacedFrames: frame.optional(),
  gaps: z.object({ count: frame, seconds: z.number() }),
  ppm: z.number(),
  startOffsetSeconds: z.number(),
  lost: z.string().optional(),
});

/** The kinds of records, distinguished by `type`. */
export const JournalRecord = z.discriminatedUnion("type", [
  /** The first: what was to be recorded, by whom. */
  z.object({
    type: z.literal("session"),
    version: z.literal(1),
    /** Wall time of the start, ISO 8601, and the process. */
    startedAt: z.string(),
    pid: z.int(),
    rateHz: z.int().min(1),
    tracks: z.partialRecord(track, source),
    /** What the finished file is to be, as the command line says it; the session only keeps it. */
    settings: z.record(z.string(), z.json()),
  }),
  /** The session's first frame is this instant. */
  z.object({ type: z.literal("zero"), zeroNs: z.number(), startedAt: z.string() }),
  /** A source was opened. */
  z.object({
    type: z.literal("opened"),
    track,
    name: z.string(),
    rateHz: z.number(),
    channels: z.int(),
    spare,
  }),
  anchorRecord,
  /** Silence was put where nothing was heard. */
  z.object({ type: z.literal("gap"), track, atFrame: frame, frames: frame, cause: z.string() }),
  /** A source's channels become the stem's in another way than before (see `dsp/safe_fold.ts`). */
  z.object({
    type: z.literal("fold"),
    track,
    atFrame: frame,
    kind: z.enum(["sum", "opposed", "one"]),
    channel: z.int().min(1).optional(),
    side: z.enum(["left", "right"]).optional(),
  }),
  /** A source went away, came back, was replaced by the new default, or came to its end. */
  z.object({ type: z.literal("lost"), track, atFrame: frame, reason: z.string() }),
  z.object({ type: z.literal("back"), track, atFrame: frame, name: z.string(), spare }),
  z.object({ type: z.literal("moved"), track, atFrame: frame, name: z.string(), spare }),
  z.object({ type: z.literal("ended"), track, atFrame: frame }),
  /** Something was wrong with the sound of a side, or was not any more (see `sound_trouble.ts`). */
  z.object({
    type: z.literal("sound"),
    track,
    atFrame: frame,
    kind: z.string(),
    state: z.enum(["begun", "ended"]),
  }),
  /** Somebody marked this moment; the text may be empty. */
  z.object({ type: z.literal("mark"), atFrame: frame, text: z.string() }),
  /** Off the record from here on, and on it again. */
  z.object({ type: z.literal("pause"), atFrame: frame }),
  z.object({ type: z.literal("resume"), atFrame: frame }),
  /** A side is silent from here on, and no longer. */
  z.object({ type: z.literal("mute"), track, atFrame: frame }),
  z.object({ type: z.literal("unmute"), track, atFrame: frame }),
  /**
   * The stems begin with what the part before has, too: this part begins at `fromFrame`, and its encode at `encodeFromFrame`
   * (see `post/ground/part_place.ts`).
   */
  z.object({
    type: z.literal("part"),
    number: z.int().min(2),
    fromFrame: frame,
    encodeFromFrame: frame,
  }),
  /** Gain of each track at the end of the part before, in steps of 0.05 dB. */
  z.object({ type: z.literal("gains"), steps: z.partialRecord(track, z.number()) }),
  /** The part ends here, and goes on in the spool `next`, whose stems begin at this one's frame `nextFromFrame`. */
  z.object({ type: z.literal("split"), atFrame: frame, next: z.string(), nextFromFrame: frame }),
  /** It goes on here after all: the disk failed before it had ended. */
  z.object({ type: z.literal("unsplit") }),
  /** The next part's stems hold all that is its own. */
  z.object({ type: z.literal("given") }),
  /** Nobody has spoken from a moment before this on: the finished file ends here, whatever the stems hold. */
  z.object({ type: z.literal("tail"), atFrame: frame }),
  /** The last: the stems are whole. */
  z.object({
    type: z.literal("stop"),
    frames: frame,
    tracks: z.partialRecord(track, trackReport),
    /** Sides that were away at the end, and why, where `tracks` does not say it: in a later part. */
    lost: z.partialRecord(track, z.string()).optional(),
    /** Why it ended, where the session did not end by itself. */
    reason: z.string().optional(),
  }),
  /** Behind the last: the finished file stands at its place, read back and whole. */
  z.object({
    type: z.literal("published"),
    out: z.string(),
    bytes: z.int().min(0),
    /** The stems are to be kept, whether the settings say so or not. */
    keepStems: z.boolean().optional(),
  }),
]);

export type JournalRecord = z.infer<typeof JournalRecord>;

/** How a session's source is journalled. */
export type JournalSource = z.infer<typeof source>;

/** What a journal calls the source of a track. */
export function journalSource(choice: SourceChoice): JournalSource {
  if (choice.kind === "file") return { name: choice.path, kind: "file", path: choice.path };
  const { kind, name, stream, id } = choice;
  return { name, kind, stream, ...(id === undefined ? {} : { id }) };
}
