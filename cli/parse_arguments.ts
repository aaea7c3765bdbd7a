/** The command line, checked: which command, with which options. */
import { flagOf } from "../meeting/settings/read_settings.ts";
import type { Command, CommandCall } from "./options/command.ts";
import type { z } from "zod";
import { COMMANDS } from "./commands.ts";
import { UserError } from "../meeting/ground/user_error.ts";
import { nearestWord } from "./options/nearest_word.ts";
import { listed } from "../meeting/settings/setting_values.ts";
import {
  infoOf,
  OPTION_NAMES,
  type OptionName,
  type Options,
  optionSchema,
} from "./options/options.ts";

/** What a command line asks for. */
export interface ParsedArguments {
  readonly command: Command;
  /** False when the command was not named and is `record` for that reason. */
  readonly named: boolean;
  readonly call: CommandCall<OptionName>;
}

/** Options with which nothing else needs to be there or right. */
const STANDALONE: readonly OptionName[] = ["help", "version", "licenses"];

/**
 * Reads the arguments behind `confrec`.
 *
 * Strict: an unknown option, one that belongs to another command, one given twice, one without its value, or a word too many
 * is an error.
 *
 * @throws {UserError} of kind usage, with the nearest option that exists
 */
export function parseArguments(args: readonly string[]): ParsedArguments {
  const { command, named, rest } = findCommand(args);
  const { own, passed } = dividedAt(command, rest);
  const { values, argument } = collect(command, own);
  const given = new Set(values.keys());
  const standalone = STANDALONE.some((name) => given.has(name));
  const options = standalone ? standaloneOptions(given) : checkedOptions(command, values);
  return {
    command,
    named,
    call: Object.freeze({
      options: Object.freeze(options),
      given,
      typed: values,
      ...(argument === undefined ? {} : { argument }),
      ...(passed === undefined ? {} : { passedOn: passedOn(command, passed) }),
    }),
  };
}

function findCommand(
  args: readonly string[],
): { command: Command; named: boolean; rest: readonly string[] } {
  const [first] = args;
  const named = COMMANDS.find(({ name }) => name === first);
  if (named) return { command: named, named: true, rest: args.slice(1) };
  const [record] = COMMANDS;
  if (!record) throw new TypeError("Cannot choose a command: there is none");
  if (first === "help") return { ...helpCommand(record, args[1]), rest: ["--help"] };
  return { command: record, named: false, rest: args };
}

/** What stands behind `--` is another command's, where a command passes it on. */
function dividedAt(command: Command, words: readonly string[]) {
  const at = command.passesOn === undefined ? -1 : words.indexOf("--");
  return at < 0 ? { own: words } : { own: words.slice(0, at), passed: words.slice(at + 1) };
}

/** Checked as if they had been typed. */
function passedOn({ passesOn = "" }: Command, words: readonly string[]) {
  const { options } = parseArguments([passesOn, ...words]).call;
  // Sound: every option of the schema has a value, given or not.
  return { words, options: options as Options };
}

/** `confrec help mix` is what some people type for `confrec mix --help`. */
function helpCommand(
  record: Command,
  name: string | undefined,
): { command: Command; named: boolean } {
  if (name === undefined) return { command: record, named: false };
  const command = COMMANDS.find((one) => one.name === name);
  if (command) return { command, named: true };
  throw wrong(`help with "${name}": there is no such command; confrec --help lists them`);
}

/** Puts the words of a command line into options, without looking at their values. */
function collect(command: Command, args: readonly string[]) {
  const values = new Map<OptionName, string | true>();
  let argument: string | undefined;
  let onlyArguments = false;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? "";
    if (word === "--" && !onlyArguments) {
      onlyArguments = true;
    } else if (onlyArguments || !word.startsWith("-") || word === "-") {
      if (command.argument === undefined || argument !== undefined) throw tooMany(command, word);
      argument = word;
    } else {
      const equals = word.startsWith("--") ? word.indexOf("=") : -1;
      const typed = equals < 0 ? word : word.slice(0, equals);
      const name = findOption(command, typed);
      if (values.has(name)) throw wrong(`use ${typed} twice: only one of them can hold`);
      const info = infoOf(name);
      if (info.value === undefined) {
        if (equals >= 0) throw wrong(`use ${word}: ${typed} takes no value`);
        values.set(name, true);
        continue;
      }
      if (info.bare !== undefined && equals < 0 && (args[i + 1] ?? "-").startsWith("-")) {
        values.set(name, info.bare);
        continue;
      }
      const value = equals < 0 ? args[++i] : word.slice(equals + 1);
      // Negative levels begin with a dash too; two dashes are an option whose neighbour lacks its value.
      if (value === undefined || (equals < 0 && value.startsWith("--"))) {
        throw wrong(`use ${typed}: its value is missing; write ${typed} ${info.value}`);
      }
      values.set(name, value);
    }
  }
  return { values, argument };
}

