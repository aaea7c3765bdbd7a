/** What happened to a recording, in sentences. */
import { assertEquals } from "@std/assert";
import { factNotes } from "../../../meeting/report/fact_words.ts";
import { EXAMPLE } from "../facts/example_facts.ts";

Deno.test("of a bit rate that varies it is told how far browsers are beside, where that is noticed", () => {
  const notes = (seconds: number, bitRate: "constant" | "variable") => {
    const programme = { ...EXAMPLE.programme, seconds, bitRate };
    return factNotes({ ...EXAMPLE, programme }).filter(({ kind }) => kind === "note")
      .map(({ text }) => text);
  };
  assertEquals(notes(7_200, "variable"), [
    "Its bit rate varies: browsers play up to about 21 s beside the place that they show",
  ]);
  assertEquals([notes(7_200, "constant"), notes(300, "variable")], [[], []]);
});

Deno.test("what was cut out tells where it was in the recording, not where the talk goes on", () => {
  const pause = factNotes(EXAMPLE).find(({ kind }) => kind === "pause");
  assertEquals([pause?.atSeconds, pause?.recordedAtSeconds], [20, 20]);
});
