/** What is known of a setting beside its value: help is made from it. */
import * as z from "zod";

/** The headings of help, in their order. */
export const SETTING_GROUPS = ["Sources", "Output", "Sound", "Running", "Help"] as const;

/** What help says about a setting. */
export interface SettingInfo {
  readonly help: string;
  readonly group: typeof SETTING_GROUPS[number];
  /** The placeholder of its value; settings without one are switches. */
  readonly value?: string;
  /** The value that is meant when none follows; without it there must be one. */
  readonly bare?: string;
  /** A value that somebody may want, where the default is none. */
  readonly example?: string;
  /** Values to choose from, as they are written, where the placeholder does not say them. */
  readonly values?: readonly string[];
  /** How it is written, where that is not its name. */
  readonly written?: string;
  /** One letter, without its dash. */
  readonly short?: string;
}

/** Holds the information of each schema. */
export const settingInfo: z.core.$ZodRegistry<SettingInfo> = z.registry<SettingInfo>();

/** A switch: on when it is there. */
export function flag(info: SettingInfo): z.ZodDefault<z.ZodBoolean> {
  return z.boolean().default(false).register(settingInfo, info);
}
