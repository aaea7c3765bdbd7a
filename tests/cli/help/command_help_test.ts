import { writtenOf } from "../../../cli/options/options.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../../cli/commands.ts";
import { commandHelp } from "../../../cli/help/command_help.ts";
import { defaultTextOf, infoOf, OPTION_NAMES } from "../../../cli/options/options.ts";

Deno.test("help of a command names exactly the options that it takes", () => {
  for (const command of COMMANDS) {
    const text = commandHelp(command, { columns: 90, colour: false });
    const rows = text.split("\n").map((line) => /^ {2}(?:-\w, | {4})(--[a-z-]+)/.exec(line)?.[1]);
    const shown = rows.filter((row) => row !== undefined).sort();
    assertEquals(shown, command.options.map((name) => writtenOf(name).split(" ")[0]).sort());
  }
});

Deno.test("help fits a terminal of 80 columns, and names one default of an option", () => {
  for (const command of COMMANDS) {
    for (const line of commandHelp(command, { columns: 80, colour: false }).split("\n")) {
      assert(line.length <= 80, line);
      assert(!/^ {9}.*\] \[/.test(line), line);
    }
  }
});

Deno.test("help shows defaults", () => {
  const [record] = COMMANDS;
  assert(record);
  const text = commandHelp(record, { columns: 100, colour: false });
  assertStringIncludes(text, "[128k]");
  assertStringIncludes(text, "[stereo]");
});

Deno.test("every option can be described, belongs to a command, and has a default that parses", () => {
  for (const name of OPTION_NAMES) {
    assert(infoOf(name).help.length > 0);
    assert(COMMANDS.some(({ options }) => options.includes(name)), name);
  }
  assertEquals(defaultTextOf("bitrate"), "128k");
  assertEquals(defaultTextOf("out"), undefined);
});
