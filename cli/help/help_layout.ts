/** How help is laid out: headings, tables of two columns, and text that is broken between words. */
import { wrapWords } from "../terminal/wrap_words.ts";
import type { Example } from "../options/command.ts";

/** What it is laid out for. */
export interface HelpLayout {
  /** Columns of the terminal. */
  readonly columns: number;
  /** Headings in bold. */
  readonly colour: boolean;
}

const WIDEST_COLUMNS = 100;
const NARROWEST_COLUMNS = 40;
/** With less than this for the second column, what stands in it stands below the first. */
const LEAST_SECOND_COLUMNS = 24;
const BELOW_INDENT = 8;

/** The columns that are used of a terminal: very long lines are hard to read, and very short ones hold no option. */
export function usedColumns({ columns }: HelpLayout): number {
  return Math.max(NARROWEST_COLUMNS, Math.min(WIDEST_COLUMNS, columns));
}

/** A part with its heading. */
export function section(title: string, body: string, { colour }: HelpLayout): string {
  return `${colour ? `\x1b[1m${title}\x1b[0m` : title}\n${body}`;
}

/** Parts below each other. */
export function joined(sections: readonly string[]): string {
  return `${sections.join("\n\n")}\n`;
}

/** Examples side by side with what they do where there is space, else one above the other. */
export function exampleTable(list: readonly Example[], layout: HelpLayout): string {
  const columns = usedColumns(layout);
  const widest = Math.max(...list.map(({ line }) => line.length));
  const sideBySide = list.every(({ does }) => 2 + widest + 3 + does.length <= columns);
  return list.map(({ line, does }) => {
    return sideBySide
      ? `  ${line.padEnd(widest)}   ${does}`
      : `  ${line}\n      ${wrapWords(does, columns, 6)}`;
  }).join("\n");
}

/** Two columns, the second wrapped; one below the other where there is no space. */
export function table(
  rows: readonly (readonly [string, string])[],
  layout: HelpLayout,
  widest: number = Math.max(...rows.map(([first]) => first.length)),
): string {
  const columns = usedColumns(layout);
  const left = widest + 4;
  const isBelow = columns - left < LEAST_SECOND_COLUMNS;
  return rows.map(([first, second]) => {
    if (!isBelow) return `  ${first}`.padEnd(left) + wrapWords(second, columns, left);
    return `  ${first}\n${" ".repeat(BELOW_INDENT)}${wrapWords(second, columns, BELOW_INDENT)}`;
  }).join("\n");
}
