import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { defaultTextOf, OPTION_NAMES } from "../../../cli/options/options.ts";
import {
  isSameValue,
  isSetting,
  isSwitch,
  keyOf,
  SETTING_NAMES,
  switchOf,
  troubleWith,
  variableOf,
} from "../../../cli/options/settings.ts";

Deno.test("a setting has one name in files and one in the environment", () => {
  assertEquals([keyOf("keepStems"), variableOf("keepStems")], ["keep-stems", "CONFREC_KEEP_STEMS"]);
});

Deno.test("options that belong to one call of the program are no settings", () => {
  const others = OPTION_NAMES.filter((name) => !isSetting(name));
  for (const name of ["help", "version", "session", "config", "profile"] as const) {
    assert(others.includes(name), name);
  }
});

Deno.test("the document names every setting, its variable and its default", async () => {
  const path = fileURLToPath(new URL("../../../docs/settings.md", import.meta.url));
  const text = (await Deno.readTextFile(path)).replace(/ +\|/g, " |");
  const table = text.slice(text.indexOf("## All settings"));
  const rows = [...table.matchAll(/^\| `(\S+)` \| `(\S+)` \| (?:`(\S+)`|none) \|$/gm)];
  assertEquals(
    rows.map(([, key, variable, value]) => [key, variable, value]),
    SETTING_NAMES.map((name) => [
      keyOf(name),
      variableOf(name),
      isSwitch(name) ? "false" : defaultTextOf(name),
    ]),
  );
});

Deno.test("words for on and off are taken in any case, and no others", () => {
  for (const word of ["1", "true", "YES", "on"]) assertEquals(switchOf(word), true);
  for (const word of ["0", "False", "no", "OFF"]) assertEquals(switchOf(word), false);
  assertEquals(switchOf("perhaps"), undefined);
});

Deno.test("a value is checked by the schema of its option", () => {
  assertEquals(troubleWith("bitrate", "64k"), undefined);
  assertEquals(troubleWith("bits", "8"), "16 or 24 is expected");
  assertEquals(troubleWith("force", "true"), "true or false is expected");
});

Deno.test("values that mean the same are the same", () => {
  assert(isSameValue("bitrate", "64k", "64"));
  assert(isSameValue("bitrate", "128k", undefined));
  assert(!isSameValue("bitrate", "64k", undefined));
});
