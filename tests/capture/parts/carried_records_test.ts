import { assertEquals } from "@std/assert";
import { carriedRecords, type PlacedRecord } from "../../../capture/parts/carried_records.ts";

const RECORDS: readonly PlacedRecord[] = [
  { type: "lost", track: "mic", atFrame: 10, reason: "unplugged" },
  { type: "mute", track: "system", atFrame: 20 },
  { type: "pause", atFrame: 30 },
  { type: "back", track: "mic", atFrame: 40, name: "Headset" },
  { type: "mark", atFrame: 50, text: "The vote" },
  { type: "resume", atFrame: 60 },
  { type: "unmute", track: "system", atFrame: 70 },
  { type: "lost", track: "system", atFrame: 80, reason: "gone" },
];

Deno.test("the next part's journal has what is still so where its stems begin, and what follows", () => {
  assertEquals(carriedRecords(RECORDS, 45), [
    { type: "mute", track: "system", atFrame: 45 },
    { type: "pause", atFrame: 45 },
    ...RECORDS.slice(4),
  ]);
  assertEquals(carriedRecords(RECORDS, 75), RECORDS.slice(7));
  assertEquals(carriedRecords(RECORDS, 90), [
    { type: "lost", track: "system", atFrame: 90, reason: "gone" },
  ]);
  assertEquals(carriedRecords(RECORDS, 0), RECORDS);
});

Deno.test("what lasts is said once, however often it was said before", () => {
  const twice: readonly PlacedRecord[] = [
    { type: "lost", track: "mic", atFrame: 1, reason: "busy" },
    { type: "lost", track: "mic", atFrame: 2, reason: "unplugged" },
  ];
  assertEquals(carriedRecords(twice, 5), [
    { type: "lost", track: "mic", atFrame: 5, reason: "unplugged" },
  ]);
});

Deno.test("of a gap over the beginning of the next part's stems that has what is left of it", () => {
  const gap = { type: "gap", track: "mic", atFrame: 10, frames: 20, cause: "stall" } as const;
  assertEquals(carriedRecords([gap], 25), [{ ...gap, atFrame: 25, frames: 5 }]);
  assertEquals(carriedRecords([gap], 30), []);
  assertEquals(carriedRecords([gap], 10), [gap]);
});

Deno.test("what is wrong with the sound over a split is wrong in the next part, too", () => {
  const hum = { type: "sound", track: "mic", kind: "hum", state: "begun", atFrame: 10 } as const;
  const quiet = { ...hum, kind: "quiet", atFrame: 20 };
  const others = { ...hum, track: "system", atFrame: 30 } as const;
  const noHum = { ...hum, state: "ended", atFrame: 40 } as const;
  assertEquals(carriedRecords([hum, quiet, others, noHum], 50), [
    { ...quiet, atFrame: 50 },
    { ...others, atFrame: 50 },
  ]);
  assertEquals(carriedRecords([hum, noHum], 30), [{ ...hum, atFrame: 30 }, noHum]);
});
