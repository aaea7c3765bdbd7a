import { assert, assertEquals } from "@std/assert";
import { Stopwatch } from "../../../scripts/bench/stopwatch.ts";

Deno.test("a stopwatch counts wall time, and on Linux the processor time of ended children too", async () => {
  const watch = new Stopwatch();
  const busy = 'i=0; while [ "$i" -lt 200000 ]; do i=$((i+1)); done';
  await new Deno.Command("sh", { args: ["-c", busy] }).output();
  const { seconds, cpuSeconds } = watch.usage;
  assert(seconds > 0);
  if (Deno.build.os === "linux") assert(cpuSeconds !== undefined && cpuSeconds > 0);
  else assertEquals(cpuSeconds, undefined);
});
