/** Help about whatever somebody asks for. */
import { readManifest } from "../ffi/bundle/manifest.ts";
import { COMMANDS } from "./commands.ts";
import { commandHelp } from "./help/command_help.ts";
import type { HelpLayout } from "./help/help_layout.ts";
import { manPage } from "./help/man_page.ts";
import { fullHelp, shortHelp } from "./help/program_help.ts";
import { settingsHelp } from "./help/settings_help.ts";
import type { Command } from "./options/command.ts";
import type { HelpTopic } from "./parse_arguments.ts";

/**
 * The text, which ends with a line break.
 *
 * @param now the manual page has a date
 */
export function helpText(
  topic: HelpTopic,
  command: Command,
  layout: HelpLayout,
  now: Date,
): string {
  switch (topic) {
    case "program":
      return shortHelp(COMMANDS, layout);
    case "all":
      return fullHelp(COMMANDS, layout);
    case "command":
      return commandHelp(command, layout);
    case "settings":
      return settingsHelp(layout);
    case "manual":
      return manPage(COMMANDS, { version: readManifest().confrec, date: now });
  }
}
