/** What is known of a finished file, in a few lines for people. */
import type { FileFacts, SideFacts, SideName } from "../../meeting/facts/facts_schema.ts";
import { clockTime } from "../../meeting/ground/figures.ts";
import { plainText } from "../../meeting/ground/plain_line.ts";
import { type FactNote, factNotes, SHORT_SIDES } from "../../meeting/report/fact_words.ts";

/** Lines about what is missing, at most. */
const MOST_NOTES = 3;

/** Who talked, how loud it is, and what is missing when: at most five lines. */
export function factLines(facts: FileFacts): string[] {
  const notes = factNotes(facts).filter(({ kind }) => kind === "gap" || kind === "warning");
  const shown = notes.length > MOST_NOTES ? notes.slice(0, MOST_NOTES - 1) : notes;
  const lines = [`  ${talkLine(facts)}`, ...shown.map((note) => `  ${noteLine(note)}`)];
  const left = notes.length - shown.length;
  if (left > 0) lines.push(`  and ${left} more; the page that --report writes shows all`);
  return lines;
}

/** `You talked 42 %, the call 47 %, both at once 2 %; loudness −17.8 LUFS` */
export function talkLine({ sides, talk, programme: { loudnessLufs } }: FileFacts): string {
  const shares = (Object.entries(sides) as [SideName, SideFacts][]).map(([side, { speech }], i) => {
    const who = i === 0 ? SHORT_SIDES[side] : SHORT_SIDES[side].replace(/^The /, "the ");
    return side === "sound"
      ? `Speech ${percent(speech.share)}`
      : `${who}${i === 0 ? " talked" : ""} ${percent(speech.share)}`;
  });
  if (shares.length > 1) shares.push(`both at once ${percent(talk.bothShare)}`);
  const loudness = loudnessLufs === null ? "silence" : `loudness ${loudnessLufs.toFixed(1)} LUFS`;
  return `${shares.join(", ")}; ${loudness}`;
}

function noteLine({ atSeconds = 0, text }: FactNote): string {
  return `${plainText(text)}, at ${clockTime(atSeconds)}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
