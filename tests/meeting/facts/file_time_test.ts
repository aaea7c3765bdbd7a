import { assertEquals } from "@std/assert";
import { FileTime } from "../../../meeting/facts/file_time.ts";

/** Of 100 s of a recording the file has 10 … 20, 30 … 60 and 90 … 95. */
const TIME = new FileTime([
  { atSeconds: 0, fromSeconds: 10, seconds: 10 },
  { atSeconds: 10, fromSeconds: 30, seconds: 30 },
  { atSeconds: 40, fromSeconds: 90, seconds: 5 },
]);

Deno.test("a moment is where its sound is, and one that was cut lies at its cut", () => {
  const moments = [0, 10, 15, 20, 25, 30, 59, 70, 90, 94, 95, 100];
  assertEquals(moments.map((moment) => TIME.at(moment)), [
    ...[0, 0, 5, 10, 10, 10, 39, 40, 40, 44, 45, 45],
  ]);
  assertEquals(TIME.seconds, 45);
});

Deno.test("of a stretch the file has what was not cut out of it", () => {
  const placed = (at: number, seconds: number) => {
    const { atSeconds, seconds: inFile } = TIME.place(at, seconds);
    return [atSeconds, inFile];
  };
  assertEquals(placed(15, 2), [5, 2]);
  assertEquals(placed(15, 20), [5, 10]);
  assertEquals(placed(61, 10), [40, 0]);
  assertEquals(placed(0, 100), [0, 45]);
});

Deno.test("cuts are what lies before, between and behind what was kept", () => {
  assertEquals(TIME.cuts(100), [
    { atSeconds: 0, fromSeconds: 0, seconds: 10 },
    { atSeconds: 10, fromSeconds: 20, seconds: 10 },
    { atSeconds: 40, fromSeconds: 60, seconds: 30 },
    { atSeconds: 45, fromSeconds: 95, seconds: 5 },
  ]);
  assertEquals(new FileTime([{ atSeconds: 0, fromSeconds: 0, seconds: 7 }]).cuts(7), []);
  assertEquals(new FileTime([]).cuts(0), []);
});
