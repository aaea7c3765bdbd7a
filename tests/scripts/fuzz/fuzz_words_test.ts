import { assert } from "@std/assert";
import { fuzzWords } from "../../../scripts/fuzz/fuzz_words.ts";

Deno.test("two thousand damaged journals, stems, settings, command lines and requests end nobody", () => {
  const report = fuzzWords({ runs: 2_000, seconds: 60, seed: 20261121 });
  assert(report.runs > 0);
  assert(report.refused < report.runs);
});
