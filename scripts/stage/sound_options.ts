/** The sound that tests and benches begin from. */
import { programmeOptions } from "../../meeting/settings/programme_settings.ts";
import { usualSound } from "../../meeting/settings/sound_settings.ts";
import type { ProgrammeOptions } from "../../post/ground/options.ts";

/** The sound of a recording for which nobody asks for anything. */
export const SOUND_OPTIONS: ProgrammeOptions = Object.freeze(programmeOptions(usualSound(), "mp3"));
