/** The last lines of a terminal, which change while something runs. */
import { plainText } from "../../meeting/ground/plain_line.ts";
import type { Output } from "./stream_output.ts";
import { asciiText, withoutColours } from "./styled_text.ts";
import { columnsOf, usableColumns } from "./terminal_text.ts";
import { type Every, everyMs } from "../../capture/ground/timers.ts";
import { untied, wrapLine } from "./wrap_words.ts";

/** Time and widths change also when nobody says so. */
const TICK_MS = 500;
/** Nobody sees more drawings than ten in a second. */
const SHORTEST_MS = 100;
/** What stands between these appears at once (synchronized output, DEC private mode 2026); others ignore them. */
const TOGETHER = { begin: "\x1b[?2026h", end: "\x1b[?2026l" } as const;

/** Makes what is shown, for the size of the terminal: one line, or several, none wider than the terminal. */
export type Drawing = (columns: number, rows: number) => string | readonly string[];

/**
 * Draws on the last lines of a terminal; does nothing where there is none, or while it belongs to another job.
 *
 * Each drawing is one write that goes over what is there and clears only the rest, so that nothing flickers and the
 * cursor need not be hidden: a program that is killed leaves the terminal as it was.
 */
export class StatusLine {
  readonly #output: Output;
  readonly #enabled: boolean;
  readonly #ticker: Every;
  readonly #now: () => number;
  #drawing: Drawing | undefined;
  #stopTicking: (() => void) | undefined;
  #stopWaiting: (() => void) | undefined;
  /** What stands on the terminal. */
  #shown: readonly string[] = [];
  /** How wide the terminal was then. */
  #shownColumns = 0;
  #drawnMs = -Infinity;

  /**
   * @param enabled false for who wants quiet, or reads events, between which lines that move would stand
   * @param now milliseconds that only go forward
   */
  constructor(
    output: Output,
    enabled: boolean,
    ticker: Every = everyMs,
    now = () => performance.now(),
  ) {
    this.#output = output;
    this.#enabled = enabled && output.canDraw;
    this.#ticker = ticker;
    this.#now = now;
  }

  /** Size of the terminal; nothing where nothing is drawn. */
  get size(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.#output;
    return this.#enabled ? { columns, rows } : { columns: 0, rows: 0 };
  }

  /** Shows something, until something else is shown or it is taken away; it is made anew twice a second. */
  show(drawing: Drawing): void {
    if (!this.#enabled) return;
    this.#drawing = drawing;
    this.#drawLater();
    this.#draw();
  }

  /** Writes lines that stay, above the status. */
  say(lines: string): void {
    const { isTerminal, columns } = this.#output;
    const plain = lines.split("\n").map(plainText)
      .map((line) => isTerminal ? wrapLine(line, usableColumns(columns)) : untied(line)).join("\n");
    if (!this.#output.isForeground) this.#shown = [];
    if (this.#shown.length === 0) return this.#output.write(`${plain}\n`);
    const erased = this.#erased();
    // The terminal may have another width by now.
    this.#keep(this.#made());
    this.#output.write(together(`${erased}${plain}\n${this.#shown.join("\n")}`, this.#shown));
  }

  /** Takes the status away. */
  clear(): void {
    this.#stopTicking?.();
    this.#stopWaiting?.();
    this.#stopTicking = this.#stopWaiting = this.#drawing = undefined;
    if (this.#shown.length > 0 && this.#output.isForeground) this.#output.write(this.#erased());
    this.#shown = [];
  }

  /** Draws where the cursor is: somebody else had the terminal. */
  drawAnew(): void {
    this.#shown = [];
    this.#draw();
  }

  /** When nobody asks for a drawing for so long. To wake the program costs more than a drawing. */
  #drawLater(): void {
    this.#stopTicking?.();
    this.#stopTicking = this.#ticker(TICK_MS, () => this.#draw());
  }

  #draw(): void {
    if (this.#output.busy || this.#stopWaiting !== undefined) return;
    const sinceMs = this.#now() - this.#drawnMs;
    if (sinceMs >= SHORTEST_MS) return this.#drawNow();
    this.#stopWaiting = this.#ticker(SHORTEST_MS - sinceMs, () => {
      this.#stopWaiting?.();
      this.#stopWaiting = undefined;
      this.#draw();
    });
  }

  #drawNow(): void {
    // Where the cursor will be when the terminal is ours again, nobody knows.
    if (!this.#output.isForeground) this.#shown = [];
    else {
      const lines = this.#made();
      if (lines.join("\n") === this.#shown.join("\n")) return;
      this.#drawnMs = this.#now();
      const text = lines.map((line) => `${line}\x1b[K`).join("\n");
      const rest = this.#rowsShown() > lines.length ? "\x1b[J" : "";
      this.#output.write(together(`${this.#toTop()}${text}${rest}`, lines));
      this.#keep(lines);
    }
  }

  #keep(lines: readonly string[]): void {
    this.#shown = lines;
    this.#shownColumns = this.#output.columns;
  }

  #made(): readonly string[] {
    const { columns, rows, isUtf8 } = this.#output;
    const made = this.#drawing?.(columns, rows) ?? [];
    const lines = typeof made === "string" ? [made] : made;
    return isUtf8 ? lines : lines.map(asciiText);
  }

  #toTop(): string {
    const rows = this.#rowsShown();
    return rows > 1 ? `\x1b[${rows - 1}A\r` : "\r";
  }

  #erased(): string {
    return `${this.#toTop()}${this.#rowsShown() > 1 ? "\x1b[J" : "\x1b[K"}`;
  }

  /** A terminal that became narrower has broken the lines that were too long. */
  #rowsShown(): number {
    const { columns } = this.#output;
    if (columns >= this.#shownColumns) return this.#shown.length;
    return this.#shown.reduce((rows, line) => {
      return rows + Math.max(1, Math.ceil(columnsOf(withoutColours(line)) / columns));
    }, 0);
  }
}

/** One line appears at once by itself. */
function together(text: string, lines: readonly string[]): string {
  return lines.length > 1 ? `${TOGETHER.begin}${text}${TOGETHER.end}` : text;
}
