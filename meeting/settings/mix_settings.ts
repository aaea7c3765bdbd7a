/** What mixing can be asked for: the settings of a recording that concern the file, with files in place of devices. */
import type * as z from "zod";
import { fileSchema } from "./file_settings.ts";
import { meetingSchema } from "./meeting_settings.ts";
import { path } from "./setting_values.ts";
import { soundSchema } from "./sound_settings.ts";

/** The settings of a mix; `mic` and `system` are paths of WAV files. */
export const mixSchema = meetingSchema.pick({ out: true, force: true })
  .extend({ mic: path.optional(), system: path.optional() })
  .extend(fileSchema.shape)
  // Nobody knows of pauses.
  .extend(soundSchema.omit({ keepPauses: true }).shape);

/** The settings as they are given; only `out` must be. */
export type MixInput = Readonly<z.input<typeof mixSchema>>;

/** The settings, checked. */
export type MixSettings = Readonly<z.output<typeof mixSchema>>;
