/** Levels as bars. */
import type { Colour, Span } from "./styled_text.ts";

/** What is silence on a bar, dBFS. */
export const SILENCE_DB = -60;
/** From here on a level is high, and too high, dBFS. */
const HIGH_DB = -9;
const TOO_HIGH_DB = -3;

/** A level as it is shown. */
export interface ShownLevel {
  readonly levelDb: number;
  /** The highest of the last moments. */
  readonly heldDb: number;
  /** Whether it was at the top of the scale a moment ago. */
  readonly isClipped: boolean;
}

/** A bar from −60 dBFS (empty) to 0 dBFS (full), in half columns. */
export function levelBar(levelDb: number, columns: number): string {
  const halves = Math.round(shareOf(levelDb) * columns * 2);
  const full = "━".repeat(halves >> 1);
  return `${full}${halves % 2 === 1 ? "╸" : ""}`.padEnd(columns, "·");
}

/** The same in colours, with a line at the level that is held, and `!` at its end when it was clipped. */
export function meterBar({ levelDb, heldDb, isClipped }: ShownLevel, columns: number): Span[] {
  const letters = [...levelBar(levelDb, columns)];
  const held = Math.ceil(shareOf(heldDb) * columns) - 1;
  if (letters[held] === "·") letters[held] = "│";
  if (isClipped) letters[columns - 1] = "!";
  const spans: { text: string; colour: Colour }[] = [];
  for (const [column, letter] of letters.entries()) {
    const colour = letter === "·" ? "quiet" : colourAt(column, columns);
    const last = spans.at(-1);
    if (last?.colour === colour) last.text += letter;
    else spans.push({ text: letter, colour });
  }
  return spans;
}

/** How much of a bar a level fills, 0 to 1. */
function shareOf(levelDb: number): number {
  return Math.min(1, Math.max(0, 1 - levelDb / SILENCE_DB));
}

function colourAt(column: number, columns: number): Colour {
  const levelDb = SILENCE_DB * (1 - (column + 1) / columns);
  if (levelDb > TOO_HIGH_DB) return "red";
  return levelDb > HIGH_DB ? "yellow" : "green";
}

/** Six columns, so that what follows does not move. */
export function decibels(levelDb: number): string {
  const shown = levelDb < -99 ? "-∞" : String(Math.round(levelDb));
  return `${shown.padStart(3)} dB`;
}
