import { assertEquals } from "../../assert.ts";
import { programmeFrame, stemRanges } from "../../../post/ground/segments.ts";

const CUT = [{ fromFrame: 100, toFrame: 120 }, { fromFrame: 200, toFrame: 240 }];

Deno.test("an instant of the session is found in the programme; what was cut lies at its cut", () => {
  for (
    const [session, programme] of [[0, 0], [100, 0], [119, 19], [150, 20], [200, 20], [239, 59]]
  ) {
    assertEquals(programmeFrame(CUT, session ?? NaN), programme);
  }
  assertEquals([240, 9_999].map((frame) => programmeFrame(CUT, frame)), [60, 60]);
});

Deno.test("each frame that was kept has its own place", () => {
  const kept = [...Array(20).keys()].map((i) => 100 + i)
    .concat([...Array(40).keys()].map((i) => 200 + i));
  assertEquals(kept.map((frame) => programmeFrame(CUT, frame)), [...Array(60).keys()]);
});

Deno.test("without segments everything lies at zero", () => {
  assertEquals([programmeFrame([], 7), stemRanges([], 0, 9).length], [0, 0]);
});
