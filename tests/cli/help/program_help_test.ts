import { assert, assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../../cli/commands.ts";
import { fullHelp, shortHelp } from "../../../cli/help/program_help.ts";

const LAYOUT = { columns: 80, colour: false };

Deno.test("help of the program fits into 24 lines of 80 columns, with the line that asks for it", () => {
  const lines = shortHelp(COMMANDS, LAYOUT).trimEnd().split("\n");
  assertLessOrEqual(lines.length, 23);
  for (const line of lines) assertLessOrEqual(line.length, 80);
});

Deno.test("help of the program begins with five examples, and names every command", () => {
  const text = shortHelp(COMMANDS, LAYOUT);
  const [examples = "", commands = ""] = text.split("\n\nCommands\n");
  assertEquals(examples.match(/^ {2}confrec/gm)?.length, 5);
  for (const { name } of COMMANDS) assert(new RegExp(`\\b${name}\\b`).test(commands), name);
});

Deno.test("all help holds every command with its options, and the exit codes", () => {
  const text = fullHelp(COMMANDS, LAYOUT);
  for (const { name, summary } of COMMANDS) {
    assertStringIncludes(text, `confrec ${name}: ${summary}`);
  }
  for (const part of ["--warn-silence", "--no-wait", "Exit codes"]) {
    assertStringIncludes(text, part);
  }
});
