import { assert } from "@std/assert";
import { fuzzNames } from "../../../scripts/fuzz/fuzz_names.ts";

Deno.test("two thousand damaged names become names that fit, or are refused", () => {
  const report = fuzzNames({ runs: 2_000, seconds: 60, seed: 20261126 });
  assert(report.runs > 0);
  assert(report.refused < report.runs);
});
