import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import {
  type FinishedPart,
  keptPart,
  stillUnfinished,
} from "../../../meeting/parts/part_orders.ts";
import { factNotes } from "../../../meeting/report/fact_words.ts";
import { ORDINARY_SOUND } from "../../../meeting/report/file_sound.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { EXAMPLE, OUTPUT } from "../facts/example_facts.ts";

Deno.test("what is kept of a finished part tells as much in the end, without what grows with each hour", () => {
  const marks = Array.from({ length: 5_000 }, (_, atSeconds) => ({ atSeconds, text: "here" }));
  const finished: FinishedPart = {
    number: 3,
    atSeconds: 7_200,
    report: {
      ...{ output: OUTPUT, bytes: 1_000, seconds: 100, fileSeconds: 80, marks, facts: EXAMPLE },
      ...{ pauses: [], mutes: [], tracks: {}, stems: {}, faults: [], sound: ORDINARY_SOUND },
    },
  };
  const { number, atSeconds, report: { facts, ...report } } = keptPart(finished);
  assertEquals([number, atSeconds], [3, 7_200]);
  assertEquals(report, {
    ...{ output: OUTPUT, bytes: 1_000, seconds: 100, fileSeconds: 80, sound: ORDINARY_SOUND },
  });
  assert(facts);
  assertEquals(factNotes(facts), factNotes(EXAMPLE));
  assertEquals(facts.sides.mic?.speech.seconds, EXAMPLE.sides.mic?.speech.seconds);
  assertEquals(JSON.stringify(facts).match(/intervals|marks|chapters/g), null);
});

Deno.test("of parts that could not be finished some are files by now, and some are lost", () =>
  withFolder((folder) => {
    const left = ["waits", "done", "lost"].map((name) => ({
      spool: join(folder, `${name}.mp3.confrec`),
      out: join(folder, `${name}.mp3`),
    }));
    Deno.mkdirSync(join(folder, "waits.mp3.confrec"));
    Deno.writeTextFileSync(join(folder, "done.mp3"), "");
    assertEquals(stillUnfinished(left), [
      { spool: join(folder, "waits.mp3.confrec"), isLost: false },
      { spool: join(folder, "lost.mp3.confrec"), isLost: true },
    ]);
  }));
