/**
 * A room that records itself for a day, or for as many as `CONFREC_DAYS` says (`deno task test:month`), in simulated time.
 *
 * Real: the room, its meetings, its sessions and their workers' code, spools, stems, journals and locks on the disk, what
 * is recovered and what is pruned. Simulated: clocks, devices (2 kHz, in samples that say the second in which they were
 * heard), calls, free space, power; and the making of a file, which has its stems side by side. Nights and breaks are
 * leapt over.
 */
import { assert, assertEquals } from "@std/assert";
import { withFolder } from "../../../../scripts/stage/temporary_folder.ts";
import { SimulatedDays } from "./simulated_days.ts";

const DAYS = Number(Deno.env.get("CONFREC_DAYS") ?? "1");
/** So much has to be there of each day: a minute on both sides of each of six meetings, s. */
const LEAST_DUE_SECONDS = 6 * 2 * 60;
/** Of the first days nothing is expected: code is compiled, caches fill. */
const FIRST_DAYS = 4;
/** By so much the heap may be larger at the end, bytes. */
const MOST_GROWTH_BYTES = 3e6;

Deno.test("every spoken second of each day is in exactly one file, whatever goes wrong", async () => {
  await withFolder(async (folder) => {
    const days = new SimulatedDays(folder);
    await days.room.begin();
    const heaps: number[] = [];
    for (let day = 1; day <= DAYS; day++) {
      await days.pass();
      heaps.push(heapBytes());
      if (DAYS > 1) tell(day, days, heaps.at(-1) ?? 0);
    }
    await days.room.end();
    const { dueSeconds, files, pruned } = days.report;
    assert(dueSeconds >= LEAST_DUE_SECONDS * DAYS, `only ${dueSeconds} s had to be there`);
    assertEquals(pruned, files - days.room.files.length);
    const later = heaps.slice(FIRST_DAYS);
    const growth = (later.at(-1) ?? 0) - (later[0] ?? 0);
    assert(growth < MOST_GROWTH_BYTES, `the heap has grown by ${growth} bytes`);
  });
});

/** After what nobody needs was collected, where that can be asked for (`--v8-flags=--expose-gc`). */
function heapBytes(): number {
  const { gc } = globalThis as { readonly gc?: () => void };
  if (gc === undefined) return 0;
  gc();
  return Deno.memoryUsage().heapUsed;
}

function tell(day: number, { report }: SimulatedDays, heap: number): void {
  const { files, pruned, powerCuts, dueSeconds } = report;
  console.log(
    `day ${day}: ${files} files, ${pruned} pruned, ${powerCuts} power cuts, ` +
      `${dueSeconds} s that were due are there, heap ${(heap / 1e6).toFixed(1)} MB`,
  );
}