function findOption(command: Command, typed: string): OptionName {
  const isMeant = (name: OptionName) => {
    return typed === flagOf(name) || typed === `-${infoOf(name).short ?? "-"}`;
  };
  const found = OPTION_NAMES.find(isMeant);
  if (found && command.options.includes(found)) return found;
  const more = `${helpLine(command)} lists them`;
  if (found) {
    const takers = COMMANDS.filter((one) => one.options.includes(found)).map(({ name }) => name);
    throw wrong(
      `use ${typed} with ${command.name}: it belongs to ${listed(takers)}; ${more}`,
    );
  }
  const hint = meantOption(command, typed);
  throw wrong(`use ${typed}: there is no such option; ${hint ? `did you mean ${hint}?` : more}`);
}

/** What was probably meant: `--out` by `--ouput`, `-V` by `-v`, `-o a.mp3` by `-oa.mp3`. */
function meantOption(command: Command, typed: string): string | undefined {
  const nearest = nearestWord(typed, command.options.map(flagOf));
  if (nearest || typed.startsWith("--")) return nearest;
  const [, letter = "", rest] = [...typed];
  const ofLetter = (wanted: string) => {
    return command.options.map(infoOf).find(({ short }) => short === wanted);
  };
  if (rest === undefined) {
    return [letter.toLowerCase(), letter.toUpperCase()].filter(ofLetter).map((l) => `-${l}`)[0];
  }
  const info = ofLetter(letter);
  const joined = typed.slice(2);
  return info && `-${letter} ${info.value === undefined ? "-" : ""}${joined}`;
}

function helpLine(command: Command): string {
  return command.name === "record" ? "confrec --help" : `confrec ${command.name} --help`;
}

function tooMany(command: Command, word: string): UserError {
  if (COMMANDS.some(({ name }) => name === word)) {
    return wrong(`use "${word}" there: a command comes first; write confrec ${word} …`);
  }
  const nearest = nearestWord(word, COMMANDS.map(({ name }) => name));
  if (command.name === "record" && nearest) {
    return wrong(`use "${word}": there is no such command; did you mean confrec ${nearest}?`);
  }
  if (command.name === "record" && /\.(mp3|wav)$/i.test(word)) {
    return wrong(`use "${word}": write --out "${word}" to record to it`);
  }
  if (command.name === "mix" && /\.\w+$/.test(word)) {
    return wrong(`use "${word}": write --mic, --system or --out in front of it`);
  }
  if (command.argument !== undefined) {
    return wrong(
      `use "${word}": ${command.name} takes one ${command.argument}; put it in quotes if it has blanks`,
    );
  }
  if (command.name === "record") {
    return wrong(
      `run "${word}": there is no such command; to record: confrec --out meeting.mp3 ` +
        `(${helpLine(command)} lists the commands)`,
    );
  }
  return wrong(`use "${word}": ${command.name} takes only options; see ${helpLine(command)}`);
}

function standaloneOptions(given: ReadonlySet<OptionName>): CommandCall<OptionName>["options"] {
  const placeholder = Object.fromEntries(
    [...given].filter((name) => {
      return STANDALONE.includes(name);
    }).map((name) => [name, true]),
  );
  return optionSchema.parse({ out: "none", ...placeholder });
}

function checkedOptions(
  command: Command,
  values: ReadonlyMap<OptionName, string | true>,
): CommandCall<OptionName>["options"] {
  for (const name of command.required) {
    if (values.has(name)) continue;
    const [example] = command.examples;
    throw wrong(
      `${command.name}: ${flagOf(name)} ${infoOf(name).value ?? ""} is missing; ` +
        `for example: ${example?.line ?? ""} (${helpLine(command)} says more)`,
    );
  }
  // `out` is the only option of the whole schema without a value of its own; not every command asks for it.
  const result = optionSchema.safeParse({ out: "none", ...Object.fromEntries(values) });
  if (result.success) return result.data;
  throw invalidValue(result.error, values);
}

function invalidValue(
  error: z.ZodError,
  values: ReadonlyMap<OptionName, string | true>,
): UserError {
  const [issue] = error.issues;
  const name = OPTION_NAMES.find((one) => one === issue?.path[0]);
  if (!issue || !name) throw error;
  return wrong(`use ${flagOf(name)} "${values.get(name)}": ${issue.message}`);
}

function wrong(rest: string): UserError {
  return new UserError("usage", `Cannot ${rest}`);
}
