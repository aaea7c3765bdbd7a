/** A file of settings: read, and all of it checked, also what does not hold at the moment. */
import { parse, TomlError } from "smol-toml";
import { outputTrouble } from "../../meeting/ground/output_trouble.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { nearestWord } from "../options/nearest_word.ts";
import {
  keyOf,
  SETTING_NAMES,
  type SettingName,
  type SettingValue,
  troubleWith,
} from "../options/settings.ts";
import { readSmallText } from "./read_small_text.ts";
import { quoted } from "./quoted.ts";
import { keyPath, linesOfKeys } from "./toml_lines.ts";

/** Whose file it is. */
export type ConfigOwner = "user" | "machine";

/** Settings of a file, or of one profile in it. */
export type Section = ReadonlyMap<SettingName, SettingValue>;

/** What stands in a file. */
export interface ConfigFile {
  readonly owner: ConfigOwner;
  readonly path: string;
  readonly settings: Section;
  readonly profiles: ReadonlyMap<string, Section>;
  /** What nobody but the machine's file may set. */
  readonly locked: ReadonlySet<SettingName>;
  /** The line of a setting, of a profile if one is named. */
  lineOf(name: SettingName, profile?: string): number | undefined;
}

const BY_KEY: ReadonlyMap<string, SettingName> = new Map(
  SETTING_NAMES.map((name) => [keyOf(name), name]),
);
/** Keys that are no settings. */
const LOCKED = "locked";
const PROFILE = "profile";

/**
 * Reads a file.
 *
 * @returns undefined when there is none
 * @throws {UserError} of kind usage: it cannot be read, is no TOML, or sets what there is not, with file and line
 */
export function readConfigFile(path: string, owner: ConfigOwner): ConfigFile | undefined {
  const text = textOf(path);
  return text === undefined ? undefined : new Reader(path, owner, text).read();
}

function textOf(path: string): string | undefined {
  try {
    return readSmallText(path);
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isMissing) return undefined;
    throw new UserError("usage", `Cannot read the settings in ${path}: ${whyUnread(error)}`);
  }
}

function whyUnread(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "no permission to read it";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  const isOurs = error instanceof RangeError || error instanceof TypeError;
  return isOurs ? error.message : outputTrouble(error);
}

class Reader {
  readonly #path: string;
  readonly #owner: ConfigOwner;
  readonly #text: string;
  #lines: ReadonlyMap<string, number> | undefined;

  constructor(path: string, owner: ConfigOwner, text: string) {
    this.#path = path;
    this.#owner = owner;
    this.#text = text;
  }

  read(): ConfigFile {
    const { [LOCKED]: locked, [PROFILE]: profiles, ...settings } = this.#parse();
    return {
      owner: this.#owner,
      path: this.#path,
      settings: this.#section(settings, []),
      profiles: this.#profiles(profiles),
      locked: this.#locked(locked),
      lineOf: (name, profile) => {
        return this.#lineOf([...(profile === undefined ? [] : [PROFILE, profile]), keyOf(name)]);
      },
    };
  }

  #parse(): Record<string, unknown> {
    try {
      return parse(this.#text);
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const [first = ""] = error.message.split("\n");
      const why = first.replace(/^Invalid TOML document: /, "");
      const hint = this.#hint(error.line);
      throw new UserError(
        "usage",
        `Cannot read the settings in ${this.#path}, line ${error.line}: it is not TOML: ${why}` +
          (hint === undefined ? "" : `; ${hint}`),
      );
    }
  }

  /** What to write on a line whose value only lacks the right quotes. */
  #hint(line: number | undefined): string | undefined {
    const meant = quoted(this.#text.split("\n")[(line ?? 0) - 1] ?? "");
    return meant === undefined ? undefined : `write ${meant}`;
  }

  #section(table: Readonly<Record<string, unknown>>, at: readonly string[]): Section {
    const section = new Map<SettingName, SettingValue>();
    for (const [key, given] of Object.entries(table)) {
      const name = BY_KEY.get(key);
      if (name === undefined) throw this.#unknown(key, at);
      const value = typeof given === "number" ? String(given) : given as SettingValue;
      const trouble = troubleWith(name, value);
      if (trouble !== undefined) {
        // TOML has times of its own; these are not meant.
        const hint = given instanceof Date && this.#hint(this.#lineOf([...at, key]));
        if (hint) throw this.#wrong([...at, key], `use ${key}`, `a text is expected; ${hint}`);
        const shown = JSON.stringify(given) ?? String(given);
        throw this.#wrong([...at, key], `use ${key} = ${shown}`, trouble);
      }
      section.set(name, value);
    }
    return section;
  }

  #profiles(tables: unknown): ReadonlyMap<string, Section> {
    if (tables === undefined) return new Map();
    const example = "write [profile.NAME] above its settings";
    if (!isTable(tables)) throw this.#wrong([PROFILE], `use ${PROFILE}`, example);
    return new Map(
      Object.entries(tables).map(([name, table]) => {
        if (!isTable(table)) throw this.#wrong([PROFILE, name], `use profile "${name}"`, example);
        return [name, this.#section(table, [PROFILE, name])];
      }),
    );
  }

  #locked(given: unknown): ReadonlySet<SettingName> {
    if (given === undefined) return new Set();
    if (this.#owner !== "machine") {
      throw this.#wrong([LOCKED], `use ${LOCKED}`, "only the machine's file can lock settings");
    }
    if (!Array.isArray(given)) {
      throw this.#wrong([LOCKED], `use ${LOCKED}`, 'a list such as ["out", "mic"] is expected');
    }
    return new Set(given.map((key: unknown) => {
      const name = BY_KEY.get(String(key));
      if (name === undefined) throw this.#unknown(String(key), [LOCKED]);
      return name;
    }));
  }

  #unknown(key: string, at: readonly string[]): UserError {
    const others = at.length > 0 ? [] : [PROFILE, LOCKED];
    const nearest = nearestWord(key.toLowerCase(), [...BY_KEY.keys(), ...others]);
    const hint = nearest === undefined
      ? "confrec help settings lists them"
      : `did you mean ${nearest}?`;
    const path = at[0] === LOCKED ? at : [...at, key];
    return this.#wrong(path, `use "${key}"`, `there is no such setting; ${hint}`);
  }

  #wrong(keys: readonly string[], what: string, why: string): UserError {
    const line = this.#lineOf(keys);
    const place = line === undefined ? this.#path : `${this.#path}, line ${line}`;
    return new UserError("usage", `Cannot ${what} in ${place}: ${why}`);
  }

  #lineOf(keys: readonly string[]): number | undefined {
    this.#lines ??= linesOfKeys(this.#text);
    return this.#lines.get(keyPath(keys));
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Date);
}
