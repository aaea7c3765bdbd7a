/** Adds to what was typed what is set elsewhere. */
import type { Command } from "../options/command.ts";
import type { OptionName } from "../options/options.ts";
import type { SettingName, SettingValue } from "../options/settings.ts";
import type { ConfigPlace } from "./config_place.ts";
import { settle, type Settled, type Typed, usable } from "./settle.ts";

/** The values that a command is to use, and where those come from that were set. */
export interface Completed {
  readonly values: ReadonlyMap<OptionName, SettingValue>;
  readonly settled: ReadonlyMap<SettingName, Settled>;
}

/**
 * Finds the values for a command. Where it takes none from elsewhere, no file is read: `confrec stop` must not depend on one.
 *
 * @throws {UserError} of kind usage: what is set elsewhere is wrong
 */
export function complete(
  { configured = [] }: Pick<Command, "configured">,
  typed: Typed,
  place: ConfigPlace,
): Completed {
  if (configured.length === 0) return { values: typed, settled: new Map() };
  const all = settle(configured, typed, place).settled;
  const settled = usable(all, all.get("out")?.value ?? typed.get("out"));
  const values = new Map(typed);
  for (const [name, { value }] of settled) values.set(name, value);
  return { values, settled };
}
