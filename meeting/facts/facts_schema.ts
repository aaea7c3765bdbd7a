/** What is known of a finished file: the content of `meeting.json`, which docs/report.md describes. */
import * as z from "zod";
import { TROUBLES } from "../../capture/sound/sound_trouble.ts";

/** The version of what follows: a number is added when something that was there changes its meaning or goes. */
export const FACTS_VERSION = 1;
/** How the file is known for what it is. */
export const FACTS_FORMAT = "confrec facts";

/** Thirty years are longer than any recording, and a date can be that much later. */
const MOST_SECONDS = 1e9;

const seconds = z.number().nonnegative().max(MOST_SECONDS);
const count = z.int().nonnegative();
/** null is silence, which JSON has no number for. */
const level = z.number().nullable();
const share = z.number().min(0).max(1);

/** A stretch of the file; what of the recording it was, where something was cut before or in it. */
const stretch = {
  atSeconds: seconds.describe("where it is in the file, seconds"),
  seconds: seconds.describe("how much of it is in the file; 0 where it was cut out"),
  recordedAtSeconds: seconds.describe("where it was in the recording"),
  recordedSeconds: seconds,
};

const interval = z.tuple([seconds, seconds]);

const side = z.object({
  name: z.string().describe("of the device, or of the file that was played"),
  clock: z.object({
    ppm: z.number().describe("how much faster it ran than the machine's, parts per million"),
    startOffsetSeconds: seconds.describe("silence before its first sound"),
  }).optional(),
  peakDb: level.describe("highest sample that it gives to the file, dBFS"),
  speech: z.object({
    seconds,
    share: share.describe("of the length of the file"),
    intervals: z.array(interval).describe("from when to when, seconds of the file"),
  }),
  gaps: z.array(z.object({ ...stretch, cause: z.string() }))
    .describe("silence that stands for what was not heard"),
  mutes: z.array(z.object(stretch)),
  warnings: z.array(z.object({ ...stretch, kind: z.enum(TROUBLES) })),
  lost: z.string().optional().describe("why it was not there at the end, or never"),
});

/** The names of sides: yours, the call's, or both where a recording has them in one. */
export const SIDES = ["mic", "system", "sound"] as const;

/** The schema; its version is `version`. */
export const factsSchema = z.object({
  format: z.literal(FACTS_FORMAT),
  version: z.literal(FACTS_VERSION),
  file: z.object({
    name: z.string(),
    type: z.enum(["mp3", "wav"]),
    bytes: count,
    sha256: z.string().regex(/^[0-9a-f]{64}$/).optional().describe("of an MP3"),
  }),
  title: z.string(),
  artist: z.string().optional(),
  album: z.string().optional(),
  comment: z.string().optional(),
  startedAt: z.iso.datetime({ offset: true }).optional()
    .describe("when the recording, or this part of it, began; in the time zone of the machine"),
  programme: z.object({
    seconds,
    rateHz: z.int().positive(),
    channels: z.int().positive(),
    bitRate: z.enum(["constant", "variable"]).optional().describe("of an MP3"),
    layout: z.enum(["stereo", "mono", "split"]).optional()
      .describe("split: mic on the left channel, system on the right"),
    loudnessLufs: level.describe("integrated, ITU-R BS.1770-4"),
    truePeakDb: level.describe("dBTP"),
    peakDb: level.describe("highest sample, dBFS"),
  }),
  recordedSeconds: seconds.describe("length of the recording, what was cut out of it too"),
  part: z.object({ number: z.int().positive(), atSeconds: seconds.optional() }).optional()
    .describe("of a recording that was split: which part, and where in the recording it begins"),
  sides: z.partialRecord(z.enum(SIDES), side),
  talk: z.object({
    bothSeconds: seconds,
    bothShare: share,
    silentSeconds: seconds.describe("while nobody spoke"),
    silentShare: share,
  }),
  pauses: z.array(z.object(stretch)).describe("what was off the record"),
  marks: z.array(z.object({ atSeconds: seconds, recordedAtSeconds: seconds, text: z.string() })),
  chapters: z.array(z.object({ atSeconds: seconds, title: z.string() }))
    .describe("as players show them: from marks, and from pauses where that was asked for"),
  cuts: z.array(z.object({
    atSeconds: seconds.describe("where in the file"),
    recordedAtSeconds: seconds,
    recordedSeconds: seconds,
    why: z.enum(["pause", "silence"]),
  })).describe("what of the recording the file does not hold"),
  faults: z.array(z.string()).describe("what makes the file less than complete"),
  notes: z.array(z.string()).describe("what else there is to say of its sound"),
  versions: z.record(z.string(), z.string()).describe("of confrec and of what is in it"),
});

/** All of it. */
export type FileFacts = Readonly<z.output<typeof factsSchema>>;
/** Whether the bit rate of an MP3 is the same all over it. */
export type BitRate = NonNullable<FileFacts["programme"]["bitRate"]>;
/** A side's. */
export type SideFacts = Readonly<z.output<typeof side>>;
/** A side. */
export type SideName = typeof SIDES[number];

/** A side's, without who spoke when. */
export type BriefSide = Readonly<
  Omit<SideFacts, "speech"> & { speech: Omit<SideFacts["speech"], "intervals"> }
>;
/** All but who spoke when, and what was marked: what grows with each hour of a file. */
export type BriefFacts = Readonly<
  Omit<FileFacts, "sides" | "marks" | "chapters"> & { sides: Partial<Record<SideName, BriefSide>> }
>;

/** What little has to be remembered of a file that was one of many. */
export function briefFacts(facts: FileFacts): BriefFacts {
  const { marks: _marks, chapters: _chapters, ...rest } = facts;
  const sides: Partial<Record<SideName, BriefSide>> = {};
  for (const name of SIDES) {
    const side = facts.sides[name];
    if (side === undefined) continue;
    const { intervals: _intervals, ...speech } = side.speech;
    sides[name] = { ...side, speech };
  }
  return { ...rest, sides };
}

/** The schema for other programs, as JSON Schema 2020-12; what a later version adds is no fault by it. */
export function factsJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(factsSchema, { io: "input" });
  return { title: "What confrec knows of a finished recording", ...schema };
}
