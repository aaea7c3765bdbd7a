import { assertEquals } from "../../assert.ts";
import { withoutPauses } from "../../../post/plan/without_pauses.ts";
import { randomNumbers } from "../../../scripts/stage/random_numbers.ts";

const of = (...pairs: [number, number][]) => {
  return pairs.map(([fromFrame, toFrame]) => ({ fromFrame, toFrame }));
};

Deno.test("a pause takes its part out of the segments, whatever it overlaps", () => {
  const whole = of([0, 100]);
  assertEquals(withoutPauses(whole, []), whole);
  assertEquals(withoutPauses(whole, of([20, 30])), of([0, 20], [30, 100]));
  assertEquals(withoutPauses(whole, of([0, 30], [90, Infinity])), of([30, 90]));
  assertEquals(withoutPauses(whole, of([0, Infinity])), []);
  assertEquals(withoutPauses(of([10, 20], [30, 40]), of([15, 35])), of([10, 15], [35, 40]));
  assertEquals(withoutPauses(of([10, 20], [30, 40]), of([20, 30])), of([10, 20], [30, 40]));
});

Deno.test("each frame stays exactly when it lies in a segment and in no pause", () => {
  const random = randomNumbers(3);
  const integer = (from: number, to: number) => from + Math.floor(random() * (to - from));
  for (let i = 0; i < 200; i++) {
    const stretches = () => {
      const found: [number, number][] = [];
      for (let at = 0; at < 300;) {
        const from = at + integer(0, 40);
        at = from + integer(1, 40);
        found.push([from, at]);
      }
      return of(...found);
    };
    const [segments, pauses] = [stretches(), stretches()];
    const isIn = (frame: number, list: typeof segments) => {
      return list.some(({ fromFrame, toFrame }) => frame >= fromFrame && frame < toFrame);
    };
    const kept = withoutPauses(segments, pauses);
    for (let frame = 0; frame < 350; frame++) {
      assertEquals(isIn(frame, [...kept]), isIn(frame, segments) && !isIn(frame, pauses));
    }
  }
});
