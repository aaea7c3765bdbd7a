/** What the page's script is given. */
import type { SideEnvelope } from "../../post/outline/envelope.ts";
import type { Envelope, Interval } from "../../post/outline/outline.ts";
import type { FileFacts, SideFacts, SideName } from "../facts/facts_schema.ts";
import { SHORT_SIDES } from "../report/fact_words.ts";
import { LocalClock } from "./moments.ts";

/** One sign for each of 64 levels: what JSON and HTML take as it is. */
const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

const SIGN_BYTES = new TextEncoder().encode(SIGNS);

/** From when to when, hundredths of a second: each as its distance from the one before. */
type Steps = number[];

/** All of it; the script describes nothing else. */
export interface PageData {
  readonly seconds: number;
  /** The local time of the beginning as if it were UTC, ms; null where it is not known. */
  readonly startMs: number | null;
  /** When clocks were changed meanwhile, in the recording, and by how much: pairs, seconds. */
  readonly turns: readonly number[];
  /** Where something was cut, and how much: pairs, seconds. */
  readonly cuts: readonly number[];
  readonly columnSeconds: number;
  readonly sides: readonly PageSide[];
  readonly pauses: Steps;
}

/** A lane. */
export interface PageSide {
  readonly id: SideName;
  readonly label: string;
  /** A sign a column, `SIGNS`: 63 is 0 dBFS, one less for each decibel. */
  readonly peaks: string;
  readonly levels: string;
  readonly speech: Steps;
  readonly gaps: Steps;
  readonly mutes: Steps;
  readonly warnings: Steps;
}

/** Waveforms of the sides, or of what both have become. */
export interface PageEnvelope extends Omit<Envelope, "sides"> {
  readonly sides: Readonly<Partial<Record<SideName, SideEnvelope>>>;
}

/**
 * Puts it together.
 *
 * @param envelope of the file; a side that has none is shown by its speech alone
 */
export function pageData(facts: FileFacts, envelope: PageEnvelope): PageData {
  const waves = envelope.sides;
  const known = Object.entries(facts.sides) as [SideName, SideFacts][];
  const others = (Object.keys(waves) as SideName[]).filter((id) => facts.sides[id] === undefined)
    .map((id): [SideName, Silent] => [id, SILENT]);
  const sides: [SideName, Silent][] = [...others, ...known];
  const clock = LocalClock.of(facts);
  return {
    seconds: facts.programme.seconds,
    startMs: clock?.startMs ?? null,
    turns: clock?.turns(facts.recordedSeconds) ?? [],
    cuts: facts.cuts.flatMap(({ atSeconds, recordedSeconds }) => [atSeconds, recordedSeconds]),
    columnSeconds: envelope.columnSeconds,
    sides: sides.map(([id, { speech, gaps, mutes, warnings }]) => ({
      ...{ id, label: SHORT_SIDES[id] },
      peaks: signsOf(waves[id]?.peaks),
      levels: signsOf(waves[id]?.levels),
      speech: stepsOf(speech.intervals),
      gaps: stepsOf(gaps.map(intervalOf)),
      mutes: stepsOf(mutes.map(intervalOf)),
      warnings: stepsOf(warnings.map(intervalOf)),
    })),
    pauses: stepsOf(facts.pauses.map(intervalOf)),
  };
}

type Silent = Pick<SideFacts, "gaps" | "mutes" | "warnings" | "speech">;
/** Of a lane of which nothing is known but its waveform. */
const SILENT: Silent = {
  ...{ gaps: [], mutes: [], warnings: [] },
  speech: { seconds: 0, share: 0, intervals: [] },
};

function intervalOf(
  { atSeconds, seconds }: { readonly atSeconds: number; readonly seconds: number },
): Interval {
  return [atSeconds, atSeconds + seconds];
}

function signsOf(codes: Uint8Array = new Uint8Array()): string {
  return new TextDecoder().decode(codes.map((code) => SIGN_BYTES[code] ?? SIGN_BYTES[0] ?? 0));
}

function stepsOf(intervals: readonly Interval[]): Steps {
  let last = 0;
  return intervals.toSorted(([one], [other]) => one - other).flat().map((seconds) => {
    const at = Math.round(seconds * 100);
    const step = at - last;
    last = at;
    return step;
  });
}

/** JSON that may stand in a script element: it cannot end it, nor begin a comment. */
export function scriptJson(data: unknown): string {
  return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
