import type { Anchor } from "../../../capture/timeline/anchor.ts";
import { assert, assertEquals, assertLess } from "@std/assert";
import { BlockJudge, type JudgedBlock } from "../../../capture/timeline/block_judge.ts";
import { randomFrom } from "../../../scripts/stage/simulated_device.ts";

const RATE = 48_000;
const FRAMES = 480;

/** Gives a judge blocks of 10 ms, of which number i comes as late as is said; returns all that it judged, in order. */
function judged(blocks: number, lateSeconds: (i: number) => number): JudgedBlock[] {
  const judge = new BlockJudge({ rateHz: RATE, exact: false, firstCause: "late-start" });
  const out: JudgedBlock[] = [];
  const take = () => {
    for (let block = judge.take(); block !== undefined; block = judge.take()) out.push(block);
  };
  let hostNs = 0;
  for (let i = 0; i < blocks; i++) {
    const position = i * FRAMES;
    hostNs = Math.max(hostNs + 50e3, ((position + FRAMES) / RATE + lateSeconds(i)) * 1e9);
    const anchor: Anchor = { position, frames: FRAMES, hostNs };
    judge.push(anchor);
    take();
  }
  judge.settle();
  take();
  assertEquals(judge.buffered, 0);
  return out;
}

const gaps = (blocks: readonly JudgedBlock[]) =>
  blocks.flatMap(({ cause }, i) => cause === undefined || i === 0 ? [] : [{ cause, i }]);

Deno.test("each block is judged once, in order, however late all come", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed);
    let level = 0;
    const blocks = judged(3_000, () => {
      // A machine that is overrun: late by anything, for any time, now and then on time alone.
      if (random() < 0.02) level = random() < 0.3 ? 0 : random() ** 4;
      return random() < 0.01 ? 0 : level + 0.1 * random() ** 3;
    });
    assertEquals(blocks.map(({ anchor }) => anchor.position / FRAMES), [...blocks.keys()]);
    for (const { startNs, anchor } of blocks) assert(Math.abs(startNs - anchor.hostNs) < 2e9);
  }
});

Deno.test("blocks that were late are judged at their time, without a cause", () => {
  const blocks = judged(500, (i) => i > 200 && i < 240 ? 0.3 : 0);
  assertEquals(gaps(blocks), []);
  for (const { startNs, anchor } of blocks) {
    assertLess(Math.abs(startNs / 1e9 - anchor.position / RATE), 1e-6);
  }
});

Deno.test("lateness that lasts for a second is a gap before the first block that has it", () => {
  const blocks = judged(500, (i) => i >= 200 ? 0.03 : 0);
  assertEquals(gaps(blocks), [{ cause: "skip", i: 200 }]);
  assertLess(Math.abs((blocks[200]?.startNs ?? 0) / 1e9 - 2.03), 1e-6);
});

Deno.test("a gap with a pause of 0.2 s in the callbacks is a stall", () => {
  const blocks = judged(500, (i) => i >= 200 ? 0.5 : 0);
  assertEquals(gaps(blocks), [{ cause: "stall", i: 200 }]);
});

Deno.test("two gaps within a second are two", () => {
  const blocks = judged(500, (i) => i < 200 ? 0 : i < 250 ? 0.03 : 0.09);
  assertEquals(gaps(blocks), [{ cause: "skip", i: 200 }, { cause: "skip", i: 250 }]);
});

Deno.test("cycles that are lost one by one, on a machine that is overrun, come to exactly as many", () => {
  const CYCLE = 2_048;
  for (let seed = 1; seed <= 10; seed++) {
    const random = randomFrom(seed);
    const judge = new BlockJudge({ rateHz: RATE, exact: false, firstCause: "late-start" });
    const starts: number[] = [];
    const take = () => {
      for (let block = judge.take(); block !== undefined; block = judge.take()) {
        starts.push(block.startNs - block.anchor.position * 1e9 / RATE);
      }
    };
    const lostAt = [300, 420, 424, 700];
    let hostNs = 0;
    for (let i = 0; i < 1_000; i++) {
      const cycles = i + 1 + lostAt.filter((at) => at <= i).length;
      const onTimeNs = cycles * CYCLE * 1e9 / RATE;
      // One in five is nearly on time; the others are late by up to 20 ms.
      hostNs = Math.max(hostNs, onTimeNs + (random() < 0.2 ? 0.2e6 : 20e6) * random());
      judge.push({ position: i * CYCLE, frames: CYCLE, hostNs, cycleFrames: CYCLE });
      take();
    }
    judge.settle();
    take();
    const shifts = starts.slice(1).map((ns, i) => ns - (starts[i] ?? 0));
    const gapsMs = shifts.filter((ns) => Math.abs(ns) > 2e6).map((ns) => ns / 1e6);
    const lostMs = gapsMs.reduce((sum, ms) => sum + ms, 0);
    assert(Math.abs(lostMs - lostAt.length * CYCLE / 48) < 1, `${seed}: ${gapsMs.join(" ")}`);
  }
});

Deno.test("of PipeWire's two anchors that are early by the same cycles move the line, whatever comes between", () => {
  const CYCLE = 2_048;
  const judge = new BlockJudge({ rateHz: RATE, exact: false, firstCause: "late-start" });
  const offsets: number[] = [];
  for (let i = 0; i < 200; i++) {
    const isEarly = i >= 60 && i % 10 === 0;
    const onTimeNs = (i + 1) * CYCLE * 1e9 / RATE;
    const hostNs = onTimeNs + (isEarly ? 0 : CYCLE * 1e9 / RATE) + 0.1e6 * (i % 3);
    judge.push({ position: i * CYCLE, frames: CYCLE, hostNs, cycleFrames: CYCLE });
    for (let block = judge.take(); block !== undefined; block = judge.take()) {
      assertEquals(block.cause, offsets.length === 0 ? "late-start" : undefined);
      offsets.push((block.startNs - block.anchor.position * 1e9 / RATE) / 1e6);
    }
  }
  assertLess(Math.abs((offsets[59] ?? NaN) - CYCLE / 48), 0.5);
  assertLess(Math.abs(offsets[70] ?? NaN), 0.5);
});
