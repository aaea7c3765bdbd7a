/** A moment of a recording in several lines, as many as the terminal has space for. */
import { clockTime, counted, fileSize, level, timeSpan } from "../../meeting/ground/figures.ts";
import { SIDE_LABEL } from "../../meeting/report/side_words.ts";
import { plainText } from "../../meeting/ground/plain_line.ts";
import { decibels, levelBar, meterBar, SILENCE_DB } from "../terminal/level_bar.ts";
import type { Span } from "../terminal/styled_text.ts";
import { columnsOf, cutText, cutTextLeft, usableColumns } from "../terminal/terminal_text.ts";
import { EXPLAINED_KEYS, haveKeysSpace, keyWords } from "./key_words.ts";
import { encodingBehind, SHORT_SPACE_SECONDS, USUAL_WAITING } from "./recording_line.ts";
import type { RecordingState, SideState } from "./recording_state.ts";

/** What a person has asked to see. */
export interface Panel {
  /** Whether keys are heard. */
  readonly hasKeys: boolean;
  /** What was typed of a mark's text so far; undefined when none is typed. */
  readonly markText: string | undefined;
  readonly showsStatistics: boolean;
  readonly explainsKeys: boolean;
}

/** Nothing in particular. */
export const PLAIN_PANEL: Panel = {
  hasKeys: false,
  markText: undefined,
  showsStatistics: false,
  explainsKeys: false,
};

/** Below these one line says more than several. */
const LEAST_COLUMNS = 36;
const LEAST_ROWS = 7;
/** The shell's prompt, and what is said above, have some space too. */
const ROWS_KEPT_FREE = 2;

const WIDEST_BAR = 40;
const NARROWEST_BAR = 16;
const WIDEST_NAME = 24;
const NARROWEST_NAME = 8;
/** What stands around a bar, columns: the side before it, its level behind it. */
const BESIDE_BAR = "  call  ".length + " -12 dB".length;
/** Clocks need so long until they can be judged, s. */
const TELLING_CLOCK_SECONDS = 60;

/** A line; where space is short, those of the highest rank go first. */
interface Row {
  readonly rank: number;
  readonly spans: readonly Span[];
}

/**
 * The lines for a moment.
 *
 * @returns undefined when the terminal is too small for more than one line
 */
export function liveLines(
  state: RecordingState,
  panel: Panel,
  columns: number,
  rows: number,
): Span[][] | undefined {
  if (columns < LEAST_COLUMNS || rows < LEAST_ROWS) return undefined;
  const space = usableColumns(columns);
  const all = [
    headRow(state, space),
    ...state.sides.map((side) => sideRow(side, state, space)),
    ...timeRows(state, space),
    ...clockRows(state, space),
    ...troubleRows(state),
    ...markRows(state),
    ...(panel.showsStatistics ? state.sides.map(statisticsRow) : []),
    ...(panel.explainsKeys && haveKeysSpace({ columns, rows })
      ? EXPLAINED_KEYS.map((text) => row(3, { text }))
      : []),
    row(0, ...promptOrKeys(state, panel, space)),
  ];
  let kept = all;
  for (let rank = 7; kept.length > rows - ROWS_KEPT_FREE && rank > 1; rank--) {
    kept = kept.filter((one) => one.rank < rank);
  }
  return kept.map(({ spans }) => [...spans]);
}

function row(rank: number, ...spans: Span[]): Row {
  return { rank, spans };
}

function headRow(state: RecordingState, space: number): Row {
  const { phase, seconds, bytes, chunksWaiting, secondsLeft } = state;
  const spans: Span[] = [];
  const word = phase === "stopping" ? "Stopping" : phase === "paused" ? "Paused" : "Recording";
  if (phase === "paused") {
    spans.push({ text: `○ ${word} ${clockTime(seconds)}`, colour: "yellow" });
    spans.push({ text: "  nothing is kept" });
  } else {
    spans.push({ text: "● ", colour: "red" }, {
      text: `${word} ${clockTime(seconds)}`,
      colour: "bold",
    });
  }
  spans.push({ text: `  ${fileSize(bytes)}` });
  if (chunksWaiting > USUAL_WAITING) {
    spans.push({ text: `  ${encodingBehind(chunksWaiting)}`, colour: "yellow" });
  }
  if (secondsLeft !== undefined) {
    const text = `  disk space for ${timeSpan(secondsLeft)}`;
    spans.push(secondsLeft < SHORT_SPACE_SECONDS ? { text, colour: "yellow" } : { text });
  }
  return row(0, ...wholeSpans(spans, space));
}

/** Those in front that fit; a figure that is cut off would be another. */
function wholeSpans(spans: readonly Span[], space: number): Span[] {
  let left = space;
  const tooMany = spans.findIndex(({ text }) => (left -= columnsOf(text)) < 0);
  return spans.slice(0, tooMany < 0 ? spans.length : tooMany);
}

