/** Adds to what was typed what is set elsewhere. */
import type { Command } from "../options/command.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import type { OptionName } from "../options/options.ts";
import { keyOf, OF_FILES, type SettingName, type SettingValue } from "../options/settings.ts";
import { type ConfigPlace, configPlace } from "./config_place.ts";
import { originText } from "./origin_text.ts";
import { unknownVariables } from "./unknown_variables.ts";
import { isFolderOfFiles, unnamedFile, unnamedPattern } from "./unnamed_file.ts";
import { settle, type Settled, type Typed, usable } from "./settle.ts";

/** What of the process matters. */
export interface CompleterWorld {
  /** Whether a person sits there, who is told which name a file gets that has none. */
  readonly isTerminal: boolean;
  now(): Date;
  hostName(): string;
}

/** Finds the values for a command, and remembers where they come from. */
export class Completer {
  readonly #world: CompleterWorld;
  readonly #place: ConfigPlace;
  #settled: ReadonlyMap<SettingName, Settled> = new Map();
  #unnamed: string | undefined;
  #readsSettings = false;

  /** @param place where to look; where the system has settings by default */
  constructor(world: CompleterWorld, place: ConfigPlace = configPlace()) {
    this.#world = world;
    this.#place = place;
  }

  /** The file of a recording whose name was not typed, whole. */
  get unnamed(): string | undefined {
    return this.#unnamed;
  }

  /**
   * The values that a command is to use. Where it takes none from elsewhere, no file is read: `confrec stop` must not depend
   * on one.
   *
   * @throws {UserError} of kind usage: what is set elsewhere is wrong
   */
  complete(
    command: Pick<Command, "configured" | "required" | "writesMany">,
    typed: Typed,
  ): ReadonlyMap<OptionName, SettingValue> {
    const { configured = [], required } = command;
    if (configured.length === 0) return typed;
    this.#readsSettings = true;
    const found = settle(configured, typed, this.#place);
    if (typed.has("toStdout") && found.locked.has("out")) {
      throw new UserError(
        "usage",
        "Cannot use --out -: out is locked on this machine; leave it out",
      );
    }
    this.#settled = usable(found, found.settled.get("out")?.value ?? typed.get("out"));
    const values = new Map(typed);
    for (const [name, { value }] of this.#settled) values.set(name, value);
    if (values.get("out") === "-" && required.includes("out")) {
      values.delete("out");
      values.set("toStdout", true);
    }
    if (values.has("toStdout") && !typed.has("json")) values.delete("json");
    if (values.has("toStdout") && !typed.has("out")) {
      for (const name of OF_FILES) if (!typed.has(name)) values.delete(name);
    }
    const name = typed.get("out");
    // An empty one is a variable of a script that has nothing in it.
    const isUnnamed = name === undefined ||
      required.includes("out") && name !== "" && isFolderOfFiles(String(name));
    if (configured.includes("out") && isUnnamed) this.#nameFile(command, values);
    return values;
  }

  /** Names the file where the settings do, or where a person is told. */
  #nameFile(
    { required, writesMany }: Pick<Command, "required" | "writesMany">,
    values: Map<OptionName, SettingValue>,
  ): void {
    const [out, spool] = [values.get("name") ?? values.get("out"), values.get("spool")];
    const isTold = values.has("toStdout") ||
      this.#world.isTerminal && values.get("json") !== true;
    if (out === undefined && !(isTold && required.includes("out"))) return;
    const asked = typeof out === "string" ? out : undefined;
    if (writesMany) {
      values.set("out", unnamedPattern({ out: asked, env: this.#place.env }));
      return;
    }
    this.#unnamed = unnamedFile({
      out: asked,
      spool: typeof spool === "string" ? spool : undefined,
      force: values.get("force") === true,
      now: this.#world.now(),
      hostName: this.#world.hostName(),
      env: this.#place.env,
    });
    values.set("out", this.#unnamed);
  }

  /** Slips in the environment; none where nothing is read from there. */
  get warnings(): readonly string[] {
    return this.#readsSettings ? unknownVariables(this.#place) : [];
  }

  /** A line for each setting that is not the default: which, and why. */
  lines(): string[] {
    return [...this.#settled].map(([name, { value, origin }]) => {
      return `${keyOf(name)} = ${value} (${originText(origin)})`;
    });
  }
}
