import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { COMMANDS } from "../../../cli/commands.ts";
import { manPage } from "../../../cli/help/man_page.ts";
import { writtenOf } from "../../../cli/options/options.ts";
import { TemporaryFolder } from "../../../scripts/stage/temporary_folder.ts";
import { fakeNow } from "../fake_io.ts";

const ignore = Deno.build.os === "windows";
const PAGE = manPage(COMMANDS, { version: "1.2.3", date: fakeNow() });

/** What mandoc says of the page. */
async function mandoc(...args: string[]): Promise<string> {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "confrec.1");
  await Deno.writeTextFile(path, PAGE);
  const { stdout } = await new Deno.Command("mandoc", { args: [...args, path] }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test("mandoc finds nothing wrong with the manual page", { ignore }, async () => {
  assertEquals(await mandoc("-Tlint"), "");
});

Deno.test(
  "the manual page shows every command with its options, as they are typed",
  { ignore },
  async () => {
    // It goes over letters again to have them bold.
    const parts = (await mandoc("-Tutf8", "-Owidth=200")).split("\b");
    const shown = parts.map((part, i) => i + 1 < parts.length ? part.slice(0, -1) : part).join("");
    for (const { name, options, examples } of COMMANDS) {
      assertStringIncludes(shown, `confrec ${name}`);
      for (const option of options) assertStringIncludes(shown, writtenOf(option));
      for (const { line } of examples) assertStringIncludes(shown, line);
    }
    for (const part of ["CONFREC_KEEP_STEMS", "EXIT STATUS", "~/.config", "-50dB"]) {
      assertStringIncludes(shown, part);
    }
  },
);
