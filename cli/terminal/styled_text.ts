/** Text in colours, and the letters that stand for ours where a terminal has ASCII alone. */
import { columnsOf, cutText } from "./terminal_text.ts";

/** The colours that are used, by their SGR number (ECMA-48, 8.3.117). */
const COLOURS = { red: 31, green: 32, yellow: 33, quiet: 2, bold: 1 } as const;

/** How a piece of text stands out. */
export type Colour = keyof typeof COLOURS;

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly colour?: Colour;
}

/**
 * Pieces as one line.
 *
 * @param columns what does not fit is cut off
 * @param inColour false with NO_COLOR
 */
export function styledLine(spans: readonly Span[], columns: number, inColour: boolean): string {
  let line = "";
  let left = columns;
  for (const { text, colour } of spans) {
    const shown = cutText(text, left);
    line += inColour && colour !== undefined && shown !== ""
      ? `\x1b[${COLOURS[colour]}m${shown}\x1b[0m`
      : shown;
    left -= columnsOf(shown);
    if (shown !== text) break;
  }
  return line;
}

/** A line without its colours. */
export function withoutColours(line: string): string {
  // deno-lint-ignore no-control-regex
  return line.replace(/\x1b\[[\d;]*m/g, "");
}

/** What stands for the letters that confrec draws with. */
const ASCII: Readonly<Record<string, string>> = {
  "━": "=",
  "╸": "-",
  "·": ".",
  "│": "|",
  "●": "*",
  "○": "o",
  "…": "~",
  "∞": "-",
  "−": "-",
};

/** The same text in ASCII, as many columns wide; what has no likeness is a question mark. */
export function asciiText(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[^\x00-\x7f]/gu, (letter) => {
    return ASCII[letter] ?? "?".repeat(columnsOf(letter));
  });
}
