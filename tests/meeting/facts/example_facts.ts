/** A recording of 100 s, of which 10 s were off the record and 10 s of silence were cut. */
import type { FileFacts } from "../../../meeting/facts/facts_schema.ts";
import type { FileStory } from "../../../meeting/facts/file_story.ts";
import { type DescribedFile, factsOf } from "../../../meeting/facts/make_facts.ts";
import type { OutputFile } from "../../../meeting/ground/output_file.ts";

const RATE_HZ = 48_000;
const frames = (seconds: number) => seconds * RATE_HZ;
const report = { dropped: 0, gaps: { count: 0, seconds: 0 }, startOffsetSeconds: 0 };

/** What happened. */
export const STORY: FileStory = {
  startedAt: new Date(2026, 10, 26, 14, 0, 0),
  report: {
    rateHz: RATE_HZ,
    frames: frames(100),
    tracks: {
      mic: { ...report, name: "USB Mic A", frames: frames(100), ppm: 12.345 },
      system: { ...report, name: "Speakers", frames: frames(100), ppm: -3, lost: "unplugged" },
    },
  },
  gaps: [
    { track: "system", atSeconds: 40, seconds: 2, cause: "replaced" },
    { track: "system", atSeconds: 25, seconds: 1, cause: "stall" },
  ],
  marks: [{ atSeconds: 45, text: "<b>decided</b>" }, { atSeconds: 5, text: "first" }],
  hushed: {
    pauses: [{ fromFrame: frames(20), toFrame: frames(30) }],
    mutes: { mic: [{ fromFrame: frames(60), toFrame: frames(80) }], system: [] },
  },
  troubles: {
    mic: [{ kind: "hum", atSeconds: 5, seconds: 3 }, { kind: "too-quiet", atSeconds: 80 }],
  },
};

/** The file. */
export const MADE: DescribedFile = {
  ...{ bytes: 1_280_000, frames: frames(80), rateHz: RATE_HZ, channels: 2 },
  levels: { loudnessLufs: -16.2512, truePeakDb: -1.4, peakDb: -1.6 },
  peaks: { mic: 0.5 },
  sha256: "0".repeat(64),
  outline: {
    kept: [
      { atSeconds: 0, fromSeconds: 0, seconds: 20 },
      { atSeconds: 20, fromSeconds: 30, seconds: 40 },
      { atSeconds: 60, fromSeconds: 80, seconds: 20 },
    ],
    speech: { mic: [[2, 12], [40, 50]], system: [[10, 40], [48, 50], [60, 68]] },
    envelope: () => ({ columnSeconds: 1, columns: 0, sides: {} }),
  },
};

/** The file's place. */
export const OUTPUT: OutputFile = {
  path: "/recordings/meeting.mp3",
  shown: "meeting.mp3",
  format: "mp3",
  stemPaths: { mic: "/recordings/meeting.mic.wav", system: "/recordings/meeting.system.wav" },
};

/** All that is known of it. */
export const EXAMPLE: FileFacts = factsOf({
  ...{ output: OUTPUT, layout: "split", made: MADE, story: STORY },
  words: { title: "meeting", faults: ["system was lost (unplugged)"], notes: [] },
});
