/** What a command is, and how it is called. */
import type { SettingInfo } from "../../meeting/settings/setting.ts";
import type * as z from "zod";
import type { Io } from "../terminal/io.ts";
import type { OptionName, Options } from "./options.ts";
import type { SettingName, SettingValue } from "./settings.ts";

/** A command line with a word about what it does. */
export interface Example {
  readonly line: string;
  readonly does: string;
}

/** One command, with the names of the options that it takes. */
export interface Command<Name extends OptionName = OptionName> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The list of commands names it, and says no more. */
  readonly isRare?: true;
  readonly usage: string;
  readonly examples: readonly Example[];
  readonly options: readonly Name[];
  /** What help says about an option where it means something else here. */
  readonly differences?: Readonly<Partial<Record<Name, Partial<SettingInfo>>>>;
  /** Options whose values may come from the environment and from files of settings, too. */
  readonly configured?: readonly (Name & SettingName)[];
  /** Options without which it cannot run. */
  readonly required: readonly Name[];
  /** It writes many files: what `--out` says is filled in when each of them begins. */
  readonly writesMany?: true;
  /** Placeholder of an argument that is not an option, for those commands that take one. */
  readonly argument?: string;
  /** The command whose command line stands behind `--`, for those that pass one on. */
  readonly passesOn?: string;
  /** @returns the exit code */
  run(call: CommandCall<Name>, io: Io): Promise<number>;
}

/** A command among those whose options are others. */
export function command<const Name extends OptionName>(definition: Command<Name>): Command {
  // Sound: parseArguments passes exactly the options that the command names.
  return definition as unknown as Command;
}

/** What was asked of a command; frozen. */
export interface CommandCall<Name extends OptionName> {
  readonly options: Pick<Options, Name>;
  /** The options that stood on the command line. */
  readonly given: ReadonlySet<OptionName>;
  /** All that were set, there or elsewhere, with their values as they were written. */
  readonly typed: ReadonlyMap<OptionName, SettingValue>;
  readonly argument?: string;
  /** What stood behind `--`, for a command that passes it on: the words, and what they ask of the other command. */
  readonly passedOn?: {
    readonly words: readonly string[];
    readonly options: Options;
  };
}

/** What was asked of a command, as far as a schema of the meeting knows it. */
export function inputOf<S extends z.ZodObject>(
  schema: S,
  { typed }: Pick<CommandCall<OptionName>, "typed">,
): Readonly<z.input<S>> {
  const names = Object.keys(schema.shape);
  // Sound: whoever reads the settings checks them by the same schema.
  return Object.fromEntries([...typed].filter(([name]) => names.includes(name))) as z.input<S>;
}
