import { assert, assertEquals } from "@std/assert";
import { projectSources } from "../../../scripts/proven/proven.ts";
import { type Suite, suitesOf } from "../../../scripts/proven/suites.ts";

const sources = await projectSources();
const suites = suitesOf(sources);

Deno.test("a test on PipeWire says which release CI has time for, and what there is on one alone", () => {
  const [file, suite] = suiteOf("tests/pipewire/devices_test.ts");
  const names = suite.names(sources.read(file));
  const when = (word: string) => {
    const name = names.find((each) => each.includes(word)) ?? "";
    assert(name !== "", word);
    return suite.when(file, name);
  };
  assertEquals(when("PipeWire itself killed"), "`test:all`");
  assertEquals(when("speakers suspended"), "`test:all`: 1.4 only");
  assertEquals(when("hangs in the graph"), "`test:all`: 1.4 only");
  const quick = "tests/pipewire/sound_test.ts";
  assertEquals(suite.when(quick, "heard"), "CI: 1.4; `test:all`: both");
});

Deno.test("a test on PipeWire whose name says a release is of that one alone, unless it says both", () => {
  const [file, { when }] = suiteOf("tests/pipewire/gaps_test.ts");
  const quick = "tests/pipewire/step_test.ts";
  assertEquals(when(file, "what PipeWire 1.4 loses is reported"), "`test:all`: 1.4 only");
  assertEquals(when(file, "what PipeWire 0.3.65 loses is reported"), "`test:all`: 0.3.65 only");
  assertEquals(when(quick, "PipeWire 1.4 is in step"), "CI: 1.4 only");
  assertEquals(when(quick, "0.3.65 is in step"), "`test:all`: 0.3.65 only");
  assertEquals(when(file, "0.3.65 and PipeWire 1.4 lose nothing"), "`test:all`");
});

Deno.test("CI does not record for minutes under Wine, and holds a call in Chromium alone", () => {
  const when = (file: string) => suiteOf(file)[1].when(file, "");
  assertEquals(when("tests/wine/load_test.ts"), "`test:all`");
  assertEquals(when("tests/wine/record_test.ts"), "CI");
  assertEquals(when("tests/e2e/alone/call_test.ts"), "CI; Firefox: `test:all`");
  assertEquals(when("tests/e2e/alone/step_test.ts"), "CI");
});

Deno.test("a test that no suite runs is in none", () => {
  const all = (file: string) => suites.filter(({ holds }) => holds(file));
  assertEquals(all("tests/wine/unlisted_test.ts"), []);
  assertEquals(all("tests/native/unlisted_test.c"), []);
  assertEquals(all("tests/pipewire/card.ts"), []);
});

Deno.test("each test that proves something about a platform is in one suite", () => {
  for (const file of sources.files) {
    if (!/^tests\/(pipewire|windows|wine|native)\/.*_test\.(ts|c)$/.test(file)) continue;
    assertEquals(suites.filter(({ holds }) => holds(file)).length, 1, file);
  }
});

function suiteOf(file: string): [file: string, suite: Suite] {
  const suite = suites.find(({ holds }) => holds(file));
  if (suite === undefined) throw new Error(`Cannot find a suite with ${file}`);
  return [file, suite];
}
