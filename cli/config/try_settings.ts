/** Tries settings out as a recording would, without recording: what each alone does not show. */
import { checkRequest, withFilesFound } from "../../meeting/prepare/check_request.ts";
import { meetingSchema } from "../../meeting/settings/meeting_settings.ts";
import { readSettings } from "../../meeting/settings/read_settings.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import type { SettingName } from "../options/settings.ts";
import type { ConfigPlace } from "./config_place.ts";
import { type Configuration, usable } from "./settle.ts";
import { isFolderOfFiles, unnamedFile } from "./unnamed_file.ts";

/** What of the world outside matters. */
export interface TrialWorld {
  now(): Date;
  hostName(): string;
}

/** What came of it: the file of a recording that began now, or why there would be none. */
export type Trial = { readonly out: string } | { readonly trouble: string };

/** Devices are not asked for: `confrec doctor` does that. */
export function trySettings(
  found: Pick<Configuration, "settled" | "locked">,
  place: Pick<ConfigPlace, "env">,
  world: TrialWorld,
): Trial {
  const text = (name: SettingName) => {
    const value = found.settled.get(name)?.value;
    return typeof value === "string" ? value : undefined;
  };
  try {
    // Beside standard output there is a file that is named as if nothing were.
    const asked = text("out") === "-" ? undefined : text("out");
    const force = found.settled.get("force")?.value === true;
    const named = { out: asked, spool: text("spool"), force, now: world.now(), env: place.env };
    const isNamed = asked !== undefined && force && !isFolderOfFiles(asked);
    const out = isNamed ? asked : unnamedFile({ ...named, hostName: world.hostName() });
    const used = [...usable(found, out)].filter(([name]) => name in meetingSchema.shape);
    const input = { ...Object.fromEntries(used.map(([name, { value }]) => [name, value])), out };
    const settings = withFilesFound(readSettings(meetingSchema, input));
    const { output } = checkRequest(settings, new Set(Object.keys(input)), world);
    return { out: output.path };
  } catch (error) {
    if (error instanceof UserError) return { trouble: error.message };
    throw error;
  }
}
