/** What a finished file says of itself, and what is written beside it. */
import * as z from "zod";
import { flag, settingInfo } from "./setting.ts";
import { choice, label, path } from "./setting_values.ts";

/** The settings by name. */
export const fileSchema = z.object({
  sidecar: flag({
    group: "Output",
    help: "write what is known of the recording beside the file, for programs: NAME.json",
  }),
  report: flag({
    group: "Output",
    help: "write a page to look at beside the file, with waveforms and who spoke when: NAME.html",
  }),
  title: label.optional().register(settingInfo, {
    group: "Output",
    value: "TEXT",
    example: "Weekly",
    help: "the file's title [its name]",
  }),
  artist: label.optional().register(settingInfo, {
    group: "Output",
    value: "TEXT",
    example: "Team North",
    help: "whose recording it is, for players",
  }),
  album: label.optional().register(settingInfo, {
    group: "Output",
    value: "TEXT",
    example: "Meetings 2026",
    help: "what it belongs to, for players",
  }),
  comment: label.optional().register(settingInfo, {
    group: "Output",
    value: "TEXT",
    example: "Room 7",
    help: "a note in the file",
  }),
  cover: path.optional().register(settingInfo, {
    group: "Output",
    value: "FILE",
    example: "~/logo.png",
    help: "a JPEG or PNG of up to 2 MB that players show with the .mp3",
  }),
  chapters: choice("marks", "auto").prefault("marks").register(settingInfo, {
    group: "Output",
    value: "marks|auto",
    help: "auto: a chapter begins also after each pause of more than a minute",
  }),
});

/** What was asked for, checked. */
export type FileSettings = Readonly<z.output<typeof fileSchema>>;

/** The names of these settings. */
export const FILE_NAMES: readonly (keyof FileSettings)[] = fileSchema.keyof().options;

/** Of a file of which nobody asks for anything. */
export function usualFile(): FileSettings {
  return fileSchema.parse({});
}
