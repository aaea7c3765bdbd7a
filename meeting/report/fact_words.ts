/** What happened to a recording, in sentences for people; each with its place in the file. */
import type { BriefFacts, BriefSide, SideName } from "../facts/facts_schema.ts";
import { clockTime, counted, shortTime, timeSpan } from "../ground/figures.ts";
import { reportWords } from "./sound_words.ts";

/** Something that happened, or is missing. */
export interface FactNote {
  readonly kind: "gap" | "pause" | "mute" | "warning" | "cut" | "fault" | "note";
  /** Where in the file; nothing where it is about all of it. */
  readonly atSeconds?: number;
  /** Where it was in the recording. */
  readonly recordedAtSeconds?: number;
  readonly seconds?: number;
  readonly side?: SideName;
  readonly text: string;
}

/** What people call a side, at the beginning of a sentence. */
export const SIDE_WORDS: Readonly<Record<SideName, string>> = {
  mic: "Your microphone",
  system: "The call",
  sound: "The recording",
};

/** What people call a side where there is little space. */
export const SHORT_SIDES: Readonly<Record<SideName, string>> = {
  mic: "You",
  system: "The call",
  sound: "Sound",
};

/** Shorter silences, as while a device settles, concern nobody; s. */
const LEAST_GAP_SECONDS = 0.05;

const CAUSES: Readonly<Record<string, string>> = {
  "late-start": "it began late",
  stall: "no sound came from the device",
  skip: "the device left some out",
  overrun: "the computer was too busy",
  sleep: "the computer was asleep",
  replaced: "the device was away",
  ended: "the file that was played had ended",
};

/** The notes, in the order of the file; what is about all of it first. */
export function factNotes(facts: BriefFacts): FactNote[] {
  const sides = Object.entries(facts.sides) as [SideName, BriefSide][];
  const placed = [
    ...sides.flatMap(([side, about]) => sideNotes(side, about)),
    ...facts.pauses.map(({ recordedSeconds, ...place }): FactNote => ({
      ...{ kind: "pause", ...place },
      text: `Paused for ${spanOf(recordedSeconds)}: ` +
        (place.seconds > 0 ? "silent here" : "nothing of it was kept"),
    })),
  ].sort((one, other) => (one.atSeconds ?? 0) - (other.atSeconds ?? 0));
  return [...wholeNotes(facts), ...placed];
}

/** A span as people say it: `2.3 s`, `12 min`. */
export function spanOf(seconds: number): string {
  return seconds < 10 ? shortTime(seconds) : timeSpan(seconds);
}

/** Browsers look places up in a table of hundredths, in steps of 256ths of the bytes: so much of a file they are beside. */
const SEEK_SHARE = 0.003;
/** Less is not noticed, s. */
const LEAST_SEEK_SECONDS = 1;

function wholeNotes({ faults, notes, cuts, programme }: BriefFacts): FactNote[] {
  const silences = cuts.filter(({ why }) => why === "silence");
  const seconds = silences.reduce((sum, one) => sum + one.recordedSeconds, 0);
  return [
    ...faults.map((text): FactNote => ({ kind: "fault", text: `Not complete: ${text}` })),
    ...[...notes, ...seekNotes(programme)].map((text): FactNote => ({ kind: "note", text })),
    ...(silences.length === 0 ? [] : [{
      kind: "cut" as const,
      text: `${counted(silences.length, "silence")} cut out, ${clockTime(seconds)} in all`,
    }]),
  ];
}

function seekNotes({ bitRate, seconds }: BriefFacts["programme"]): string[] {
  const beside = seconds * SEEK_SHARE;
  if (bitRate !== "variable" || beside < LEAST_SEEK_SECONDS) return [];
  const span = timeSpan(beside);
  return [`Its bit rate varies: browsers play up to about ${span} beside the place that they show`];
}

function sideNotes(side: SideName, { gaps, mutes, warnings }: BriefSide): FactNote[] {
  const who = SIDE_WORDS[side];
  return [
    ...gaps.filter((gap) => gap.recordedSeconds >= LEAST_GAP_SECONDS)
      .map(({ cause, recordedSeconds, ...place }): FactNote => ({
        ...{ kind: "gap", side, ...place },
        text: `${who} is missing for ${spanOf(recordedSeconds)}: ${CAUSES[cause] ?? cause}`,
      })),
    ...mutes.map(({ recordedSeconds, ...place }): FactNote => ({
      ...{ kind: "mute", side, ...place },
      text: `${who} was muted for ${spanOf(recordedSeconds)}`,
    })),
    ...warnings.map(({ kind, recordedSeconds, ...place }): FactNote => ({
      ...{ kind: "warning", side, ...place },
      text: `${who}: ${reportWords(kind, recordedSeconds)}`,
    })),
  ];
}
