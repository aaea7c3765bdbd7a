/** What is proven where, as tables made from the tests' names. */
import { type Sources, type Suite, suitesOf } from "./suites.ts";

const HEAD = ["test", "file", "when"] as const;

/** A line of a table. */
type Row = Readonly<Record<typeof HEAD[number], string>>;

/**
 * Markdown: a heading, a table and what is to be known of it for each place, formatted as `deno fmt` would.
 *
 * @throws {Error} when a suite has no test, or a name cannot be read
 */
export function provenTables(sources: Sources): string {
  const places = Map.groupBy(suitesOf(sources), ({ where }) => where);
  return [...places].map(([where, suites]) => {
    const notes = suites.flatMap(({ note = [] }) => note);
    const rows = suites.flatMap((suite) => rowsOf(suite, sources));
    return [`### ${where}`, table(rows), ...notes].join("\n\n");
  }).join("\n\n");
}

function rowsOf(suite: Suite, sources: Sources): Row[] {
  const { where, holds, when, exceptions = {} } = suite;
  const rows = sources.files.filter(holds).flatMap((file) => {
    return namesIn(file, suite, sources).map((test) => {
      return { test, file: `\`${file}\``, when: exceptions[test] ?? when(file, test) };
    });
  });
  if (rows.length === 0) throw new Error(`Cannot list what is proven: no test is there: ${where}`);
  const lost = Object.keys(exceptions).find((name) => !rows.some(({ test }) => test === name));
  if (lost !== undefined) throw new Error(`Cannot list what is proven: no test is called: ${lost}`);
  return rows;
}

function namesIn(file: string, { names }: Suite, { read }: Sources): readonly string[] {
  try {
    return names(read(file));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => HEAD.map((column) => row[column].replaceAll("|", "\\|")));
  const widths = HEAD.map((head, i) => {
    return Math.max(head.length, ...lines.map((cells) => cells[i]?.length ?? 0));
  });
  const ruler = widths.map((width) => "-".repeat(width));
  return [HEAD, ruler, ...lines].map((cells) => {
    return `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  }).join("\n");
}
