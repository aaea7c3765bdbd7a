import { assert, assertEquals, assertLess } from "@std/assert";
import { Timeline } from "../../../capture/timeline/timeline.ts";
import { followDevice } from "../../../scripts/stage/follow_device.ts";
import {
  eagerCallbacks,
  randomFrom,
  roughCallbacks,
  type SimulatedDeviceOptions,
} from "../../../scripts/stage/simulated_device.ts";

const RATE = 48000;
/** Blocks of 40 ms, so that hours take seconds. */
const BLOCK = 1920;
const HOURS = 8;

interface Worst {
  offsetMs: number;
  earlyMs: number;
  ppm: number;
  stepPpm: number;
  jumps: number;
}

/** Follows a device and returns the worst of what was seen, after the first minute and (`earlyMs`) in it. */
function worstOf(device: Partial<SimulatedDeviceOptions> & { ppm: (seconds: number) => number }) {
  const random = randomFrom(7);
  const worst: Worst = { offsetMs: 0, earlyMs: 0, ppm: 0, stepPpm: 0, jumps: 0 };
  let last = 0;
  followDevice({
    rateHz: RATE,
    blockFrames: () => BLOCK,
    lateSeconds: () => 0.3e-3 * random(),
    startSeconds: 0.137,
    endSeconds: HOURS * 3600,
    ...device,
  }, (block) => {
    const offset = Math.abs(block.offsetSeconds) * 1e3;
    if (block.jump !== undefined) worst.jumps++;
    if (block.seconds < 60) {
      worst.earlyMs = Math.max(worst.earlyMs, offset);
    } else {
      worst.offsetMs = Math.max(worst.offsetMs, offset);
      worst.ppm = Math.max(worst.ppm, Math.abs(block.ppm - device.ppm(block.seconds)));
      worst.stepPpm = Math.max(worst.stepPpm, Math.abs(block.correctionPpm - last));
    }
    last = block.correctionPpm;
  });
  return worst;
}

for (const ppm of [-300, -50, 50, 300]) {
  Deno.test(`8 hours at ${ppm} ppm: under 1 ms off after a minute, the rate right within 2 ppm`, () => {
    const worst = worstOf({ ppm: () => ppm });
    assertLess(worst.offsetMs, 1);
    assertLess(worst.earlyMs, 3);
    assertLess(worst.ppm, 2);
    assertEquals(worst.jumps, 1); // its start
  });
}

Deno.test("8 hours of ±20 ppm wander over 10 minutes: under 1 ms off, the rate right within 2 ppm", () => {
  const worst = worstOf({ ppm: (seconds) => 20 * Math.sin(2 * Math.PI * seconds / 600) });
  assertLess(worst.offsetMs, 1);
  assertLess(worst.ppm, 2);
  assertEquals(worst.jumps, 1);
});

Deno.test("8 hours of callbacks up to 5 ms late and one in a hundred 50 ms: under 3 ms off, no gap", () => {
  for (const ppm of [-300, 50]) {
    const worst = worstOf({ ppm: () => ppm, lateSeconds: roughCallbacks(randomFrom(11)) });
    assertLess(worst.offsetMs, 3);
    assertLess(worst.earlyMs, 3);
    assertEquals(worst.jumps, 1);
  }
});

Deno.test("rough callbacks: from the second minute on the rate is right within 2 ppm; if it wanders, its mean over two minutes within 3", () => {
  const meanPpm = (seconds: number) =>
    20 * 600 / (120 * 2 * Math.PI) *
    (Math.cos(2 * Math.PI * (seconds / 600 - 0.2)) - Math.cos(2 * Math.PI * seconds / 600));
  for (const wander of [false, true]) {
    const truePpm = (s: number) => 100 + (wander ? 20 * Math.sin(2 * Math.PI * s / 600) : 0);
    let worst = 0;
    followDevice({
      rateHz: RATE,
      ppm: truePpm,
      blockFrames: () => BLOCK,
      lateSeconds: roughCallbacks(randomFrom(21)),
      startSeconds: 0,
      endSeconds: HOURS * 3600,
    }, ({ seconds, ppm }) => {
      if (seconds < 120) return;
      worst = Math.max(worst, Math.abs(ppm - 100 - (wander ? meanPpm(seconds) : 0)));
    });
    assertLess(worst, wander ? 3 : 2);
  }
});

Deno.test("the beginning of a hundred sessions with rough callbacks: not one gap, and in step", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const worst = worstOf({
      ppm: (seconds) => 300 * (seed % 3 - 1) + 20 * Math.sin(2 * Math.PI * seconds / 600),
      lateSeconds: roughCallbacks(randomFrom(7919 * seed)),
      endSeconds: 100,
    });
    assertEquals(worst.jumps, 1, `seed ${seed}`);
    assertLess(worst.offsetMs, 1);
    assertLess(worst.earlyMs, 3);
  }
});

Deno.test("a rate that was taken wrongly from few and rough callbacks makes no gap after gap", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const worst = worstOf({
      ppm: () => 300 * (seed % 3 - 1),
      lateSeconds: roughCallbacks(randomFrom(seed)),
      blockFrames: () => 4800,
      endSeconds: 180,
    });
    assertLess(worst.jumps, 4, `seed ${seed}`);
    assertLess(worst.offsetMs, 3, `seed ${seed}`);
  }
});

