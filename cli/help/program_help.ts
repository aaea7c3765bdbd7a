/** Help for the whole program: what a terminal of 24 lines shows, and all there is. */
import { wrapWords } from "../terminal/wrap_words.ts";
import type { Command, Example } from "../options/command.ts";
import { commandHelp } from "./command_help.ts";
import { EXIT_CODE_WORDS } from "./exit_code_words.ts";
import {
  exampleTable,
  type HelpLayout,
  joined,
  section,
  table,
  usedColumns,
} from "./help_layout.ts";

const WHAT = "confrec records a web conference: your microphone and the call, as one MP3.";
const ALONE: Example = { line: "confrec", does: "record here, until Ctrl+C" };
const MORE = "More: confrec help COMMAND, confrec help settings, confrec --help-all";
const MOST_EXAMPLES = 5;

/** What fits into 24 lines of 80 columns. */
export function shortHelp(commands: readonly Command[], layout: HelpLayout): string {
  const columns = usedColumns(layout);
  const examples = [ALONE, ...commands[0]?.examples ?? []].slice(0, MOST_EXAMPLES);
  const common = commands.filter(({ isRare = false }) => !isRare);
  const rare = commands.filter(({ isRare = false }) => isRare).map(({ name }) => name);
  const rows = common.map(({ name, summary }) => [`confrec ${name}`, summary] as const);
  const others = wrapWords(`and ${rare.join(", ")}`, columns - 2, 0).replaceAll("\n", "\n  ");
  return joined([
    wrapWords(WHAT, columns, 0),
    section("Examples", exampleTable(examples, layout), layout),
    section("Commands", `${table(rows, layout)}\n  ${others}`, layout),
    wrapWords(MORE, columns, 0),
  ]);
}

/** Everything: each command with its options, and the exit codes. */
export function fullHelp(commands: readonly Command[], layout: HelpLayout): string {
  return joined([
    wrapWords(WHAT, usedColumns(layout), 0),
    ...commands.map((command) => commandHelp(command, layout).trimEnd()),
    section("Exit codes", table(EXIT_CODE_WORDS, layout), layout),
    wrapWords(
      "confrec help settings: how to set an option once, for all recordings.",
      usedColumns(layout),
      0,
    ),
  ]);
}
