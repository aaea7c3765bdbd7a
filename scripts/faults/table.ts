/** What the faults came to, as a table. */
import { join } from "node:path";
import { project } from "../project/folders.ts";
import type { Outcome } from "./ground/fault.ts";
import { heardWords } from "./ground/judge.ts";

/** One fault. */
export interface Row {
  readonly name: string;
  readonly outcome?: Outcome;
  /** Why it was not done. */
  readonly unable?: string;
}

const DOCUMENT = join(project, "docs", "measurements", "reliability.md");
const BEGIN = "<!-- faults: `deno task faults --write` -->";
const END = "<!-- end of faults -->";

/** Markdown. */
export function faultTable(rows: readonly Row[]): string {
  const lines = rows.map(({ name, outcome, unable }) => {
    if (outcome === undefined) return [name, "", "", "", "", `not done: ${unable}`];
    const { lostMs, goneMs, exits, said, problems, heard = [] } = outcome;
    const broken = problems.length > 0 ? "**broken** " : "";
    return [
      ...[name, String(lostMs), goneMs === undefined ? "" : String(goneMs), exits.join(", ")],
      heardWords(heard),
      `${broken}${said}`.replaceAll("|", "\\|"),
    ];
  });
  const head = [
    "fault",
    "lost, ms",
    "device gone, ms",
    "exit code",
    "in the file, dB",
    "what it says last",
  ];
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join(
    "\n",
  );
}

/** Puts the table into docs/measurements/reliability.md. */
export function writeTable(rows: readonly Row[]): void {
  const text = Deno.readTextFileSync(DOCUMENT);
  const [before] = text.split(BEGIN);
  const [, after] = text.split(END);
  if (before === undefined || after === undefined) {
    throw new Error(`Cannot write the table: ${DOCUMENT} has no place for it; put back ${BEGIN}`);
  }
  Deno.writeTextFileSync(DOCUMENT, `${before}${BEGIN}\n\n${faultTable(rows)}\n\n${END}${after}`);
}
