/** What devices and daemons do to a recording on PipeWire; each takes some ten seconds. */
import { assertEquals, assertLess } from "@std/assert";
import { pipewireCases } from "../../scripts/faults/devices/pipewire_cases.ts";
import { runCase } from "../../scripts/faults/devices/run_case.ts";
import { MOST_LOST_MS } from "../../scripts/faults/ground/fault.ts";
import { startCard, suite } from "./card.ts";

for (const one of pipewireCases(suite)) {
  Deno.test(`${one.name}: all but the time it takes is recorded`, async () => {
    const { lostMs, problems } = await runCase(one, () => startCard());
    assertEquals(problems, []);
    assertLess(lostMs, MOST_LOST_MS + (one.unnoticedMs ?? 0));
  });
}
