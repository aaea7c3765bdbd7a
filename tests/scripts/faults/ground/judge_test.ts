import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Outcome } from "../../../../scripts/faults/ground/fault.ts";
import { judged } from "../../../../scripts/faults/ground/judge.ts";
import type { Heard, HeardSide } from "../../../../scripts/faults/ground/listening.ts";

const WELL: Outcome = { lostMs: 20, exits: [0], said: "the file is complete", problems: [] };
const SIDE: HeardSide = {
  side: "mic",
  reference: "stem",
  soundingSeconds: 10,
  silentSeconds: 0,
  againstDb: 0,
};

function heard(...sides: Partial<HeardSide>[]): Heard[] {
  return [{ file: "a.mp3", sides: sides.map((side) => ({ ...SIDE, ...side })) }];
}

function problems(outcome: Partial<Outcome>, files: readonly Heard[]): readonly string[] {
  return judged({ ...WELL, ...outcome }, files).problems;
}

Deno.test("a file in which both sides are heard is well", () => {
  assertEquals(problems({}, heard({}, { side: "system" })), []);
});

Deno.test("an exit code that promises a file is a fault where nobody has listened to it", () => {
  for (const code of [0, 4]) {
    assertStringIncludes(problems({ exits: [5, code] }, [])[0] ?? "", "nobody has listened");
  }
  assertEquals(problems({ exits: [2] }, []), []);
  assertEquals(problems({ fileless: "all of it is removed" }, []), []);
});

Deno.test("a side that sounds in its stem may be silent in the file for no second", () => {
  assertEquals(problems({ goneMs: 5_000 }, heard({ silentSeconds: 1 })), [
    "a.mp3: mic is silent for 1 of the 10 s in which it sounds in its stem",
  ]);
});

Deno.test("of what was played without a pause as much may be missing as the device was gone", () => {
  const played = { reference: "played", side: "system" } as const;
  assertEquals(problems({ goneMs: 4_000 }, heard({ ...played, silentSeconds: 5 })), []);
  assertEquals(problems({}, heard({ ...played, silentSeconds: 5 })).length, 1);
  // A side that is silent throughout is never well, however long the device was gone.
  assertEquals(problems({ goneMs: 60_000 }, heard({ ...played, silentSeconds: 10 })).length, 1);
});

Deno.test("of a file of a second a side may be missing: a kill costs as much", () => {
  const played = { reference: "played", silentSeconds: 1 } as const;
  assertEquals(problems({}, heard({ ...played, soundingSeconds: 1 })), []);
  assertEquals(problems({}, heard({ ...played, soundingSeconds: 2, silentSeconds: 2 })).length, 1);
});

Deno.test("more than a second that is lost is a fault", () => {
  assertEquals(problems({ lostMs: 1_001 }, heard({})), ["1001 ms are lost"]);
});