function sideRow(side: SideState, state: RecordingState, space: number): Row {
  const names = state.sides.map((one) => columnsOf(nameOf(one, state)));
  const free = space - BESIDE_BAR;
  const widest = Math.min(WIDEST_NAME, Math.max(...names), free - NARROWEST_BAR - 2);
  const nameColumns = widest >= NARROWEST_NAME ? widest : 0;
  const bar = Math.min(WIDEST_BAR, nameColumns > 0 ? free - nameColumns - 2 : free);
  const name = nameColumns > 0 ? `  ${cutText(nameOf(side, state), nameColumns)}` : "";
  const off = offWord(side, state);
  const label = { text: `  ${SIDE_LABEL[side.track].padEnd(6)}` };
  if (off !== undefined) {
    const empty = { text: "·".repeat(bar), colour: "quiet" } as const;
    return row(1, label, empty, { text: ` ${off.padStart(6)}`, colour: "yellow" }, { text: name });
  }
  const { levelDb } = side.level;
  return row(1, label, ...meterBar(side.level, bar), {
    text: ` ${decibels(levelDb)}${name}`,
  });
}

/** Why nothing of a side is kept, in six letters, or more where two things are to be known. */
function offWord(side: SideState, { phase }: RecordingState): string | undefined {
  if (phase === "paused") return side.isMuted ? "paused, muted" : "paused";
  if (side.isAway) return "gone";
  return side.isMuted ? "muted" : undefined;
}

function nameOf({ name, isAway, track }: SideState, { awaited }: RecordingState): string {
  const expected = isAway ? awaited[track] : undefined;
  return plainText(expected === undefined ? name : `waits for ${expected}`);
}

function timeRows({ seconds, endSeconds }: RecordingState, space: number): Row[] {
  if (endSeconds === undefined) return [];
  const left = Math.max(0, endSeconds - seconds);
  const words = ` ${clockTime(Math.ceil(left))} left of ${clockTime(Math.ceil(endSeconds))}`;
  const bar = Math.min(WIDEST_BAR, space - 2 - words.length);
  const share = endSeconds > 0 ? Math.min(1, seconds / endSeconds) : 1;
  const drawn = bar < NARROWEST_BAR ? "" : levelBar(SILENCE_DB * (1 - share), bar);
  return [row(3, { text: `  ${drawn}${drawn === "" ? words.trimStart() : words}` })];
}

function clockRows({ sides, seconds, phase }: RecordingState, space: number): Row[] {
  const there = sides.filter(({ isAway }) => !isAway);
  if (phase === "paused" || there.length === 0) return [];
  const figures = there.map(({ track, ppm }) => {
    return `${SIDE_LABEL[track]} ${ppm < 0 ? "−" : "+"}${Math.abs(ppm).toFixed(1)}`;
  });
  if (seconds < TELLING_CLOCK_SECONDS) {
    return [row(6, { text: "  measuring the clocks", colour: "quiet" })];
  }
  const spans: Span[] = [
    { text: "  clocks in step", colour: "quiet" },
    { text: `: ${figures.join(", ")} ppm`, colour: "quiet" },
  ];
  return [row(6, ...wholeSpans(spans, space))];
}

function troubleRows({ sides }: RecordingState): Row[] {
  return sides.flatMap((side) => {
    const { worst, track } = side;
    if (worst === undefined) return [];
    return [row(2, { text: `  ${SIDE_LABEL[track]}: ${worst}`, colour: "yellow" })];
  });
}

function markRows({ marks, lastMark }: RecordingState): Row[] {
  if (lastMark === undefined) return [];
  const { atSeconds, text } = lastMark;
  const said = text === "" ? "" : `: ${plainText(text)}`;
  return [row(5, { text: `  ${counted(marks, "mark")}, last at ${clockTime(atSeconds)}${said}` })];
}

function statisticsRow({ track, level: { heldDb }, rmsDb, ppm, droppedFrames }: SideState): Row {
  const facts = [
    `peak ${level(heldDb)}`,
    `mean ${level(rmsDb)}`,
    `clock ${ppm.toFixed(1)} ppm`,
    `${counted(droppedFrames, "frame")} missing`,
  ];
  return row(3, { text: `  ${SIDE_LABEL[track].padEnd(6)}${facts.join(", ")}` });
}

function promptOrKeys(state: RecordingState, panel: Panel, space: number): Span[] {
  if (panel.markText === undefined) return keyWords(state, panel.hasKeys, space);
  return markPrompt(panel.markText, space);
}

/** What is typed of a mark; the cursor stands behind it. */
export function markPrompt(text: string, columns: number): Span[] {
  const long = "Enter marks, Esc cancels. ";
  const question = "Mark: ";
  const hint = columns >= long.length + 2 * question.length ? long : "";
  const left = columns - hint.length - question.length;
  return [
    { text: hint, colour: "quiet" },
    { text: question, colour: "bold" },
    { text: cutTextLeft(text, left) },
  ];
}
