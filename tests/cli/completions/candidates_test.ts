import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../../cli/commands.ts";
import { candidatesFor, type Lookups } from "../../../cli/completions/candidates.ts";
import type { Command } from "../../../cli/options/command.ts";
import { writtenOf } from "../../../cli/options/options.ts";

const LOOKUPS: Lookups = {
  devices: (direction) => Promise.resolve(direction === "input" ? ["USB Mic: A", "Jabra"] : ["TV"]),
  sessions: () => Promise.resolve(["weekly.mp3"]),
};

async function words(...typed: string[]): Promise<string[]> {
  const { candidates, paths } = await candidatesFor(COMMANDS, typed, LOOKUPS);
  return [...candidates.map(({ word }) => word), ...(paths === undefined ? [] : [`:${paths}`])];
}

/** The options of a command that are words of their own: `--out -` is none. */
function typed(command: Command | undefined): string[] {
  return (command?.options ?? []).map(writtenOf).filter((option) => !option.includes(" "));
}

const CASES: readonly [typed: string[], words: string[]][] = [
  [["sta"], ["status"]],
  [["help", "sto"], ["stop"]],
  [["help", "--"], ["--all", "--man"]],
  [["help", "mix", ""], []],
  [["--bit"], ["--bitrate", "--bits"]],
  [["mix", "--mi"], ["--mic"]],
  [["stop", "--n"], ["--no-wait"]],
  [["--no-keep-s"], ["--no-keep-stems"]],
  [["--trim", ""], ["off", "ends", "all"]],
  [["--trim", "e"], ["ends"]],
  [["--trim=e"], ["--trim=ends"]],
  [["--gate", ""], ["auto", "off"]],
  [["--bitrate", "3"], ["32k", "320k"]],
  [["--quality", ""], ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]],
  [["--out", "a"], [":files"]],
  [["--out=a"], [":files"]],
  [["-o", ""], [":files"]],
  [["-qo", ""], [":files"]],
  [["-oa.mp3", "--tri"], ["--trim"]],
  [["--spool", ""], [":folders"]],
  [["recover", ""], [":folders"]],
  [["--mic", ""], ["USB Mic: A", "Jabra", "none", "file:"]],
  [["--mic", "file:a"], [":files"]],
  [["--mic=file:a"], [":files"]],
  [["--mic", "U"], ["USB Mic: A"]],
  [["--system", "T"], ["TV"]],
  [["mix", "--mic", ""], [":files"]],
  [["stop", "--session", ""], ["weekly.mp3"]],
  [["completions", "z"], ["zsh"]],
  [["mark", ""], []],
  [["--duration", ""], []],
  [["--no-such", "--tri"], ["--trim"]],
  // An old PowerShell says nothing by a blank.
  [["--trim", " "], ["off", "ends", "all"]],
];

for (const [typed, expected] of CASES) {
  Deno.test(`what fits at the end of: confrec ${typed.join(" ")}|`, async () => {
    assertEquals(await words(...typed), expected);
  });
}

Deno.test("first come the commands, and behind a dash the options of recording", async () => {
  assertEquals(await words(""), [...COMMANDS.map(({ name }) => name), "help"]);
  assertEquals(await words("-"), typed(COMMANDS[0]));
});

Deno.test("each command has its own options, and what stands there already is not offered again", async () => {
  for (const command of COMMANDS) {
    const { name } = command;
    assertEquals(await words(name, "--"), typed(command), name);
  }
  assert(!(await words("--force", "--fo")).includes("--force"));
});
