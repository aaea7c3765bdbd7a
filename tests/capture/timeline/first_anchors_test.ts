import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { FirstAnchors } from "../../../capture/timeline/first_anchors.ts";
import { randomFrom } from "../../../scripts/stage/simulated_device.ts";

const RATE = 48000;

/**
 * Blocks of 10 ms of a stream whose frame 0 was at 5 s, each as late as it says (ms), until there are enough.
 *
 * @param cycleFrames as of PipeWire
 */
function gather(
  lateMs: (i: number) => number,
  cycleFrames = 0,
): { first: FirstAnchors; blocks: number } {
  const first = new FirstAnchors(RATE);
  let blocks = 0;
  for (; !first.areEnough && blocks < 1000; blocks++) {
    const hostNs = 5e9 + (blocks + 1) * 10e6 + lateMs(blocks) * 1e6;
    first.push({ position: 480 * blocks, frames: 480, hostNs, cycleFrames });
  }
  return { first, blocks };
}

Deno.test("0.8 s of good callbacks tell when the stream began, and how late each was", () => {
  const { first, blocks } = gather((i) => i % 3);
  assertAlmostEquals(blocks / 100, 0.81, 0.03);
  assertEquals(first.count, blocks);
  const { anchors, zeroNs, latenessNs } = first.take();
  assertEquals([anchors.length, first.count], [blocks, 0]);
  assertAlmostEquals(zeroNs, 5e9, 1);
  assertAlmostEquals(latenessNs[2] ?? NaN, 2e6, 1);
});

Deno.test("a quarter of a second is enough where most callbacks agree within a quarter of a millisecond", () => {
  const plain = gather((i) => i % 4 === 1 ? 3 : 0.05 * (i % 4));
  assertEquals(plain.blocks, 25);
  assertAlmostEquals(plain.first.take().zeroNs, 5e9, 1);
  // A third of them is too few.
  assertAlmostEquals(gather((i) => i % 3 > 0 ? 3 : 0).blocks / 100, 0.81, 0.03);
});

Deno.test("so it is of blocks as long as PulseAudio's microphones have, but of no fewer than five", () => {
  for (const [blockMs, blocks] of [[50, 6], [100, 5]] as const) {
    const frames = blockMs * RATE / 1_000;
    const first = new FirstAnchors(RATE);
    let count = 0;
    for (; !first.areEnough; count++) {
      const lateMs = count % 3 === 1 ? 3 : 0.03 * count;
      const hostNs = 5e9 + ((count + 1) * blockMs + lateMs) * 1e6;
      first.push({ position: frames * count, frames, hostNs });
    }
    assertEquals(count, blocks, `${blockMs} ms`);
  }
});

Deno.test("one that comes a third of a millisecond before all others is not the edge, nor does it show one", () => {
  // As on PulseAudio when somebody begins to play.
  const { first, blocks } = gather((i) => i === 9 ? -0.33 : 0.02 * (i % 5));
  assertAlmostEquals(blocks / 100, 0.81, 0.03);
  assertAlmostEquals(first.take().zeroNs, 5e9, 1);
});

Deno.test("of PipeWire's a quarter of a second is not enough: all may be late by the same cycle for longer", () => {
  for (const cycleFrames of [1, 1_024]) {
    const { first, blocks } = gather((i) => i < 40 ? 1_024 / 48 : 0.02 * (i % 4), cycleFrames);
    assert(blocks > 80, `${blocks}`);
    assertAlmostEquals(first.take().zeroNs, 5e9, 1);
  }
});

Deno.test("of PipeWire's two that agree within a millisecond are the edge, however many are later by a cycle", () => {
  const few = gather((i) => [20, 61].includes(i) ? 0.4 * (i % 2) : 2_048 / 48 + 0.02 * i, 2_048);
  assertAlmostEquals(few.first.take().zeroNs, 5e9, 1);
  // One alone could be a mistake.
  const one = gather((i) => i === 20 ? -5 : 2_048 / 48, 2_048);
  assertAlmostEquals(one.first.take().zeroNs, 5e9 + 2_048 / 48 * 1e6, 1);
});

Deno.test("where callbacks at the edge agree less closely than a crowd that is later, the edge is the edge", () => {
  const { first } = gather((i) => i % 5 === 0 ? 0.5 * (i % 40) / 35 : 1.9);
  assertAlmostEquals(first.take().zeroNs, 5e9, 1);
});

Deno.test("while a source catches up by less than a millisecond with each callback it is waited for, too", () => {
  const { first, blocks } = gather((i) => Math.max(0, 9 - 0.1 * i));
  assert(blocks >= 90, `${blocks}`);
  assertAlmostEquals(first.take().zeroNs, 5e9, 1);
});

Deno.test("a single callback that is too early is not believed", () => {
  for (const early of [3, 10, 20]) {
    const { first } = gather((i) => i === 40 ? -early : i % 2);
    assertAlmostEquals(first.take().zeroNs, 5e9, 1);
  }
});

Deno.test("the rougher the callbacks, the less they need to agree: late by up to 20 ms, the edge is found within 3", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = randomFrom(seed);
    assertAlmostEquals(gather(() => 20 * random()).first.take().zeroNs, 5e9, 3e6);
  }
});

Deno.test("while a source catches up it is waited for, 4 s at most", () => {
  assertAlmostEquals(gather((i) => Math.max(0, 900 - 6 * i)).blocks / 100, 1.5 + 0.4, 0.1);
  assertAlmostEquals(gather((i) => Math.max(0, 3000 - 3 * i)).blocks / 100, 4 / 0.7, 0.1);
});
