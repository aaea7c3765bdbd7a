/** From the words of a command line to options, without looking at their values. */
import { UserError } from "../meeting/ground/user_error.ts";
import { flagOf } from "../meeting/settings/read_settings.ts";
import { listed } from "../meeting/settings/setting_values.ts";
import { COMMANDS } from "./commands.ts";
import type { Command } from "./options/command.ts";
import { nearestWord } from "./options/nearest_word.ts";
import { infoOf, OPTION_NAMES, type OptionName, writtenOf } from "./options/options.ts";
import { isSetting, isSwitch, type SettingValue } from "./options/settings.ts";
import { commandIn, commandOf, helpLine, wordTooMany } from "./wrong_word.ts";

/** What stands behind a command. */
export interface Collected {
  readonly values: ReadonlyMap<OptionName, SettingValue>;
  readonly argument?: string;
}

/** One option as it was written, and where the next word may be its value. */
interface Written {
  readonly name: OptionName;
  /** As in messages. */
  readonly typed: string;
  readonly value?: SettingValue;
}

/**
 * Sorts the words into options and an argument.
 *
 * @throws {UserError} of kind usage: an option that there is not, twice, or without its value; a word too many
 */
export function collectOptions(command: Command, args: readonly string[]): Collected {
  const values = new Map<OptionName, SettingValue>();
  let argument: string | undefined;
  let onlyArguments = false;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? "";
    if (word === "--" && !onlyArguments) {
      onlyArguments = true;
    } else if (onlyArguments || !word.startsWith("-") || word === "-") {
      if (command.argument === undefined || argument !== undefined) {
        throw wordTooMany(command, word, args[i - 1]);
      }
      argument = word;
    } else {
      for (const { name, typed, value } of optionsIn(command, word)) {
        const bare = value === undefined ? bareValue(name, args[i + 1]) : undefined;
        const found = value ?? bare ?? valueIn(args[++i], name, typed);
        const place = placeOf(command, name, found);
        if (values.has(place)) throw wrong(`use ${typed} twice: only one of them can hold`);
        values.set(place, place === name ? found : true);
      }
    }
  }
  return { values, ...(argument === undefined ? {} : { argument }) };
}

/** `--out -` is standard output, and may stand beside the name of a file. */
function placeOf(command: Command, name: OptionName, value: SettingValue): OptionName {
  if (name !== "out" || value !== "-") return name;
  if (command.options.includes("toStdout")) return "toStdout";
  throw wrong(
    `use --out - with ${command.name}: only a recording goes to standard output; name a file`,
  );
}

/** What is meant where no value follows, of an option that needs none. */
function bareValue(name: OptionName, next = "-"): string | undefined {
  return next.startsWith("-") ? infoOf(name).bare : undefined;
}

/** A value behind its option. Negative levels begin with a dash too; two dashes are another option. */
function valueIn(word: string | undefined, name: OptionName, typed: string): string {
  if (word !== undefined && !word.startsWith("--")) return word;
  throw wrong(`use ${typed}: its value is missing; write ${typed} ${infoOf(name).value ?? ""}`);
}

function optionsIn(command: Command, word: string): readonly Written[] {
  if (!word.startsWith("--")) return lettersIn(command, word);
  const equals = word.indexOf("=");
  const typed = equals < 0 ? word : word.slice(0, equals);
  const off = switchedOff(command, typed);
  const name = off ?? findOption(command, typed);
  if (equals >= 0 && isSwitch(name)) throw wrong(`use ${word}: ${typed} takes no value`);
  if (off !== undefined) return [{ name, typed, value: false }];
  if (isSwitch(name)) return [{ name, typed, value: true }];
  return [{ name, typed, ...(equals < 0 ? {} : { value: word.slice(equals + 1) }) }];
}

/** `--no-keep-stems`, for whom a file of settings has it on. */
function switchedOff(command: Command, typed: string): OptionName | undefined {
  return command.options.find((name) => {
    return isSetting(name) && isSwitch(name) && typed === `--no-${flagOf(name).slice(2)}`;
  });
}

/** `-qo FILE` is `-q -o FILE`, and `-oFILE` too. */
function lettersIn(command: Command, word: string): readonly Written[] {
  const written: Written[] = [];
  const letters = [...word].slice(1);
  const [first = ""] = letters;
  // `-out` is a slip, and not `-o ut`.
  const isSlip = command.options.some((name) => flagOf(name) === `-${word.split("=")[0]}`);
  if (letters.length === 1 || isSlip || !hasLetter(command, first)) {
    const name = findOption(command, word);
    return [{ name, typed: word, ...(isSwitch(name) ? { value: true } : {}) }];
  }
  for (const [i, letter] of letters.entries()) {
    const typed = `-${letter}`;
    const name = findOption(command, typed);
    if (isSwitch(name)) {
      written.push({ name, typed, value: true });
      continue;
    }
    const rest = letters.slice(i + 1).join("");
    written.push({ name, typed, ...(rest === "" ? {} : { value: rest }) });
    break;
  }
  return written;
}

function hasLetter(command: Command, letter: string): boolean {
  return command.options.some((name) => infoOf(name).short === letter);
}

function findOption(command: Command, typed: string): OptionName {
  const isMeant = (name: OptionName) => {
    if (infoOf(name).written !== undefined) return false;
    return typed === flagOf(name) || typed === `-${infoOf(name).short ?? "-"}`;
  };
  const found = OPTION_NAMES.find(isMeant);
  if (found && command.options.includes(found)) return found;
  const more = `${helpLine(command)} lists them`;
  if (found) {
    if (command.passesOn !== undefined) {
      const line = `confrec ${command.name} install -- ${typed} ...`;
      throw wrong(`use ${typed} there: options of the recording stand behind --: ${line}`);
    }
    const takers = COMMANDS.filter((one) => one.options.includes(found)).map(({ name }) => name);
    throw wrong(`use ${typed} with ${command.name}: it belongs to ${listed(takers)}; ${more}`);
  }
  const hint = commandOf(typed) ?? meantOption(command, typed) ?? commandIn(typed);
  throw wrong(`use ${typed}: there is no such option; ${hint ? `did you mean ${hint}?` : more}`);
}

/** What was probably meant: `--out` by `--ouput` and by `-out`, `-V` by `-v`. */
function meantOption(command: Command, typed: string): string | undefined {
  const flags = command.options.filter((name) => writtenOf(name) === flagOf(name)).map(flagOf);
  if (typed.startsWith("--")) return nearestWord(typed, flags);
  if (typed.length > 2) return nearestWord(`-${typed.split("=")[0]}`, flags);
  const letter = typed.slice(1);
  return [letter.toLowerCase(), letter.toUpperCase()].filter((one) => hasLetter(command, one))
    .map((one) => `-${one}`)[0];
}

function wrong(rest: string): UserError {
  return new UserError("usage", `Cannot ${rest}`);
}
