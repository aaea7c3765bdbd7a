import { assertEquals } from "../../assert.ts";
import { fuzzFormats } from "../../../scripts/fuzz/fuzz_formats.ts";

Deno.test("two thousand damaged files are read or refused, never more than that", () => {
  const report = fuzzFormats({ runs: 2000, seconds: 60, seed: 20261121 });
  assertEquals(report.runs > 0, true);
  assertEquals(report.refused > 0 && report.refused < report.runs, true);
});
