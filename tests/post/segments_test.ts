import { assertEquals } from "../assert.ts";
import { programmeFrame, sessionFrame, stemRanges } from "../../post/segments.ts";

const CUT = [{ fromFrame: 100, toFrame: 120 }, { fromFrame: 200, toFrame: 240 }];

Deno.test("an instant of the session is found in the programme; what was cut lies at its cut", () => {
  for (
    const [session, programme] of [[0, 0], [100, 0], [119, 19], [150, 20], [200, 20], [239, 59]]
  ) {
    assertEquals(programmeFrame(CUT, session ?? NaN), programme);
  }
  assertEquals([240, 9_999].map((frame) => programmeFrame(CUT, frame)), [60, 60]);
});

Deno.test("a frame of the programme is found in the session", () => {
  for (const [programme, session] of [[0, 100], [19, 119], [20, 200], [59, 239], [60, 240]]) {
    assertEquals(sessionFrame(CUT, programme ?? NaN), session);
  }
});

Deno.test("there and back again, for every frame that was kept", () => {
  for (let frame = 0; frame < 60; frame++) {
    assertEquals(programmeFrame(CUT, sessionFrame(CUT, frame)), frame);
  }
});

Deno.test("without segments everything lies at zero", () => {
  assertEquals([programmeFrame([], 7), sessionFrame([], 7), stemRanges([], 0, 9).length], [
    0,
    0,
    0,
  ]);
});
