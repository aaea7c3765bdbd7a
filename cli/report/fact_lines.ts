/** What is known of a finished file, in a few lines for people. */
import { type BriefFacts, SIDES } from "../../meeting/facts/facts_schema.ts";
import { clockTime } from "../../meeting/ground/figures.ts";
import { plainText } from "../../meeting/ground/plain_line.ts";
import { type FactNote, factNotes, SHORT_SIDES } from "../../meeting/report/fact_words.ts";

/** Lines about what is missing, at most. */
const MOST_NOTES = 3;

/** What a recording is told by: its file, or all files of one that was split, in order. */
export type RecordingFiles = readonly [BriefFacts, ...BriefFacts[]];

/** Who talked, how loud it is, and what is missing when: at most four lines. */
export function factLines(files: RecordingFiles): string[] {
  return [`  ${talkLine(files)}`, ...missingLines(files)];
}

/** What is missing when: at most three lines. */
export function missingLines(files: RecordingFiles): string[] {
  const lines = files.flatMap((facts) => {
    const notes = factNotes(facts).filter(({ kind }) => kind === "gap" || kind === "warning");
    const place = files.length > 1 ? ` of part ${facts.part?.number}` : "";
    return notes.map((note) => `  ${noteLine(note)}${place}`);
  });
  const shown = lines.length > MOST_NOTES ? lines.slice(0, MOST_NOTES - 1) : lines;
  const left = lines.length - shown.length;
  if (left > 0) shown.push(`  and ${left} more; the page that --report writes shows all`);
  return shown;
}

/** `You talked 42 %, the call 47 %, both at once 2 %; loudness −17.8 LUFS` */
export function talkLine(files: RecordingFiles): string {
  const whole = total(files, ({ programme }) => programme.seconds);
  const share = (of: (facts: BriefFacts) => number) => {
    return percent(whole > 0 ? total(files, of) / whole : 0);
  };
  const sides = SIDES.filter((side) => files.some((facts) => facts.sides[side] !== undefined));
  const shares = sides.map((side, i) => {
    const who = i === 0 ? SHORT_SIDES[side] : SHORT_SIDES[side].replace(/^The /, "the ");
    const spoken = share((facts) => facts.sides[side]?.speech.seconds ?? 0);
    return side === "sound" ? `Speech ${spoken}` : `${who}${i === 0 ? " talked" : ""} ${spoken}`;
  });
  if (shares.length > 1) shares.push(`both at once ${share(({ talk }) => talk.bothSeconds)}`);
  return `${shares.join(", ")}; ${loudnessOf(files)}`;
}

/** Of several files from the softest to the loudest: what they are together cannot be known from that. */
function loudnessOf(files: RecordingFiles): string {
  const levels = files.flatMap(({ programme: { loudnessLufs } }) => loudnessLufs ?? []);
  if (levels.length === 0) return "silence";
  const [least, most] = [Math.min(...levels), Math.max(...levels)].map((level) => level.toFixed(1));
  return `loudness ${least === most ? least : `${least} to ${most}`} LUFS`;
}

function noteLine({ atSeconds = 0, text }: FactNote): string {
  return `${plainText(text)}, at ${clockTime(atSeconds)}`;
}

function total(files: RecordingFiles, of: (facts: BriefFacts) => number): number {
  return files.reduce((sum, facts) => sum + of(facts), 0);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
