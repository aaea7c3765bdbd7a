/** What is known of a file, for editors and players: Audacity's labels and WebVTT chapters. */
import { basename } from "node:path";
import type { FileFacts, SideFacts, SideName } from "../facts/facts_schema.ts";
import { plainText } from "../ground/plain_line.ts";
import { factNotes, SHORT_SIDES } from "../report/fact_words.ts";
import { vttMark } from "./own_beside.ts";

/** A line of a label track: from, to, text, in the order of time; marks, what happened, and who spoke when. */
export function audacityLabels(facts: FileFacts): string {
  const sides = Object.entries(facts.sides) as [SideName, SideFacts][];
  const labels: [from: number, to: number, text: string][] = [
    ...facts.marks.map(({ atSeconds, text }, i): [number, number, string] => [
      ...[atSeconds, atSeconds] as const,
      text === "" ? `Mark ${i + 1}` : text,
    ]),
    ...factNotes(facts).flatMap(({ atSeconds, seconds = 0, text }) => {
      return atSeconds === undefined
        ? []
        : [[atSeconds, atSeconds + seconds, text] as [number, number, string]];
    }),
    ...sides.flatMap(([side, { speech }]) => {
      return speech.intervals.map(([from, to]): [number, number, string] => {
        return [from, to, SHORT_SIDES[side]];
      });
    }),
  ];
  labels.sort(([one], [other]) => one - other);
  return labels.map(([from, to, text]) => {
    return `${from.toFixed(6)}\t${to.toFixed(6)}\t${oneLine(text)}\n`;
  }).join("");
}

/** Chapters for a `track` element of kind `chapters`; the whole is one where there are none. */
export function vttChapters(facts: FileFacts): string {
  const { programme: { seconds }, chapters, marks, title, file } = facts;
  const marked = marks.map(({ atSeconds, text }, i) => ({
    atSeconds,
    title: text === "" ? `Mark ${i + 1}` : text,
  }));
  const found = chapters.length > 0 ? [...chapters] : marked;
  if (found[0]?.atSeconds !== 0) {
    found.unshift({ atSeconds: 0, title: found.length > 0 ? "Start" : title });
  }
  const cues = found.map((one, i) => ({ ...one, end: found[i + 1]?.atSeconds ?? seconds }))
    .filter(({ atSeconds, end }) => end > atSeconds);
  const blocks = cues.map(({ atSeconds, end, title }, i) => {
    return `${i + 1}\n${vttTime(atSeconds)} --> ${vttTime(end)}\n${vttText(title)}\n`;
  });
  return [`WEBVTT\n`, `${vttMark(basename(file.name))}\n`, ...blocks].join("\n");
}

/** `01:02:03.456` */
function vttTime(seconds: number): string {
  const ms = Math.round(seconds * 1_000);
  const two = (number: number) => String(Math.floor(number) % 60).padStart(2, "0");
  const hours = String(Math.floor(ms / 3_600_000)).padStart(2, "0");
  return `${hours}:${two(ms / 60_000)}:${two(ms / 1_000)}.${String(ms % 1_000).padStart(3, "0")}`;
}

/** Cue text (WebVTT section 4.2.2): no markup, no arrow, and never nothing. */
function vttText(text: string): string {
  const line = oneLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
  return line === "" ? "–" : line;
}

function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, " ").trim();
}
