/** What is said of a word that is no option and no command, and what was probably meant. */
import { UserError } from "../meeting/ground/user_error.ts";
import { COMMANDS } from "./commands.ts";
import type { Command } from "./options/command.ts";
import { nearestWord } from "./options/nearest_word.ts";

/** What other programs call what a command does. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  record: ["start", "begin", "rec", "run", "capture"],
  room: ["watch", "listen", "daemon", "unattended", "auto"],
  mix: ["convert", "merge", "join", "encode"],
  recover: ["repair", "restore", "finish", "salvage"],
  status: ["info", "show", "state", "ps"],
  mark: ["chapter", "bookmark", "note"],
  stop: ["end", "quit", "exit", "kill", "halt"],
  devices: ["list", "ls", "sources", "microphones"],
  doctor: ["check", "diagnose", "test"],
  config: ["settings", "configure", "options", "preferences"],
  completions: ["completion", "complete"],
};

/** No commands of the table, and yet they come first. */
const ANSWERED = ["help", "version"];

/** The command line that shows help for a command. */
export function helpLine(command: Command): string {
  return `confrec ${command.name} --help`;
}

/** What to say about a command that there is not. */
export function noSuchCommand(word: string): UserError {
  const typed = word.toLowerCase();
  const names = COMMANDS.map(({ name }) => name);
  const synonym = synonymOf(typed);
  const meant = synonym ?? nearestWord(typed, [...names, ...ANSWERED]);
  const record = "to record: confrec --out meeting.mp3";
  const hint = synonym === "record"
    ? record
    : meant === undefined
    ? `${record} (confrec --help lists the commands)`
    : `did you mean confrec ${meant}?`;
  return wrong(`run "${word}": there is no such command; ${hint}`);
}

/** The command that is written as an option: `--mute` by who wants `confrec mute`, `--list` by who wants the devices. */
export function commandOf(typed: string): string | undefined {
  const word = typed.replace(/^--/, "");
  const name = COMMANDS.find((one) => one.name === word)?.name ?? synonymOf(word);
  return name === undefined || name === "record" ? undefined : `confrec ${name}`;
}

/** The command that is a part of it: `--list-devices`. */
export function commandIn(typed: string): string | undefined {
  const words = typed.replace(/^--/, "").split("-");
  const name = COMMANDS.find((one) => words.includes(one.name))?.name;
  return name === undefined ? undefined : `confrec ${name}`;
}

function synonymOf(word: string): string | undefined {
  return COMMANDS.find(({ name }) => OTHER_WORDS[name]?.includes(word))?.name;
}

/** What to say about a word that has no place. */
export function wordTooMany(command: Command, word: string, before = ""): UserError {
  if (COMMANDS.some(({ name }) => name === word)) {
    return wrong(`use "${word}" there: a command comes first; write confrec ${word} …`);
  }
  // A name with a blank in it, or `30 days`: the shell has made two words of it.
  if (before !== "" && !before.startsWith("-")) {
    const whole = `"${before} ${word}"`;
    return wrong(`use "${word}": if it belongs to what stands before it, put quotes: ${whole}`);
  }
  if (command.name === "record" && /\.(mp3|wav)$/i.test(word)) {
    return wrong(`use "${word}": write --out "${word}" to record to it`);
  }
  if (command.name === "record") return noSuchCommand(word);
  if (command.name === "mix" && /\.\w+$/.test(word)) {
    return wrong(`use "${word}": write --mic, --system or --out in front of it`);
  }
  if (command.argument !== undefined) {
    return wrong(
      `use "${word}": ${command.name} takes one ${command.argument}; put it in quotes if it has blanks`,
    );
  }
  return wrong(`use "${word}": ${command.name} takes only options; see ${helpLine(command)}`);
}

function wrong(rest: string): UserError {
  return new UserError("usage", `Cannot ${rest}`);
}
