import { assertAlmostEquals } from "@std/assert";
import { rampPower } from "../../../../post/analysis/levels/ramp_power.ts";

Deno.test("a gain that moves in a straight line has the mean power of its squares", () => {
  for (const [from, to] of [[0, 1], [1, 0], [0.3, 0.3], [1.5, 0.2]] as const) {
    const steps = 10_000;
    let sum = 0;
    for (let i = 0; i < steps; i++) sum += (from + (to - from) * (i + 0.5) / steps) ** 2;
    assertAlmostEquals(rampPower(from, to), sum / steps, 1e-6);
  }
});
