import { assertEquals } from "@std/assert";
import { faultTable } from "../../../scripts/faults/table.ts";

Deno.test("each fault is a line, and what was broken or not done says so", () => {
  const outcome = { lostMs: 12, exits: [5, 0], said: "a | b", problems: [] };
  const lines = faultTable([
    { name: "kept", outcome },
    { name: "broken", outcome: { ...outcome, goneMs: 30, exits: [], problems: ["why"] } },
    { name: "left out", unable: "only root can mount" },
  ]).split("\n");
  assertEquals(lines.slice(2), [
    "| kept | 12 |  | 5, 0 | a \\| b |",
    "| broken | 12 | 30 |  | **broken** a \\| b |",
    "| left out |  |  |  | not done: only root can mount |",
  ]);
});
