/** What is to be done once a file is there: settings of who makes one recording after the other. */
import * as z from "zod";
import { settingInfo } from "./setting.ts";
import { command, keepRule } from "./setting_values.ts";

/** The settings by name. */
export const aftercareShape = {
  onFinish: command.optional().register(settingInfo, {
    group: "Output",
    value: "CMD",
    help:
      "once the file is there, run this program, without a shell, with the file as its last argument",
  }),
  keep: keepRule.optional().register(settingInfo, {
    group: "Output",
    value: "30d|50GB|200",
    example: "30d",
    help:
      "once the file is there, remove the oldest recordings of its folder that confrec made: older " +
      "than that, over that size in all, or more than that",
  }),
} as const;

/** What is to be done, checked. */
export type AftercareSettings = Readonly<z.output<z.ZodObject<typeof aftercareShape>>>;
