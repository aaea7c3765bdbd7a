/** What may stand at the end of a command line that somebody is typing. */
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { flagOf } from "../../meeting/settings/read_settings.ts";
import type { Command } from "../options/command.ts";
import { infoOf, type OptionName } from "../options/options.ts";
import { isSetting, isSwitch } from "../options/settings.ts";
import { SHELLS } from "./shells.ts";

/** A word that fits, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly help?: string;
}

/** What only this machine knows at this moment. */
export interface Lookups {
  devices(direction: "input" | "output"): Promise<readonly string[]>;
  sessions(): Promise<readonly string[]>;
}

/** What fits; paths are looked for by the shell. */
export interface Fitting {
  readonly candidates: readonly Candidate[];
  readonly paths?: "files" | "folders";
}

const NONE: Fitting = { candidates: [] };
/** A part of a placeholder that stands for something else: `LEVEL` in `auto|off|LEVEL`. */
const STAND_IN = /^[A-Z]+$/;

/**
 * Finds what fits.
 *
 * @param words all behind `confrec`, the last of them as far as it is typed
 */
export async function candidatesFor(
  commands: readonly Command[],
  words: readonly string[],
  lookups: Lookups,
): Promise<Fitting> {
  const current = (words.at(-1) ?? "").trimStart();
  const before = words.slice(0, -1);
  const fitting = await fittingTo(commands, before, current, lookups);
  return {
    ...fitting,
    candidates: fitting.candidates.filter(({ word }) => word.startsWith(current)),
  };
}

async function fittingTo(
  commands: readonly Command[],
  before: readonly string[],
  current: string,
  lookups: Lookups,
): Promise<Fitting> {
  const [first] = before;
  if (first === undefined && !current.startsWith("-")) return { candidates: names(commands) };
  if (first === "help") return before.length === 1 ? { candidates: topics(commands) } : NONE;
  const named = commands.find(({ name }) => name === first);
  const command = named ?? commands[0];
  if (command === undefined) return NONE;
  const { awaited, used } = read(command, named ? before.slice(1) : before);
  if (awaited !== undefined) return await valuesOf(command, awaited, current, lookups);
  const [, flag] = /^(--[^=]+)=/.exec(current) ?? [];
  const option = command.options.find((name) => flagOf(name) === flag && !isSwitch(name));
  if (option !== undefined) {
    const typed = current.slice(`${flag}=`.length);
    const { candidates, ...rest } = await valuesOf(command, option, typed, lookups);
    return {
      ...rest,
      candidates: candidates.map((each) => ({ ...each, word: `${flag}=${each.word}` })),
    };
  }
  if (current.startsWith("-")) return { candidates: options(command, used, current) };
  return argumentsOf(command);
}

function names(commands: readonly Command[]): Candidate[] {
  return [
    ...commands.map(({ name, summary }) => ({ word: name, help: summary })),
    { word: "help", help: "say more about a command, or the settings" },
  ];
}

function topics(commands: readonly Command[]): Candidate[] {
  return [
    ...commands.map(({ name, summary }) => ({ word: name, help: summary })),
    { word: "settings", help: "how to set an option once" },
    { word: "--all", help: "the help of all commands" },
    { word: "--man", help: "the manual page" },
  ];
}

/** The option whose value comes next, and those that were used. */
function read(command: Command, words: readonly string[]) {
  const used = new Set<OptionName>();
  let awaited: OptionName | undefined;
  for (const word of words) {
    if (awaited !== undefined) {
      awaited = undefined;
      continue;
    }
    const typed = word.startsWith("--") ? [word] : [...word].slice(1).map((letter) => `-${letter}`);
    for (const each of word.startsWith("-") ? typed : []) {
      const name = command.options.find((one) => {
        return each.split("=")[0] === flagOf(one) || each === `-${infoOf(one).short}`;
      });
      if (name === undefined) continue;
      used.add(name);
      if (isSwitch(name)) continue;
      if (!word.includes("=") && word.endsWith(each.slice(1))) awaited = name;
      break;
    }
  }
  return { awaited, used };
}

function options(command: Command, used: ReadonlySet<OptionName>, current: string): Candidate[] {
  return command.options.filter((name) => !used.has(name)).flatMap((name) => {
    const { help, written } = { ...infoOf(name), ...command.differences?.[name] };
    if (written !== undefined) return [];
    // Nobody looks through a list in which each switch stands twice.
    const isOff = current.startsWith("--no") && isSetting(name) && isSwitch(name);
    const off = { word: `--no-${flagOf(name).slice(2)}`, help: `not: ${help}` };
    return [{ word: flagOf(name), help }, ...(isOff ? [off] : [])];
  });
}

async function valuesOf(
  command: Command,
  name: OptionName,
  typed: string,
  lookups: Lookups,
): Promise<Fitting> {
  const { value = "", values, bare } = { ...infoOf(name), ...command.differences?.[name] };
  if (value === "FILE") return { candidates: [], paths: "files" };
  if (value === "FOLDER") return { candidates: [], paths: "folders" };
  if (name === "session") return { candidates: asCandidates(await lookups.sessions()) };
  if (name === "mic" || name === "system") {
    if (typed.startsWith("file:")) return { candidates: [], paths: "files" };
    const devices = await lookups.devices(name === "mic" ? "input" : "output");
    return {
      candidates: [
        ...asCandidates(devices),
        { word: "none", help: "record the other side only" },
        { word: "file:", help: "play a WAV" },
      ],
    };
  }
  if (name === "monitor") {
    return { candidates: asCandidates([...await lookups.devices("output"), bare ?? ""]) };
  }
  // What is only an example is nobody's choice.
  if (!value.includes("|")) {
    return values === undefined ? NONE : { candidates: asCandidates(values) };
  }
  const fixed = values ?? value.split("|").filter((each) => !STAND_IN.test(each));
  return { candidates: asCandidates(fixed) };
}

function argumentsOf({ argument = "" }: Command): Fitting {
  if (argument === "SHELL") return { candidates: asCandidates(SHELLS) };
  if (argument === "SIDE") return { candidates: asCandidates(TRACK_NAMES) };
  if (/^[a-z|]+$/.test(argument)) return { candidates: asCandidates(argument.split("|")) };
  if (argument === "FILE") return { candidates: [], paths: "files" };
  return /FOLDER/.test(argument) ? { candidates: [], paths: "folders" } : NONE;
}

function asCandidates(words: readonly string[]): Candidate[] {
  return words.map((word) => ({ word }));
}
