import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { projectSources } from "../../../scripts/proven/proven.ts";
import { provenTables } from "../../../scripts/proven/proven_table.ts";
import type { Sources } from "../../../scripts/proven/suites.ts";

const sources = await projectSources();
const STEP_TEST = "tests/pipewire/step_test.ts";

Deno.test("each place is a heading and a table, whose lines are of one length", () => {
  const places = provenTables(sources).split(/^### /m).slice(1);
  assertEquals(new Set(places.map((place) => place.split("\n")[0])).size, places.length);
  for (const place of places) {
    const [, table = ""] = place.trimEnd().split("\n\n");
    const [head = "", ruler = "", ...rows] = table.split("\n");
    assertEquals(head.split("|").map((cell) => cell.trim()), ["", "test", "file", "when", ""]);
    assertEquals(new Set([head, ruler, ...rows].map(({ length }) => length)).size, 1, place);
  }
});

Deno.test("a test is a row with its file, a bar in its name being no end of a cell", () => {
  const tables = provenTables(withText(STEP_TEST, 'Deno.test("left | right", run);'));
  const row = tables.split("\n").find((line) => line.includes("left")) ?? "";
  const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
  assertEquals(cells, ["", "left \\| right", `\`${STEP_TEST}\``, "CI: 1.4; `test:all`: both", ""]);
});

Deno.test("what is to be known of a suite stands below its table, in a line that deno fmt leaves", () => {
  const place = provenTables(sources).split(/^### /m).find((each) =>
    each.startsWith("As a Windows")
  );
  const [, , note = ""] = place?.trimEnd().split("\n\n") ?? [];
  assertStringIncludes(note, "doubles");
  assert(note.length <= 100, note);
});

Deno.test("a name that cannot be read is an error that names the file", () => {
  const error = assertThrows(
    () => provenTables(withText(STEP_TEST, "Deno.test(NAME, run);")),
    Error,
  );
  assertStringIncludes(error.message, `${STEP_TEST}: Cannot read`);
});

Deno.test("a suite whose files are gone, and an exception whose test is, are errors", () => {
  const files = sources.files.filter((file) => !file.startsWith("tests/pipewire/"));
  assertThrows(() => provenTables({ ...sources, files }), Error, "On Linux with PipeWire");
  const renamed = withText("tests/windows/sound_uses_test.ts", 'Deno.test("new", run);');
  assertThrows(() => provenTables(renamed), Error, "no test is called: a stream that records");
});

/** The project with another text in one of its files. */
function withText(path: string, text: string): Sources {
  return { ...sources, read: (file) => file === path ? text : sources.read(file) };
}
