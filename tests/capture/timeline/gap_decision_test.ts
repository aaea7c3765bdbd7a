import { assertEquals } from "@std/assert";
import { decideGap, type LateAnchor } from "../../../capture/timeline/gap_decision.ts";
import { randomFrom } from "../../../scripts/stage/simulated_device.ts";

const OPTIONS = { toleranceNs: 2e6, windowNs: 1e9, final: false };

/** One anchor each 10 ms from 0 on, as late as the list says (ms). */
function late(...ms: number[]): LateAnchor[] {
  return ms.map((each, i) => ({ latenessNs: each * 1e6, hostNs: i * 10e6 }));
}

const steady = (ms: number, anchors: number) => Array.from({ length: anchors }, () => ms);

Deno.test("lateness that has not lasted for a window says nothing", () => {
  assertEquals(decideGap(late(...steady(50, 100)), OPTIONS), undefined);
});

Deno.test("lateness that lasts is a gap as long as the least of it", () => {
  const jittery = Array.from({ length: 102 }, (_, i) => 50 + (i * 7) % 5);
  assertEquals(decideGap(late(...jittery), OPTIONS), { index: 0, ns: 50e6 });
});

Deno.test("while lateness falls, data come faster than real time: nothing is decided", () => {
  const falling = Array.from({ length: 150 }, (_, i) => 500 - i * 2);
  assertEquals(decideGap(late(...falling), OPTIONS), undefined);
});

Deno.test("a burst after a pause is not decided upon before it has ended", () => {
  const anchors = [{ latenessNs: 3e6, hostNs: 0 }];
  for (let i = 0; i < 100; i++) {
    anchors.push({ latenessNs: (1500 - i * 10) * 1e6, hostNs: 1.5e9 + i * 50e3 });
  }
  assertEquals(decideGap(anchors, OPTIONS), undefined);
});

Deno.test("anchors that came before the gap and were late by less than it stay before it", () => {
  assertEquals(decideGap(late(30, 20, 10, ...steady(80, 110)), OPTIONS), { index: 3, ns: 80e6 });
});

Deno.test("a pause before the anchors does not count as time for which they were late", () => {
  const after = late(...steady(500, 50)).map((each) => ({ ...each, hostNs: each.hostNs + 5e9 }));
  assertEquals(decideGap([...late(3), ...after], OPTIONS), undefined);
});

Deno.test("a block that comes early right after a gap belongs after it", () => {
  assertEquals(decideGap(late(985, ...steady(1000, 110)), OPTIONS), { index: 0, ns: 1e9 });
});

Deno.test("early blocks amidst the late ones do not shorten the gap", () => {
  const anchors = steady(60, 120);
  anchors[20] = 42;
  anchors[50] = 45;
  anchors[52] = 44;
  assertEquals(decideGap(late(...anchors), OPTIONS), { index: 0, ns: 60e6 });
});

Deno.test("where blocks were late by anything, and one amidst them was on time, nothing is known before the end", () => {
  const random = randomFrom(3);
  const scattered = Array.from({ length: 110 }, (_, i) => i === 60 ? 0 : 10 + 200 * random());
  assertEquals(decideGap(late(...scattered), OPTIONS), undefined);
  assertEquals(decideGap(late(...scattered), { ...OPTIONS, final: true }), "late");
});

Deno.test("two gaps, one after the other, are two: the first is told first", () => {
  assertEquals(decideGap(late(...steady(30, 60), ...steady(90, 110)), OPTIONS), {
    index: 0,
    ns: 30e6,
  });
});

Deno.test("at the end a few late anchors were only late", () => {
  assertEquals(decideGap(late(50, 40), { ...OPTIONS, final: true }), "late");
});

Deno.test("at the end a few late anchors before a later one are no gap either", () => {
  const anchors = late(...steady(3, 20), 10, 12);
  assertEquals(decideGap(anchors, { ...OPTIONS, final: true }), "late");
});

Deno.test("at the end a long pause is a gap, however few anchors follow", () => {
  assertEquals(decideGap(late(5000, 5000), { ...OPTIONS, final: true }), { index: 0, ns: 5e9 });
});

Deno.test("no anchors, no gap", () => {
  assertEquals(decideGap([], { ...OPTIONS, final: true }), "late");
});

const CYCLES = { ...OPTIONS, cycleNs: 10e6, plainNs: 0.7e9 };

Deno.test("where the system loses whole cycles, a gap near to some is exactly as long", () => {
  const jittery = Array.from({ length: 110 }, (_, i) => 31 + (i * 7) % 5);
  assertEquals(decideGap(late(...jittery), CYCLES), { index: 0, ns: 30e6, isWhole: true });
});

/** Late by so much or more, each by another time. */
const scattered = (ms: number, anchors: number) =>
  Array.from({ length: anchors }, (_, i) => ms + (i * 7) % 5);

Deno.test("where it loses whole cycles, lateness of half a one must last for three times as long", () => {
  assertEquals(decideGap(late(...scattered(5, 250)), CYCLES), undefined);
  assertEquals(decideGap(late(...scattered(5, 310)), CYCLES), { index: 0, ns: 5e6 });
});

Deno.test("unless most agree on it: cycles that become longer take any time", () => {
  const anchors = steady(5, 110);
  for (let i = 0; i < anchors.length; i += 3) anchors[i] = 6 + i % 4;
  assertEquals(decideGap(late(...anchors), CYCLES), { index: 0, ns: 5e6 });
  // Whole cycles that are near are not meant then; and what follows is another gap.
  assertEquals(decideGap(late(...steady(8.6, 110)), CYCLES), { index: 0, ns: 8.6e6 });
  assertEquals(decideGap(late(...steady(5, 70), ...steady(15, 110)), CYCLES), {
    index: 0,
    ns: 5e6,
  });
});

Deno.test("where it loses whole cycles, lateness that most agree on is a gap after 0.7 s", () => {
  const anchors = Array.from(
    { length: 75 },
    (_, i) => i % 3 === 0 ? 12 + i % 9 : 10 + 0.01 * (i % 7),
  );
  assertEquals(decideGap(late(...anchors.slice(0, 60)), CYCLES), undefined);
  assertEquals(decideGap(late(4, ...anchors), CYCLES), { index: 1, ns: 10e6, isWhole: true });
  // Not if they fall, come in one burst after a pause, or scatter.
  const falling = Array.from({ length: 90 }, (_, i) => 30 - 0.2 * i);
  assertEquals(decideGap(late(...falling), CYCLES), undefined);
  const burst = late(...steady(10, 90)).map((each, i) => ({ ...each, hostNs: 1e9 + i * 50e3 }));
  assertEquals(decideGap([...late(10), ...burst], CYCLES), undefined);
  assertEquals(decideGap(late(...scattered(10, 90)), CYCLES), undefined);
  assertEquals(decideGap(late(...steady(10, 90)), OPTIONS), undefined);
});

Deno.test("a single anchor that is later than what is in doubt does not make another gap of it", () => {
  assertEquals(decideGap(late(...scattered(5, 150), 21), CYCLES), undefined);
});

Deno.test("blocks that were late by half a cycle before one was lost do not make two gaps of it", () => {
  const anchors = [...steady(4, 30), ...steady(10, 110)];
  assertEquals(decideGap(late(...anchors), CYCLES), { index: 30, ns: 10e6, isWhole: true });
  // Without cycles nobody could tell.
  assertEquals(decideGap(late(...anchors), OPTIONS), { index: 0, ns: 4e6 });
});
