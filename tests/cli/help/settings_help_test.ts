import { assertMatch, assertStringIncludes } from "@std/assert";
import { settingsHelp } from "../../../cli/help/settings_help.ts";
import { keyOf, SETTING_NAMES, variableOf } from "../../../cli/options/settings.ts";

Deno.test("help with the settings names their places, and each in files and in the environment", () => {
  const text = settingsHelp({ columns: 100, colour: false }, {
    variables: () => [],
    env: () => undefined,
    userFile: "/home/ann/.config/confrec/confrec.toml",
    machineFile: undefined,
  });
  assertStringIncludes(text, "/home/ann/.config/confrec/confrec.toml");
  for (const name of SETTING_NAMES) {
    assertMatch(text, new RegExp(`^  ${keyOf(name)} +${variableOf(name)}( \\[\\S+\\])?$`, "m"));
  }
});
