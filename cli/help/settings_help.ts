/** `confrec help settings`: how to set an option once, and what each is called. */
import { configPlace } from "../config/config_place.ts";
import { defaultTextOf } from "../options/options.ts";
import { isSwitch, keyOf, SETTING_NAMES, variableOf } from "../options/settings.ts";
import { wrapWords } from "../terminal/wrap_words.ts";
import { type HelpLayout, joined, section, table, usedColumns } from "./help_layout.ts";

const WHAT = "Nearly every option of a recording can be set once. What counts most comes first:";

/** The places of settings, and the names that each has in a file and in the environment. */
export function settingsHelp(layout: HelpLayout, place = configPlace()): string {
  const { userFile = "none, without a home", machineFile = "none" } = place;
  const places = [
    ["1", "the command line: --bitrate 64k; --no-keep-stems turns a switch off"],
    ["2", "the environment: CONFREC_BITRATE=64k"],
    ["3", `your own file: ${userFile}; or another: --config FILE, CONFREC_CONFIG`],
    ["4", `the machine's file: ${machineFile}; what it names in locked = [...] is fixed`],
    ["5", "the default"],
  ] as const;
  const names = SETTING_NAMES.map((name) => {
    const fallback = isSwitch(name) ? "false" : defaultTextOf(name);
    const variable = variableOf(name);
    return [keyOf(name), fallback === undefined ? variable : `${variable} [${fallback}]`] as const;
  });
  return joined([
    wrapWords(WHAT, usedColumns(layout), 0),
    table(places, layout),
    section("In a file, in the environment, and the default", table(names, layout), layout),
    section("Profiles", "  [profile.interview] in a file; confrec --profile interview", layout),
    wrapWords(
      "confrec config shows what holds and why; confrec config --example prints a file to begin with.",
      usedColumns(layout),
      0,
    ),
  ]);
}
