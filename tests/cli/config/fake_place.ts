/** Places for settings in a folder of a test. */
import { join } from "node:path";
import type { ConfigPlace } from "../../../cli/config/config_place.ts";

/** What stands there. */
export interface FakePlaceText {
  readonly user?: string;
  readonly machine?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Writes the files, as far as there are some. */
export function fakePlace(folder: string, { user, machine, env = {} }: FakePlaceText): ConfigPlace {
  const userFile = join(folder, "user.toml");
  const machineFile = join(folder, "machine.toml");
  if (user !== undefined) Deno.writeTextFileSync(userFile, user);
  if (machine !== undefined) Deno.writeTextFileSync(machineFile, machine);
  return { env: (name) => env[name], variables: () => Object.keys(env), userFile, machineFile };
}
