/** Where settings are looked for: the environment, and two files. Never in the working folder: it may be anybody's. */
import { join } from "node:path";
import { platform } from "../../ffi/system/platform.ts";
import type { Environment, Platform } from "../../ffi/system/platform_rules.ts";
import { variable } from "../../ffi/system/variable.ts";

/** Where to look. */
export interface ConfigPlace {
  readonly env: Environment;
  /** The names of all variables. */
  variables(): readonly string[];
  /** The user's file, if there can be one. */
  readonly userFile: string | undefined;
  /** The file that an administrator makes for all users, if there can be one. */
  readonly machineFile: string | undefined;
}

/** The places that a system has for it. */
export function configPlace(env: Environment = variable, on: Platform = platform): ConfigPlace {
  return {
    env,
    variables: () => Object.keys(Deno.env.toObject()),
    userFile: below(on.settingsFolder(env)),
    machineFile: below(on.machineSettingsFolder(env)),
  };
}

function below(folder: string | undefined): string | undefined {
  return folder === undefined ? undefined : join(folder, "confrec", "confrec.toml");
}
