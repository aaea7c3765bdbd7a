import { assert, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../cli/commands.ts";
import { helpText } from "../../cli/help_text.ts";
import { fakeNow } from "./fake_io.ts";
import type { HelpTopic } from "../../cli/parse_arguments.ts";

const [RECORD] = COMMANDS;
assert(RECORD);
const NOW = fakeNow();

Deno.test("help fits the terminal", () => {
  const topics: HelpTopic[] = ["program", "all", "command"];
  for (const columns of [40, 60, 80, 100, 300]) {
    for (const topic of topics) {
      for (const command of COMMANDS) {
        for (const line of helpText(topic, command, { columns, colour: false }, NOW).split("\n")) {
          // Command lines are never broken, since they are there to be copied.
          if (!line.trimStart().startsWith("confrec ")) assertLessOrEqual(line.length, 100, line);
          if (columns < 100 && !/confrec /.test(line)) {
            assertLessOrEqual(line.length, columns, line);
          }
        }
      }
    }
  }
});

Deno.test("headings are bold only where colours are wanted", () => {
  const inColour = helpText("program", RECORD, { columns: 80, colour: true }, NOW);
  assertStringIncludes(inColour, "\x1b[1mExamples\x1b[0m");
  assert(!helpText("program", RECORD, { columns: 80, colour: false }, NOW).includes("\x1b"));
});
