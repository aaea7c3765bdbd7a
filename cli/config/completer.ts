/** Adds to what was typed what is set elsewhere. */
import type { Command } from "../options/command.ts";
import type { OptionName } from "../options/options.ts";
import { keyOf, type SettingName, type SettingValue } from "../options/settings.ts";
import { type ConfigPlace, configPlace } from "./config_place.ts";
import { originText } from "./origin_text.ts";
import { settle, type Settled, type Typed, usable } from "./settle.ts";

/** Finds the values for a command, and remembers where they come from. */
export class Completer {
  readonly #place: ConfigPlace | undefined;
  #settled: ReadonlyMap<SettingName, Settled> = new Map();

  /** @param place where to look; where the system has settings by default */
  constructor(place?: ConfigPlace) {
    this.#place = place;
  }

  /**
   * The values that a command is to use. Where it takes none from elsewhere, no file is read: `confrec stop` must not depend
   * on one.
   *
   * @throws {UserError} of kind usage: what is set elsewhere is wrong
   */
  complete(
    { configured = [] }: Pick<Command, "configured">,
    typed: Typed,
  ): ReadonlyMap<OptionName, SettingValue> {
    if (configured.length === 0) return typed;
    const all = settle(configured, typed, this.#place ?? configPlace()).settled;
    this.#settled = usable(all, all.get("out")?.value ?? typed.get("out"));
    const values = new Map(typed);
    for (const [name, { value }] of this.#settled) values.set(name, value);
    return values;
  }

  /** A line for each setting that is not the default: which, and why. */
  lines(): string[] {
    return [...this.#settled].map(([name, { value, origin }]) => {
      return `${keyOf(name)} = ${value} (${originText(origin)})`;
    });
  }
}
