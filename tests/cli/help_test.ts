import { flagOf } from "../../meeting/settings/read_settings.ts";
import { EXIT_CODE } from "../../cli/process/exit_code.ts";
import { assert, assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../cli/commands.ts";
import { helpText } from "../../cli/help.ts";
import { defaultTextOf, infoOf, OPTION_NAMES } from "../../cli/options/options.ts";

Deno.test("help of the program begins with examples and names every command", () => {
  const text = helpText(undefined, { columns: 80, colour: false });
  assert(text.indexOf("Examples") < text.indexOf("Commands"));
  for (const { name, summary } of COMMANDS) {
    assertStringIncludes(text, `confrec ${name}`);
    assertStringIncludes(text.replace(/\s+/g, " "), summary);
  }
});

Deno.test("help of a command names exactly the options that it takes", () => {
  for (const command of COMMANDS) {
    const text = helpText(command, { columns: 90, colour: false });
    const rows = text.split("\n").map((line) => /^ {2}(?:-\w, | {4})(--[a-z-]+)/.exec(line)?.[1]);
    const shown = rows.filter((row) => row !== undefined).sort();
    assertEquals(shown, command.options.map(flagOf).sort());
  }
});

Deno.test("help of the program tells every exit code", () => {
  const text = helpText(undefined, { columns: 80, colour: false });
  const [, table = ""] = /Exit codes\n([^]*?)\n\n/.exec(text) ?? [];
  const told = table.split("\n").map((row) => Number(/^ {2}(\d) {2}\w/.exec(row)?.[1]));
  assertEquals(told, Object.values(EXIT_CODE));
});

Deno.test("help shows defaults", () => {
  const [record] = COMMANDS;
  const text = helpText(record, { columns: 100, colour: false });
  assertStringIncludes(text, "[128k]");
  assertStringIncludes(text, "[stereo]");
});

Deno.test("help fits the terminal", () => {
  for (const columns of [40, 60, 80, 100, 300]) {
    for (const command of [undefined, ...COMMANDS]) {
      for (const line of helpText(command, { columns, colour: false }).split("\n")) {
        // Command lines are never broken, since they are there to be copied.
        if (!line.trimStart().startsWith("confrec ")) assertLessOrEqual(line.length, 100, line);
        if (columns < 100 && !/confrec /.test(line)) assertLessOrEqual(line.length, columns, line);
      }
    }
  }
});

Deno.test("headings are bold only where colours are wanted", () => {
  assertStringIncludes(
    helpText(undefined, { columns: 80, colour: true }),
    "\x1b[1mExamples\x1b[0m",
  );
  assert(!helpText(undefined, { columns: 80, colour: false }).includes("\x1b"));
});

Deno.test("every option can be described, belongs to a command, and has a default that parses", () => {
  for (const name of OPTION_NAMES) {
    assert(infoOf(name).help.length > 0);
    assert(COMMANDS.some(({ options }) => options.includes(name)), name);
  }
  assertEquals(defaultTextOf("bitrate"), "128k");
  assertEquals(defaultTextOf("out"), undefined);
});
