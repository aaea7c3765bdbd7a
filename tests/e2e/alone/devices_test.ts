/** A few of what `deno task faults` does with devices; each takes some ten seconds. */
import { assertEquals, assertLess } from "@std/assert";
import { QUICK_CASES } from "../../../scripts/faults/devices/device_cases.ts";
import { runCase } from "../../../scripts/faults/devices/run_case.ts";
import { MOST_LOST_MS } from "../../../scripts/faults/ground/fault.ts";

for (const one of QUICK_CASES) {
  Deno.test(`${one.name}: all but the time it takes is recorded`, async () => {
    const { lostMs, problems } = await runCase(one);
    assertEquals(problems, []);
    assertLess(lostMs, MOST_LOST_MS);
  });
}
