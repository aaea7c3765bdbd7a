/** What the faults came to, as a table. */
import { join } from "node:path";
import { project } from "../project/folders.ts";
import { markedPart, withMarkedPart } from "../project/marked_part.ts";
import type { Outcome } from "./ground/fault.ts";
import { CARD_NAMES, type CardName } from "./ground/fault_card.ts";
import { heardWords } from "./ground/judge.ts";

/** What came of a fault on one card: an outcome, or why it was not done. */
export interface Result {
  readonly outcome?: Outcome;
  readonly unable?: string;
}

/** One fault, on those cards on which it was tried. */
export interface Row {
  readonly name: string;
  readonly results: Readonly<Partial<Record<CardName, Result>>>;
}

const DOCUMENT = join(project, "docs", "measurements", "reliability.md");
const MARKS = {
  begin: "<!-- faults: `deno task faults --write` -->",
  end: "<!-- end of faults -->",
} as const;
const FAULT = "fault";
/** What is said of each card, and what stands before it in the head of the table. */
const FIGURES = ["lost, ms", "device gone, ms", "exit code", "in the file, dB"] as const;
const PREFIX: Readonly<Record<CardName, string>> = { PulseAudio: "", PipeWire: "PipeWire: " };
/** The last line that people read: PulseAudio's, and PipeWire's where the fault is done there alone. */
const SAID = "what it says last";
const HEAD = [FAULT, ...CARD_NAMES.flatMap(columnsOf), SAID];

/** Cells of a line, by the head of their column. */
type Cells = ReadonlyMap<string, string>;

/**
 * Markdown.
 *
 * @param earlier a table of this form, or of an older one: what was not tried now is taken from there
 * @param order names of all faults; those of `rows` by default
 */
export function faultTable(
  rows: readonly Row[],
  earlier = "",
  order: readonly string[] = rows.map(({ name }) => name),
): string {
  const known = readTable(earlier);
  const tried = new Map(rows.map((row) => [row.name, cellsOf(row)]));
  const lines = order.filter((name) => known.has(name) || tried.has(name)).map((name) => {
    const cells = new Map([...known.get(name) ?? [], ...tried.get(name) ?? []]);
    const [lost = ""] = columnsOf("PulseAudio");
    const isOther = !/\d/.test(cells.get(lost)?.replace(/^not done.*/, "") ?? "");
    const said = isOther ? cells.get(saidOn("PipeWire")) : undefined;
    return HEAD.map((column) => (column === SAID ? said : undefined) ?? cells.get(column) ?? "");
  });
  return [HEAD, HEAD.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/**
 * Puts what was tried into the table of docs/measurements/reliability.md.
 *
 * @param order names of all faults
 */
export function writeTable(rows: readonly Row[], order: readonly string[]): void {
  const text = Deno.readTextFileSync(DOCUMENT);
  const table = faultTable(rows, markedPart(text, MARKS), order);
  Deno.writeTextFileSync(DOCUMENT, withMarkedPart(text, MARKS, table));
}

function columnsOf(card: CardName): string[] {
  return FIGURES.map((figure) => `${PREFIX[card]}${figure}`);
}

function saidOn(card: CardName): string {
  return `${PREFIX[card]}${SAID}`;
}

function cellsOf({ name, results }: Row): Cells {
  const cells = new Map([[FAULT, name]]);
  for (const card of CARD_NAMES) {
    const result = results[card];
    if (result === undefined) continue;
    const figures = figuresOf(result);
    columnsOf(card).forEach((column, i) => cells.set(column, figures[i] ?? ""));
    cells.set(saidOn(card), (result.outcome?.said ?? "").replaceAll("|", "\\|"));
  }
  return cells;
}

function figuresOf({ outcome, unable }: Result): string[] {
  if (outcome === undefined) return [`not done: ${unable}`];
  const { lostMs, goneMs, exits, problems, heard = [] } = outcome;
  return [
    `${problems.length > 0 ? "**broken** " : ""}${lostMs}`,
    goneMs === undefined ? "" : String(goneMs),
    exits.join(", "),
    heardWords(heard),
  ];
}

/** Lines of a table by what stands first in them. */
function readTable(text: string): Map<string, Cells> {
  const [head = [], , ...lines] = text.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
  return new Map(lines.map((cells) => {
    return [cells[0] ?? "", new Map(head.map((column, i) => [column, cells[i] ?? ""]))];
  }));
}