Deno.test("rough callbacks, 10 ms and 100 ms blocks, blocks of any size: under 3 ms off, no gap", () => {
  const random = randomFrom(3);
  for (const blockFrames of [() => 480, () => 4800, () => 1 + Math.floor(random() * 2000)]) {
    const lateSeconds = roughCallbacks(randomFrom(12));
    const worst = worstOf({ ppm: () => 120, lateSeconds, blockFrames, endSeconds: 1800 });
    assertLess(worst.offsetMs, 3);
    assertEquals(worst.jumps, 1);
  }
});

Deno.test("single callbacks up to 20 ms early, as of PulseAudio's monitors: under 1 ms off, no gap", () => {
  for (const every of [20, 100]) {
    for (const blockFrames of [480, 2400]) {
      const random = randomFrom(every + blockFrames);
      const worst = worstOf({
        ppm: () => 25,
        blockFrames: () => blockFrames,
        lateSeconds: eagerCallbacks(random, every, () => 0.3e-3 * random()),
        endSeconds: 3600,
      });
      assertLess(worst.offsetMs, 1);
      assertLess(worst.earlyMs, 1);
      assertEquals(worst.jumps, 1);
    }
  }
});

Deno.test("exact anchors are never corrected, whatever the host's clock reads", () => {
  for (const zeroNs of [0, 1.23456789e15, 86400e9 * 365 + 1 / 3]) {
    for (const exact of [true, false]) {
      const timeline = new Timeline({ rateHz: RATE, sourceRateHz: 44100, zeroNs, exact });
      let cursor = 0;
      for (let i = 0; i < 20000; i++) {
        const position = i * 441;
        timeline.push({ position, frames: 441, hostNs: zeroNs + (position + 441) / 44100 * 1e9 });
        for (let p = timeline.next(cursor); p !== undefined; p = timeline.next(cursor)) {
          assertEquals(p.correctionPpm, 0);
          assertEquals(p.skipFrames, 0);
          assertEquals(p.jump?.toFrame ?? 0, 0);
          cursor += p.frames * RATE / 44100;
        }
      }
      assertLess(Math.abs(timeline.ppm), 0.001);
    }
  }
});

Deno.test("the same anchors give the same placements", () => {
  const run = () => {
    const random = randomFrom(5);
    const seen: unknown[] = [];
    followDevice({
      rateHz: RATE,
      ppm: () => 77,
      blockFrames: () => 480 + Math.floor(random() * 480),
      lateSeconds: () => 4e-3 * random(),
      startSeconds: 1,
      endSeconds: 60,
      incidents: [{ atSeconds: 20, kind: "lose", seconds: 0.5 }],
    }, (block) => seen.push(block));
    return seen;
  };
  assertEquals(run(), run());
});

Deno.test("a block is held until an anchor on time proves that nothing was lost before it", () => {
  const timeline = new Timeline({ rateHz: RATE, sourceRateHz: RATE, zeroNs: 0 });
  let at = 0;
  const push = (lateMs: number) => {
    timeline.push({ position: at, frames: 480, hostNs: (at + 480) / RATE * 1e9 + lateMs * 1e6 });
    at += 480;
  };
  const take = () => {
    let count = 0;
    while (timeline.next(0) !== undefined) count++;
    return count;
  };
  for (let i = 0; i < 24; i++) push(0);
  assertEquals(take(), 0); // the first quarter of a second shows the early edge plainly
  push(0);
  assertEquals(take(), 25);
  push(0);
  assertEquals(take(), 1);
  push(30);
  push(20);
  push(10);
  assertEquals(take(), 0);
  push(0);
  assertEquals(take(), 4);
});

Deno.test("a source that begins late and catches up is waited for until it has, but for 4 s at most", () => {
  for (const [catchingUpSeconds, placedAfter] of [[1.5, 2.5], [20, 4.1]] as const) {
    const timeline = new Timeline({ rateHz: RATE, sourceRateHz: RATE, zeroNs: 0 });
    let at = 0;
    let host = 0;
    while (timeline.next(0) === undefined) {
      at += 480;
      // At first a second late, on time when it has caught up.
      const lateSeconds = Math.max(0, 1 - at / RATE / catchingUpSeconds);
      host = at / RATE + lateSeconds;
      timeline.push({ position: at - 480, frames: 480, hostNs: host * 1e9 });
    }
    assertLess(host - 1, placedAfter);
  }
});

Deno.test("silence is told of only when nothing has come for 10 s, and up to then", () => {
  const timeline = new Timeline({ rateHz: RATE, sourceRateHz: RATE, zeroNs: 0 });
  assertEquals(timeline.advance(9e9), undefined);
  assertEquals(timeline.advance(11e9), RATE);
  timeline.push({ position: 0, frames: 480, hostNs: 12e9 });
  assertEquals(timeline.advance(13e9), undefined);
  assertEquals(timeline.next(RATE), undefined);
  assertEquals(timeline.advance(14.1e9), undefined); // decides what is held
  const placement = timeline.next(RATE);
  assertEquals(placement?.jump, { toFrame: 12 * RATE - 480, cause: "late-start" });
  assert(Math.abs(timeline.startOffsetSeconds - 11.99) < 1e-9);
});
