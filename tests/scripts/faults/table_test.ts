import { assertEquals } from "@std/assert";
import { faultTable } from "../../../scripts/faults/table.ts";

const OUTCOME = { lostMs: 12, exits: [5, 0], said: "a | b", problems: [] };
const SIDE = { reference: "played", soundingSeconds: 3, silentSeconds: 0 } as const;
const HEARD = [{
  file: "a.mp3",
  sides: [
    { ...SIDE, side: "mic", againstDb: -0.4 } as const,
    { ...SIDE, side: "system", againstDb: -1 } as const,
  ],
}];

Deno.test("each fault is a line with what it cost on each card, and what was broken or not done says so", () => {
  const broken = { ...OUTCOME, goneMs: 30, exits: [], problems: ["why"] };
  const lines = faultTable([
    { name: "kept", results: { PulseAudio: { outcome: { ...OUTCOME, heard: HEARD } } } },
    { name: "both", results: { PulseAudio: { outcome: broken }, PipeWire: { outcome: OUTCOME } } },
    { name: "alone", results: { PipeWire: { outcome: { ...OUTCOME, said: "only here" } } } },
    { name: "left out", results: { PulseAudio: { unable: "only root can mount" } } },
  ]).split("\n");
  assertEquals(lines.slice(2), [
    "| kept | 12 |  | 5, 0 | mic -0.4, system -1.0 |  |  |  |  | a \\| b |",
    "| both | **broken** 12 | 30 |  |  | 12 |  | 5, 0 |  | a \\| b |",
    "| alone |  |  |  |  | 12 |  | 5, 0 |  | only here |",
    "| left out | not done: only root can mount |  |  |  |  |  |  |  |  |",
  ]);
});

Deno.test("what was not tried again keeps its figures, in a table without today's columns, too", () => {
  const earlier = [
    "",
    "| fault  | lost, ms | exit code | what it says last |",
    "| ------ | -------- | --------- | ----------------- |",
    "| first  | 1        | 0         | one \\| two        |",
    "| gone   | 2        | 4         | it is not tried any more |",
    "",
  ].join("\n");
  const rows = [
    { name: "second", results: { PipeWire: { outcome: OUTCOME } } },
    { name: "first", results: { PipeWire: { outcome: { ...OUTCOME, said: "new" } } } },
  ];
  const lines = faultTable(rows, earlier, ["first", "second", "third"]).split("\n");
  assertEquals(lines.slice(2), [
    "| first | 1 |  | 0 |  | 12 |  | 5, 0 |  | one \\| two |",
    "| second |  |  |  |  | 12 |  | 5, 0 |  | a \\| b |",
  ]);
});
