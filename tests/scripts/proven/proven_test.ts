import { assertEquals } from "@std/assert";
import { projectSources, provenComplaints } from "../../../scripts/proven/proven.ts";

const sources = await projectSources();
const COMPLAINT = "docs/platforms.md is not what the tests are called; run `deno task proven`";

Deno.test("docs/platforms.md says what the tests are called", () => {
  assertEquals(provenComplaints(sources), []);
});

Deno.test("a test that was given another name is complained about", () => {
  assertEquals(complaintsAfter("tests/e2e/alone/step_test.ts", "at once", "together"), [COMPLAINT]);
});

Deno.test("a row that somebody wrote by hand is complained about", () => {
  const row = "| all is well | `tests/wine/a_test.ts` | CI |\n";
  const changed = complaintsAfter("docs/platforms.md", "<!-- end of proven", `${row}$&`);
  assertEquals(changed, [COMPLAINT]);
});

Deno.test("a test for which CI has no time any more is complained about", () => {
  const script = "scripts/pipewire/test_pipewire.ts";
  assertEquals(complaintsAfter(script, ', "step_test.ts"', ""), [COMPLAINT]);
});

/** What is said when other words stand in a file. */
function complaintsAfter(path: string, from: string, to: string): string[] {
  return provenComplaints({
    ...sources,
    read: (file) => {
      const text = sources.read(file);
      return file === path ? text.replace(from, to) : text;
    },
  });
}
