import { assertEquals } from "@std/assert";
import { faultTable } from "../../../scripts/faults/table.ts";

Deno.test("each fault is a line, and what was broken or not done says so", () => {
  const outcome = { lostMs: 12, exits: [5, 0], said: "a | b", problems: [] };
  const side = { reference: "played", soundingSeconds: 3, silentSeconds: 0 } as const;
  const heard = [{
    file: "a.mp3",
    sides: [
      { ...side, side: "mic", againstDb: -0.4 } as const,
      { ...side, side: "system", againstDb: -1 } as const,
    ],
  }];
  const lines = faultTable([
    { name: "kept", outcome: { ...outcome, heard } },
    { name: "broken", outcome: { ...outcome, goneMs: 30, exits: [], problems: ["why"] } },
    { name: "left out", unable: "only root can mount" },
  ]).split("\n");
  assertEquals(lines.slice(2), [
    "| kept | 12 |  | 5, 0 | mic -0.4, system -1.0 | a \\| b |",
    "| broken | 12 | 30 |  |  | **broken** a \\| b |",
    "| left out |  |  |  |  | not done: only root can mount |",
  ]);
});
